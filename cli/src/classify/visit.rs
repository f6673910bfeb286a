//! `leadline classify visit`: where did this page view come from?

use leadline_domain::{time::Millis, visit::Touch};
use serde::{Deserialize, Serialize};
use url::Url;

/// A page view.
#[derive(Deserialize)]
pub(super) struct Question {
    url: String,
    #[serde(default)]
    referrer: Option<String>,
}

/// Where it came from; all `null` if from nowhere that we know.
#[derive(Serialize)]
pub(super) struct Answer {
    source: Option<String>,
    medium: Option<String>,
    campaign: Option<String>,
    channel: Option<&'static str>,
    click_id: Option<String>,
}

/// Judges one page view.
pub(super) fn judge(Question { url, referrer }: Question) -> Result<Answer, String> {
    let page = Url::parse(&url).map_err(|error| format!("url: {error}"))?;
    let touch = Touch::of_view(&page, &referrer.unwrap_or_default(), Millis(0));
    let said = |part: fn(&Touch) -> &String| touch.as_ref().map(part).filter(|part| !part.is_empty()).cloned();
    Ok(Answer {
        source: said(|touch| &touch.source),
        medium: said(|touch| &touch.medium),
        campaign: said(|touch| &touch.campaign),
        // PLACEHOLDERS, to be joined at the merge: `leadline_domain::attribution` knows both.
        channel: None,
        click_id: None,
    })
}

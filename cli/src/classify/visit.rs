//! `leadline classify visit`: where did this page view come from?

use leadline_domain::attribution::{self, Origin, Rules};
use serde::{Deserialize, Serialize};

/// A page view.
#[derive(Deserialize)]
pub(super) struct Question {
    url: String,
    #[serde(default)]
    referrer: Option<String>,
}

impl super::Asked for Question {
    const EXAMPLE: &'static str = r#"{"url": "https://shop.example/", "referrer": "https://www.google.com/"}"#;
}

/// Where it came from, in the words of Google Analytics.
#[derive(Serialize)]
pub(super) struct Answer {
    source: String,
    medium: String,
    campaign: Option<String>,
    channel: &'static str,
    click_id: Option<&'static str>,
}

/// Judges one page view.
pub(super) fn judge(Question { url, referrer }: Question) -> Result<Answer, String> {
    let page = attribution::read_page(&url).ok_or("url: not the address of a page")?;
    let origin = attribution::attribute(&page, &referrer.unwrap_or_default(), &Rules::default());
    let Origin { source, medium, campaign, channel, click_id } = origin;
    let campaign = Some(campaign).filter(|campaign| !campaign.is_empty());
    Ok(Answer { source, medium, campaign, channel: channel.name(), click_id })
}

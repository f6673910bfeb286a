//! A score as people read it.

use super::{Scored, person::Other};
use crate::{
    finding::count,
    leads::{points, printable},
    table::{Align, lay_out_by},
};
use leadline_domain::{
    score::{Points, Reason},
    time::Day,
};

/// One person: a line, and a reason a line below it.
pub(super) fn told(scored: &Scored) -> String {
    let Scored { score, fit, engagement, grade, stage, model, reasons, .. } = scored;
    let browsers = count(scored.person.anonymous_ids.len(), "browser");
    let head = format!("{} ({browsers})", printable(&scored.name()));
    let (score, fit, engagement) = (points(*score), points(*fit), points(*engagement));
    let line =
        format!("  score {score}, fit {fit}, engagement {engagement}, grade {grade:?}, stage {stage}, model {model}");
    let rows: Vec<[String; 5]> = reasons.iter().map(row).collect();
    let others = scored.other_scores.iter().map(|Other { score, stage }| {
        format!("\n  {} by model {}, which alone would make it stage {stage}", points(score.total), score.model)
    });
    let others = others.collect::<Vec<_>>().concat();
    let reasons = lay_out_by([Align::Point, Align::Left, Align::Left, Align::Left, Align::Left], &rows);
    let reasons = reasons.lines().map(|line| format!("\n    {line}")).collect::<Vec<_>>().concat();
    format!("{head}\n{line}{reasons}{others}\n")
}

fn row(reason: &Reason) -> [String; 5] {
    let sign = if reason.points.0 < 0 { "" } else { "+" };
    let times = if reason.latest.is_some() || reason.count > 1 { count_times(reason.count) } else { String::new() };
    [format!("{sign}{}", points(reason.points)), printable(&reason.signal), times, last(reason), held_back(reason)]
}

fn count_times(count: u32) -> String {
    if count == 1 { "once".to_owned() } else { format!("{count} times") }
}

fn last(reason: &Reason) -> String {
    let Some(latest) = reason.latest.map(Day::iso) else { return String::new() };
    match reason.age_days.unwrap_or_default() {
        0 => format!("last {latest}, today"),
        1 => format!("last {latest}, yesterday"),
        days => format!("last {latest}, {days} days ago"),
    }
}

/// What was looked at, and what caps and time took.
fn held_back(reason: &Reason) -> String {
    let cap = match (&reason.group, reason.capped) {
        (Some(group), _) => Some(format!("held back by the cap of {}", printable(group))),
        (None, true) => Some("held back by its cap".to_owned()),
        (None, false) => None,
    };
    let faded = reason.undecayed.filter(|fresh| *fresh != reason.points && reason.group.is_none());
    let faded = faded.map(|Points(fresh)| format!("faded from {}", points(Points(fresh))));
    let verified = reason.verified.then(|| "verified browsers only".to_owned());
    [verified, cap, faded].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

use super::*;
use crate::{
    email::Email,
    id::LeadId,
    lead::{Activity, Amendment, Command, Data, Effect, Event, State, Subject, decide, decide::tests::snapshot},
    site::{RawSite, SignalKey, Site},
    time::{DAY, Day, MINUTE, Millis},
    visit::{SignalCounts, Snapshot},
};
use alloc::{boxed::Box, collections::BTreeMap, format};

const HOUR: i64 = 60 * MINUTE;

/// A site with two SLAs on an MQL, in Vienna's office hours and, for one owner, in New York's.
fn site() -> Site {
    let mut raw: RawSite = serde_json::from_str(include_str!("../../../site/example.json")).unwrap();
    raw.lifecycle = serde_json::from_str(
        r#"{"enter": [{"stage": "mql", "signal": "whitepaper"}],
        "sla": [{"id": "call", "stage": "mql", "within": "30m", "met_by": "contact"}, {"id": "decide", "stage": "mql", "within": "8h"}],
        "calendar": [{"id": "vienna", "time_zone": "Europe/Vienna", "hours": {"mon-fri": "09:00-17:00"}, "holidays": ["2026-10-26"]},
        {"id": "new-york", "time_zone": "America/New_York", "hours": {"mon-fri": "09:00-17:00"}}]}"#,
    )
    .unwrap();
    raw.routing.owners.push(serde_json::from_str(r#"{"id": "bob", "name": "Bob", "calendar": "new-york"}"#).unwrap());
    raw.routing.suppressions.push(
        serde_json::from_str(
            r#"{"id": "customers", "domains": ["customer.example"], "addresses": ["Zoe@else.example"]}"#,
        )
        .unwrap(),
    );
    Site::check(raw).unwrap()
}

fn at(text: &str) -> Millis {
    Millis::parse(text).unwrap()
}

/// One lead, and a clock that is driven: it wakes the lead when it asked to be woken.
struct Desk {
    site: Site,
    lead: Lead,
    now: Millis,
    wakes_at: Option<Millis>,
    told: Vec<Event>,
}

impl Desk {
    fn new(email: &str, now: Millis) -> Self {
        let site = site();
        let lead = Lead::new(LeadId::new(0, &[0; 16]), "k", Email::parse(email).unwrap(), now, &site.scoring);
        Self { site, lead, now, wakes_at: None, told: Vec::new() }
    }

    fn run(&mut self, command: Command) -> Reply {
        let state = State { subject: Subject::Lead(Box::new(self.lead.clone())), ..State::default() };
        let decision = decide(state, command, &self.context());
        self.apply(decision.effects);
        decision.reply
    }

    /// The site was published anew.
    fn rescore(&mut self) {
        let decision = crate::lead::rescore(self.lead.clone(), &self.context());
        self.apply(decision.map(|decision| decision.effects).unwrap_or_default());
    }

    /// Somebody else turns out to be the same person.
    fn take(&mut self, junior: &Lead) {
        let decision = crate::lead::merge::take(self.lead.clone(), junior, &self.context());
        self.apply(decision.effects);
    }

    fn context(&self) -> Context<'_> {
        let draw = [u8::try_from(self.told.len()).unwrap(); 16];
        Context { site: &self.site, shard: 0, now: self.now, lead_entropy: draw, outbox_entropy: draw }
    }

    fn apply(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                // What is kept is what a restart finds.
                Effect::PutLead(lead) => {
                    self.lead = serde_json::from_str(&serde_json::to_string(&lead).unwrap()).unwrap();
                }
                Effect::PutOutbox(row) => self.told.extend(row.events),
                Effect::Wake(_, at) => self.wakes_at = at,
                _ => {}
            }
        }
    }

    /// Time passes, and the alarm rings.
    fn pass_until(&mut self, until: Millis) {
        while let Some(at) = self.wakes_at.filter(|at| *at <= until) {
            self.now = self.now.max(at);
            self.run(Command::Tick(self.lead.id.clone()));
            assert_ne!(self.wakes_at, Some(at), "a lead that was woken sleeps, or wakes later");
        }
        self.now = until;
    }

    fn go(&mut self, goal: Goal, reason: Option<&str>) -> Reply {
        let (lead, reason) = (self.lead.id.clone(), reason.map(Into::into));
        self.run(Command::Move(Move { lead, goal, reason, note: None, request: None }))
    }

    /// The person did something in one browser, in all so often.
    fn browse(&mut self, folded: u32, signals: &[(&str, Day)]) {
        let mut counts = SignalCounts::default();
        for (signal, day) in signals {
            counts.add(SignalKey::of(signal), *day);
        }
        let visitor = Snapshot { signals: counts, ..snapshot(1, folded, &[]) };
        let lead = self.lead.id.clone();
        self.run(Command::See(Activity {
            lead,
            visitor,
            bond: crate::bond::Bond::Claimed,
            key: String::new(),
            at: self.now,
            deeds: Vec::new(),
        }));
    }

    fn amend(&mut self, fields: &[(&str, &str)], owner: Option<&str>) {
        let fields: BTreeMap<_, _> = fields.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        let owner = owner.map(Into::into);
        let amendment = Amendment { fields, owner, ..Amendment::new(self.lead.id.clone(), self.now, "api") };
        self.run(Command::Amend(amendment));
    }

    fn contact(&mut self) -> Reply {
        self.run(Command::Contact(Contact { lead: self.lead.id.clone(), at: self.now }))
    }

    /// Types told so far, and forgets them.
    fn news(&mut self) -> Vec<String> {
        self.told.drain(..).map(|event| event.kind).collect()
    }

    /// What was missed, and when that was told.
    fn missed(&self) -> Vec<(String, String)> {
        let missed = self.told.iter().filter_map(|event| match &event.data {
            Data::Missed(missed) => Some((missed.missed.sla.clone(), event.time.clone())),
            _ => None,
        });
        missed.collect()
    }

    /// Fit for an MQL with one look at the prices.
    fn qualify(&mut self) {
        self.amend(&[("job_title", "Director"), ("company_size", "51-200")], None);
        self.browse(1, &[("pricing-view", self.now.day())]);
    }
}

/// What every move does to a lead in every stage: the stage it is in afterwards, or why it stayed.
#[test]
fn every_transition() {
    let goals = [
        ("accept", Goal::Accept, None),
        ("reject", Goal::Reject, None),
        ("reject: wrong-timing", Goal::Reject, Some("wrong-timing")),
        ("reject: spam", Goal::Reject, Some("spam")),
        ("reject: whatever", Goal::Reject, Some("whatever")),
    ];
    let enter = Stage::ALL.into_iter().flat_map(|stage| {
        let reason = if stage == Stage::Disqualified { "spam" } else { "wrong-timing" };
        [None, Some(reason)].map(|reason| (stage.name(), Goal::Enter(stage), reason))
    });
    let mut table = Vec::new();
    for (name, goal, reason) in goals.into_iter().chain(enter) {
        let why =
            reason.filter(|_| matches!(goal, Goal::Enter(_))).map(|reason| format!(": {reason}")).unwrap_or_default();
        table.push(format!("{name}{why}"));
        for from in Stage::ALL {
            let mut desk = Desk::new("ada@buyer.example", at("2026-11-23T09:00:00Z"));
            let (by, at) = (Mover::People, desk.now);
            desk.lead.journey.enter(StageEntry { at, stage: from, by, reason: None, note: None, request: None });
            desk.lead.arrive();
            let became = match desk.go(goal, reason) {
                Reply::Done { stage, change: Change::Updated, .. } => format!("{} {:?}", stage.name(), desk.news()),
                Reply::Done { change: Change::None, .. } => "stays, as it should be".into(),
                Reply::NotMoved(NotMoved::ReasonUnknown(_)) => "refused: ReasonUnknown".into(),
                Reply::NotMoved(not) => format!("refused: {not:?}"),
                other => format!("{other:?}"),
            };
            assert_eq!(desk.lead.stage, desk.lead.journey.present());
            table.push(format!("  {:<13}{became}", from.name()));
        }
    }
    insta::assert_snapshot!(table.join("\n"));
}

#[test]
fn a_request_that_is_asked_again_moves_nobody_again() {
    let mut desk = Desk::new("ada@buyer.example", at("2026-11-23T09:00:00Z"));
    let enter = |stage, request: &str| {
        let lead = LeadId::new(0, &[0; 16]);
        let note = Some("as agreed".into());
        Command::Move(Move { lead, goal: Goal::Enter(stage), reason: None, note, request: Some(request.into()) })
    };
    desk.run(enter(Stage::Sql, "one"));
    desk.run(enter(Stage::Lead, "two"));
    desk.news();
    let Reply::Done { change: Change::None, stage: Stage::Lead, .. } = desk.run(enter(Stage::Sql, "one")) else {
        panic!()
    };
    assert_eq!(desk.news(), Vec::<String>::new());
}

#[test]
fn a_site_without_a_stage_accepts_into_the_next_one() {
    let mut desk = Desk::new("ada@buyer.example", at("2026-11-23T09:00:00Z"));
    desk.site.lifecycle.stages.retain(|stage| *stage != Stage::Sal);
    desk.qualify();
    assert_eq!(desk.go(Goal::Enter(Stage::Sal), None), Reply::NotMoved(NotMoved::Unused));
    desk.go(Goal::Accept, None);
    assert_eq!(desk.lead.stage, Stage::Sql);
}

#[test]
fn what_a_salesperson_does_with_a_lead() {
    let mut desk = Desk::new("ada@buyer.example", at("2026-11-23T09:00:00Z"));
    desk.qualify();
    assert_eq!(desk.lead.stage, Stage::Mql);
    assert_eq!(desk.news(), ["lead.updated", "lead.stage_changed", "lead.qualified"]);
    desk.go(Goal::Reject, Some("wrong-timing"));
    assert_eq!((desk.lead.stage, desk.lead.furthest), (Stage::Recycled, Stage::Mql));
    assert_eq!(desk.news(), ["lead.stage_changed"]);
    assert_eq!((desk.lead.score.fit.0, desk.lead.score.engagement.0), (40_000, 0), "what was done was weighed");
    // The same afternoon, and by what was known before, nothing happens.
    desk.amend(&[("city", "Graz")], None);
    desk.browse(2, &[("pricing-view", desk.now.day()), ("pricing-view", desk.now.day())]);
    assert_eq!((desk.lead.stage, desk.news()), (Stage::Recycled, alloc::vec!["lead.updated".into()]));
    // Half a year later they are back.
    let (first, then) = (desk.now.day(), at("2027-05-10T08:00:00Z"));
    desk.pass_until(then);
    desk.browse(3, &[("pricing-view", first), ("pricing-view", then.day())]);
    assert_eq!(desk.lead.stage, Stage::Mql);
    assert_eq!(desk.news(), ["lead.stage_changed", "lead.qualified"], "once more");
    desk.go(Goal::Accept, None);
    desk.go(Goal::Enter(Stage::Opportunity), None);
    desk.go(Goal::Enter(Stage::Customer), None);
    assert_eq!((desk.lead.stage, desk.news().len()), (Stage::Customer, 3));
    let way: Vec<_> = desk.lead.journey.iter().map(|entry| (entry.stage.name(), entry.reason.as_deref())).collect();
    insta::assert_debug_snapshot!(way);
}

#[test]
fn a_threshold_is_crossed_once() {
    let mut desk = Desk::new("ada@buyer.example", at("2026-11-23T09:00:00Z"));
    desk.qualify();
    desk.go(Goal::Enter(Stage::Lead), Some("mistaken"));
    desk.news();
    desk.browse(2, &[("pricing-view", desk.now.day()), ("webinar", desk.now.day())]);
    let stages: Vec<_> = desk.lead.journey.iter().map(|entry| entry.stage).collect();
    assert_eq!(desk.lead.stage, Stage::Sql, "but the next one can be");
    assert_eq!(stages, [Stage::Lead, Stage::Mql, Stage::Lead, Stage::Sql]);
    assert_eq!(desk.news(), ["lead.stage_changed"], "and is not told as qualified a second time");
}

#[test]
fn a_signal_enters_a_stage_whatever_the_score() {
    let mut desk = Desk::new("ada@gmail.com", at("2026-11-23T09:00:00Z"));
    desk.browse(1, &[("whitepaper", desk.now.day())]);
    assert!(desk.lead.score.total.0 < 0);
    let entry = desk.lead.journey.present_entry().unwrap();
    assert_eq!((entry.stage, entry.reason.as_deref()), (Stage::Mql, Some("signal:whitepaper")));
}

#[test]
fn nobody_sells_to_customers_and_competitors_unless_people_say_so() {
    for (email, list) in [
        ("ada@customer.example", "customers"),
        ("ada@mail.customer.example", "customers"),
        ("ZOE@else.example", "customers"),
        ("ada@rival.example", "competitors"),
    ] {
        let mut desk = Desk::new(email, at("2026-11-23T09:00:00Z"));
        desk.qualify();
        desk.browse(2, &[("pricing-view", desk.now.day()), ("whitepaper", desk.now.day())]);
        assert_eq!((desk.lead.stage, desk.lead.suppressed.as_deref()), (Stage::Lead, Some(list)), "{email}");
        desk.go(Goal::Enter(Stage::Opportunity), None);
        assert_eq!(desk.lead.stage, Stage::Opportunity);
    }
    let mut other = Desk::new("ada@else.example", at("2026-11-23T09:00:00Z"));
    other.qualify();
    assert_eq!((other.lead.stage, other.lead.suppressed), (Stage::Mql, None));
}

#[test]
fn what_is_not_done_in_time_is_told_once_each() {
    // A Friday evening.
    let mut desk = Desk::new("ada@buyer.example", at("2026-11-20T16:30:00+01:00"));
    desk.qualify();
    desk.news();
    desk.pass_until(at("2026-12-31T00:00:00Z"));
    let told = [("call", "2026-11-20T16:00:00Z"), ("decide", "2026-11-23T15:30:00Z")];
    assert_eq!(desk.missed(), told.map(|(sla, at)| (sla.into(), at.into())));
    assert_eq!(desk.wakes_at, None);
}

#[test]
fn who_is_called_and_decided_about_in_time_misses_nothing() {
    let mut desk = Desk::new("ada@buyer.example", at("2026-11-20T16:30:00+01:00"));
    desk.qualify();
    desk.pass_until(at("2026-11-20T16:59:00+01:00"));
    desk.contact();
    assert!(matches!(desk.contact(), Reply::Done { change: Change::None, .. }), "twice is once");
    desk.pass_until(at("2026-11-23T16:29:00+01:00"));
    desk.go(Goal::Accept, None);
    desk.pass_until(at("2027-01-31T00:00:00Z"));
    assert_eq!((desk.missed(), desk.wakes_at, desk.lead.promises.len()), (Vec::new(), None, 0));
}

#[test]
fn hours_are_the_owners_and_move_with_the_lead() {
    let mut desk = Desk::new("ada@buyer.example", at("2026-11-23T09:00:00+01:00"));
    desk.qualify();
    assert_eq!(desk.wakes_at, Some(at("2026-11-23T09:30:00+01:00")));
    desk.amend(&[], Some("bob"));
    assert_eq!(desk.wakes_at, Some(at("2026-11-23T09:30:00-05:00")));
    desk.pass_until(at("2026-11-23T12:00:00-05:00"));
    assert_eq!(desk.missed(), [("call".into(), "2026-11-23T14:30:00Z".into())]);
    // What was late stays late.
    desk.amend(&[], Some("nobody-known"));
    assert_eq!(desk.missed().len(), 1);
    assert_eq!(desk.wakes_at, Some(at("2026-11-23T17:00:00+01:00")));
}

#[test]
fn what_was_late_is_told_even_where_it_is_done_before_the_alarm_rings() {
    for does in [|desk: &mut Desk| drop(desk.go(Goal::Accept, None)), |desk: &mut Desk| drop(desk.contact())] {
        let mut desk = Desk::new("ada@buyer.example", at("2026-11-23T09:00:00+01:00"));
        desk.qualify();
        desk.now = at("2026-11-23T12:00:00+01:00");
        does(&mut desk);
        assert_eq!(desk.missed(), [("call".into(), "2026-11-23T11:00:00Z".into())]);
        assert!(desk.lead.promises.iter().all(|promise| promise.met_at.is_none()), "late is not met");
    }
}

#[test]
fn what_a_site_asks_for_reaches_those_who_are_there_and_have_time_left() {
    let mut desk = Desk::new("ada@buyer.example", at("2026-11-23T09:00:00+01:00"));
    let slas = core::mem::take(&mut desk.site.lifecycle.slas);
    desk.qualify();
    assert_eq!((desk.wakes_at, desk.lead.promises.len()), (None, 0));
    desk.now = at("2026-11-23T12:00:00+01:00");
    desk.site.lifecycle.slas = slas;
    desk.rescore();
    assert_eq!(
        (desk.wakes_at, desk.lead.promises.len()),
        (Some(at("2026-11-23T17:00:00+01:00")), 1),
        "the call would be late"
    );
    // The hours change, and the day ends before.
    desk.site.lifecycle.calendars[0].week.iter_mut().for_each(Vec::clear);
    desk.rescore();
    assert_eq!((desk.wakes_at, desk.missed().len()), (None, 0));
}

#[test]
fn a_list_of_people_to_leave_alone_reaches_those_who_are_there() {
    let mut desk = Desk::new("ada@customer.example", at("2026-11-23T09:00:00+01:00"));
    let lists = core::mem::take(&mut desk.site.suppressions);
    desk.amend(&[("city", "Graz")], None);
    assert_eq!(desk.lead.suppressed, None);
    desk.site.suppressions = lists;
    desk.rescore();
    assert_eq!(desk.lead.suppressed.as_deref(), Some("customers"));
}

#[test]
fn what_was_promised_survives_a_merge_and_is_told_once() {
    let (mut senior, mut junior) =
        ["ada@buyer.example", "ada@home.example"].map(|email| Desk::new(email, at("2026-11-23T09:00:00+01:00"))).into();
    junior.lead.id = LeadId::new(0, &[9; 16]);
    junior.qualify();
    // It travels until the call is late.
    senior.now = at("2026-11-23T10:00:00+01:00");
    senior.take(&junior.lead);
    senior.pass_until(at("2026-11-23T11:00:00+01:00"));
    assert_eq!(senior.missed().len(), 1);
    senior.take(&junior.lead);
    senior.pass_until(at("2026-11-23T12:00:00+01:00"));
    assert_eq!((senior.missed().len(), senior.wakes_at), (1, Some(at("2026-11-23T17:00:00+01:00"))));
}

#[test]
fn a_timer_that_rings_for_nothing_leaves_nothing_behind() {
    let mut desk = Desk::new("ada@buyer.example", at("2026-11-23T09:00:00+01:00"));
    desk.qualify();
    let slas = core::mem::take(&mut desk.site.lifecycle.slas);
    desk.pass_until(at("2026-11-23T10:00:00+01:00"));
    assert_eq!((desk.wakes_at, desk.lead.promises.len(), desk.missed().len()), (None, 0, 0));
    desk.site.lifecycle.slas = slas;
    desk.amend(&[("city", "Graz")], None);
    assert_eq!(desk.wakes_at, Some(at("2026-11-23T17:00:00+01:00")));
}

#[test]
fn a_backup_tells_nobody_again_what_was_late() {
    let mut desk = Desk::new("ada@buyer.example", at("2026-11-23T09:00:00+01:00"));
    desk.qualify();
    let context = Context {
        site: &desk.site,
        shard: 0,
        now: at("2026-12-23T09:00:00Z"),
        lead_entropy: [1; 16],
        outbox_entropy: [2; 16],
    };
    let decision = crate::lead::transfer::restore(None, desk.lead.clone(), &context);
    assert!(!decision.effects.iter().any(|effect| matches!(effect, Effect::PutOutbox(_) | Effect::Wake(..))));
}

#[test]
fn a_recycled_lead_that_qualifies_again_is_promised_anew() {
    let mut desk = Desk::new("ada@buyer.example", at("2026-11-23T09:00:00+01:00"));
    desk.qualify();
    desk.pass_until(at("2026-11-23T10:00:00+01:00"));
    desk.go(Goal::Reject, Some("no-response"));
    assert_eq!((desk.wakes_at, desk.missed().len()), (None, 1));
    let then = at("2026-12-14T08:00:00Z");
    desk.pass_until(then);
    desk.browse(2, &[("pricing-view", then.day())]);
    desk.pass_until(at("2026-12-14T23:00:00Z"));
    let slas: Vec<_> = desk.missed().into_iter().map(|(sla, _)| sla).collect();
    assert_eq!(slas, ["call", "call", "decide"]);
}

/// Weeks of office life over both changes of the clock: the alarm rings at the business hour and never twice, although the
/// lead is read back from disk after every command.
#[test]
fn simulated_weeks() {
    let mut missed = Vec::new();
    let mut begin = at("2026-10-12T06:00:00Z");
    for nth in 0..60_i64 {
        // Another hour of another day each time, nights and weekends among them.
        begin = begin.plus(2 * DAY + 7 * HOUR + nth * MINUTE);
        let mut desk = Desk::new("ada@buyer.example", begin);
        desk.qualify();
        desk.pass_until(begin.plus(21 * DAY));
        let told = desk.missed();
        let promised: Vec<_> = desk.lead.promises.iter().map(|promise| promise.due_at.rfc3339()).collect();
        assert_eq!(told.len(), 2, "{begin:?}");
        assert_eq!(told.iter().map(|(_, at)| at.clone()).collect::<Vec<_>>(), promised, "told when it was due");
        missed.push(format!("{} call {} decide {}", begin.rfc3339(), told[0].1, told[1].1));
    }
    insta::assert_snapshot!(missed.join("\n"));
}

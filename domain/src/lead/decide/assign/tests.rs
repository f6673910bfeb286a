use super::*;
use crate::{
    assignment::Ask,
    email::Email,
    geo::Place,
    id::LeadId,
    lead::{
        Activity, Amendment, Command, Event, Goal, LeadView, Move, Reply, State, Subject, decide,
        decide::tests::snapshot, merge, transfer,
    },
    site::RawSite,
};
use alloc::{boxed::Box, vec};
use core::convert::Infallible;

const NOW: Millis = Millis(1_795_000_000_000);

/// A whitepaper qualifies at once; Ada and Bob take turns with Austria, Bob gets the rest.
fn site() -> Site {
    let mut raw: RawSite = serde_json::from_str(include_str!("../../../site/example.json")).unwrap();
    raw.lifecycle = serde_json::from_str(r#"{"enter": [{"stage": "mql", "signal": "whitepaper"}]}"#).unwrap();
    let routing = r#"{"owner": [{"id": "ada", "name": "Ada"}, {"id": "bob", "name": "Bob"}], "default_owner": "bob",
        "suppress": [{"id": "customers", "domains": ["customer.example"]}],
        "route": [{"id": "texas", "when": {"region": "US-TX"}, "to": "ada"}, {"id": "austria", "when": {"country": "AT"}, "to": ["ada", "bob"]}]}"#;
    raw.routing = serde_json::from_str(routing).unwrap();
    Site::check(raw).unwrap()
}

struct Desk {
    site: Site,
    lead: Lead,
    told: Vec<Event>,
    /// Whether somebody is to be picked, as the shard was told last.
    noted: bool,
    kept: usize,
}

impl Desk {
    fn new(email: &str) -> Self {
        let site = site();
        let mut lead = Lead::new(LeadId::new(0, &[0; 16]), email, Email::parse(email).unwrap(), NOW, &site.scoring);
        lead.profile.be_at(Place::of("AT", ""), NOW);
        Self { site, lead, told: Vec::new(), noted: false, kept: 0 }
    }

    fn context(&self) -> Context<'_> {
        let draw = [u8::try_from(self.kept).unwrap(); 16];
        Context {
            site: &self.site,
            shard: 0,
            now: NOW.plus(1_000 * i64::try_from(self.kept).unwrap()),
            lead_entropy: draw,
            outbox_entropy: draw,
        }
    }

    fn run(&mut self, command: Command) -> Reply {
        let state = State { subject: Subject::Lead(Box::new(self.lead.clone())), ..State::default() };
        let decision = decide(state, command, &self.context());
        self.apply(decision)
    }

    fn apply(&mut self, decision: Decision) -> Reply {
        for effect in decision.effects {
            match effect {
                Effect::PutLead(lead) => {
                    self.lead = serde_json::from_str(&serde_json::to_string(&lead).unwrap()).unwrap();
                    self.kept += 1;
                }
                Effect::PutOutbox(row) => self.told.extend(row.events),
                Effect::Await(_) => self.noted = true,
                Effect::Settled(_) => self.noted = false,
                _ => {}
            }
        }
        decision.reply
    }

    fn qualify(&mut self) {
        let (lead, at) = (self.lead.id.clone(), NOW);
        let visitor = snapshot(1, 1, &["whitepaper"]);
        let bond = crate::bond::Bond::Claimed;
        self.run(Command::See(Activity { lead, visitor, bond, key: String::new(), at, deeds: Vec::new() }));
    }

    fn go(&mut self, goal: Goal, reason: Option<&str>) {
        let (lead, reason) = (self.lead.id.clone(), reason.map(Into::into));
        self.run(Command::Move(Move { lead, goal, reason, note: None, request: None }));
    }

    fn own(&mut self, owner: &str) {
        let lead = self.lead.id.clone();
        self.run(Command::Amend(Amendment {
            owner: Some(owner.into()),
            ..Amendment::new(lead, self.context().now, "api")
        }));
    }

    /// Somebody is picked, as the router would.
    fn pick(&mut self) -> Option<String> {
        let since = self.lead.awaits.unwrap();
        let ask = Ask::of(&self.lead, since, None, &self.site);
        let picked = ask.pick(None, |_| Ok::<_, Infallible>(crate::assignment::Rota::default())).unwrap();
        let settled = Settled { lead: self.lead.id.clone(), since, assigned: picked.assigned };
        self.run(Command::Settle(settled.clone()));
        let version = self.lead.version;
        self.run(Command::Settle(settled));
        assert_eq!(self.lead.version, version, "said twice, it changes nothing");
        self.lead.profile.owner().map(Into::into)
    }

    fn news(&mut self) -> Vec<String> {
        self.told.drain(..).map(|event| event.kind).collect()
    }

    fn why(&self) -> Option<String> {
        LeadView::from(&self.lead).assigned.map(|assigned| assigned.why)
    }
}

#[test]
fn who_qualifies_is_told_of_with_an_owner() {
    let mut desk = Desk::new("ada@example.com");
    desk.qualify();
    assert_eq!((desk.news(), desk.noted), (vec!["lead.stage_changed".into()], true));
    assert_eq!(desk.pick().as_deref(), Some("ada"));
    let qualified = desk.told.last().unwrap().clone();
    assert_eq!((desk.news(), desk.noted), (vec!["lead.qualified".into()], false));
    let json = serde_json::to_value(&qualified).unwrap();
    assert_eq!((&json["data"]["owner"], &json["data"]["assigned"]["why"]), (&"ada".into(), &"route:austria".into()));
}

#[test]
fn who_fits_no_route_goes_to_the_default_owner() {
    let mut desk = Desk::new("ada@example.com");
    desk.lead.profile.be_at(Place::of("FR", ""), NOW.plus(1));
    desk.qualify();
    assert_eq!((desk.pick().as_deref(), desk.why().as_deref()), (Some("bob"), Some("default")));
}

#[test]
fn a_territory_is_a_part_of_its_country_alone() {
    for (country, region, why) in [
        ("US", "TX", "route:texas"),
        ("US", "CA", "default"),
        ("DE", "TX", "default"),
        ("US", "", "default"),
        ("XX", "TX", "route:austria"),
    ] {
        let mut desk = Desk::new("ada@example.com");
        desk.lead.profile.be_at(Place::of(country, region), NOW.plus(1));
        desk.qualify();
        desk.pick();
        assert_eq!(desk.why().as_deref(), Some(why), "{country}-{region}");
    }
}

#[test]
fn who_has_an_owner_or_is_to_be_left_alone_is_given_to_nobody() {
    let mut owned = Desk::new("ada@example.com");
    owned.own("eve");
    owned.news();
    owned.qualify();
    assert_eq!((owned.news(), owned.noted), (vec!["lead.stage_changed".into(), "lead.qualified".into()], false));
    let mut customer = Desk::new("ada@customer.example");
    customer.qualify();
    assert_eq!((customer.news(), customer.lead.stage), (vec![], Stage::Lead));
    customer.go(Goal::Enter(Stage::Mql), None);
    assert_eq!((customer.news(), customer.noted), (vec!["lead.stage_changed".into(), "lead.qualified".into()], false));
}

#[test]
fn people_may_be_faster() {
    let mut desk = Desk::new("ada@example.com");
    desk.qualify();
    let since = desk.lead.awaits.unwrap();
    desk.news();
    desk.own("eve");
    assert_eq!((desk.news(), desk.noted), (vec!["lead.updated".into(), "lead.qualified".into()], false));
    let assigned = Assigned { owner: Some("ada".into()), why: "route:austria".into() };
    desk.run(Command::Settle(Settled { lead: desk.lead.id.clone(), since, assigned }));
    assert_eq!((desk.lead.profile.owner(), desk.why().as_deref()), (Some("eve"), Some("people")));
    assert_eq!(desk.news(), Vec::<String>::new());
}

#[test]
fn who_is_sent_back_first_waits_no_more() {
    let mut desk = Desk::new("ada@example.com");
    desk.qualify();
    desk.news();
    desk.go(Goal::Reject, Some("spam"));
    assert_eq!((desk.news(), desk.noted, desk.lead.awaits), (vec!["lead.stage_changed".into()], false, None));
}

#[test]
fn whoever_had_the_lead_gets_it_again_when_it_comes_back() {
    let mut desk = Desk::new("ada@example.com");
    desk.qualify();
    desk.pick();
    desk.go(Goal::Reject, Some("wrong-timing"));
    desk.news();
    desk.go(Goal::Enter(Stage::Mql), None);
    assert_eq!((desk.news(), desk.noted), (vec!["lead.stage_changed".into(), "lead.qualified".into()], false));
    assert_eq!(desk.lead.profile.owner(), Some("ada"));
}

#[test]
fn a_site_that_routes_nothing_tells_at_once_also_who_waited() {
    let mut desk = Desk::new("ada@example.com");
    desk.qualify();
    desk.news();
    desk.site.routing = crate::site::Routing::default();
    desk.go(Goal::Accept, None);
    assert_eq!((desk.news(), desk.noted), (vec!["lead.stage_changed".into(), "lead.qualified".into()], false));
}

#[test]
fn waiting_goes_along_with_merges_and_backups_until_somebody_was_picked() {
    let mut junior = Desk::new("ada@example.com");
    junior.qualify();
    let waiting = Lead { id: LeadId::new(0, &[9; 16]), ..junior.lead.clone() };
    let mut senior = Desk::new("ada@else.example");
    let taken = merge::take(senior.lead.clone(), &waiting, &senior.context());
    senior.apply(taken);
    assert!(senior.noted && senior.lead.awaits == waiting.awaits);
    senior.pick();
    let again = merge::take(senior.lead.clone(), &waiting, &senior.context());
    senior.apply(again);
    assert_eq!((senior.noted, senior.lead.awaits), (false, None));
    let mut fresh = Desk::new("ada@example.com");
    let restored = transfer::restore(None, waiting, &fresh.context());
    fresh.apply(restored);
    assert!(fresh.noted);
    fresh.pick();
    assert_eq!(fresh.news(), ["lead.qualified"]);
}

#[test]
fn who_was_told_of_under_one_id_is_not_told_of_again_by_a_merge_or_a_backup() {
    let mut told = Desk::new("ada@example.com");
    told.qualify();
    told.pick();
    told.news();
    // Somebody who qualified later, and waits, turns out to be the same person.
    let mut late = Desk::new("ada@else.example");
    late.kept = 50;
    late.qualify();
    let junior = Lead { id: LeadId::new(0, &[9; 16]), ..late.lead.clone() };
    for _ in 0..2 {
        let taken = merge::take(told.lead.clone(), &junior, &told.context());
        told.apply(taken);
    }
    assert_eq!(
        (told.news(), told.noted, told.why().as_deref()),
        (vec!["lead.updated".into()], false, Some("route:austria"))
    );
    // The other way round: the one that stays waits, and was told of under the other id.
    let mut waiting = Desk::new("ada@else.example");
    waiting.qualify();
    waiting.news();
    let junior = Lead { id: LeadId::new(0, &[9; 16]), ..told.lead.clone() };
    let taken = merge::take(waiting.lead.clone(), &junior, &waiting.context());
    waiting.apply(taken);
    assert_eq!(
        (waiting.news(), waiting.lead.awaits, waiting.lead.profile.owner()),
        (vec!["lead.updated".into()], None, Some("ada"))
    );
}

#[test]
fn a_wait_that_ended_without_an_owner_is_not_revived() {
    let mut desk = Desk::new("ada@example.com");
    desk.qualify();
    let backup = desk.lead.clone();
    desk.go(Goal::Reject, Some("wrong-timing"));
    assert_eq!(desk.why().as_deref(), Some("nobody"));
    desk.news();
    let restored = transfer::restore(Some(desk.lead.clone()), backup.clone(), &desk.context());
    assert_eq!(restored.effects, vec![], "the second time nothing changes");
    let mut customer = Desk::new("ada@customer.example");
    for _ in 0..2 {
        let taken = merge::take(
            customer.lead.clone(),
            &Lead { id: LeadId::new(0, &[9; 16]), ..backup.clone() },
            &customer.context(),
        );
        customer.apply(taken);
    }
    let qualified = customer.news().into_iter().filter(|kind| kind == "lead.qualified").count();
    assert_eq!((qualified, customer.noted, customer.lead.awaits), (1, false, None));
}

#[test]
fn whoever_comes_back_where_nobody_is_picked_waits_for_nobody() {
    let mut desk = Desk::new("ada@example.com");
    desk.qualify();
    let backup = desk.lead.clone();
    let mut other = Desk::new("ada@example.com");
    other.site.routing = crate::site::Routing::default();
    let restored = transfer::restore(None, backup, &other.context());
    other.apply(restored);
    assert_eq!((other.news(), other.noted, other.lead.awaits), (vec![], false, None));
}

#[test]
fn whom_people_name_while_the_router_answers_is_the_owner() {
    let mut desk = Desk::new("ada@example.com");
    desk.qualify();
    // Said at the door before the router's word was written, and written behind it.
    let said = desk.context().now;
    desk.kept += 1;
    desk.pick();
    let lead = desk.lead.id.clone();
    desk.run(Command::Amend(Amendment { owner: Some("eve".into()), ..Amendment::new(lead, said, "api") }));
    assert_eq!(desk.lead.profile.owner(), Some("eve"));
}

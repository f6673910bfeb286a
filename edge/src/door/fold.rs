//! Folding a batch into the visitor's passport, and telling the lead.

use super::person;
use crate::{clients::lead_shard, clock, desk::Desk, journal, refusal::Refusal};
use leadline_domain::{
    bond::Bond,
    geo::Place,
    lead::{Activity, Command, Deed, Reply, Shard},
    site::Site,
    visit::{Arrival, Folding, Followed, Passport, Pointer, Turn},
};

/// A passport with a batch folded in.
pub(super) struct Folded {
    /// The visitor's state.
    pub(super) passport: Passport,
    /// Sessions begun; nothing if the batch had been folded in before.
    pub(super) sessions: Option<u32>,
}

/// Folds a batch into the passport that was shown, or a new one. Where the visitor becomes another, the lead they were is
/// told first, and if that fails, so does the batch: what a passport forgets, nobody knows any more.
pub(super) async fn fold(
    desk: &Desk,
    site: &Site,
    arrival: &Arrival,
    shown: Option<Passport>,
    place: &Place,
) -> Result<Folded, Refusal> {
    let mut passport = shown.unwrap_or_else(|| arrival.newcomer());
    let Some(mut folding) = Folding::begin(&mut passport, arrival, site) else {
        return Ok(Folded { passport, sessions: None });
    };
    let mut told = passport.folded;
    while let Some(turn) = folding.next_turn(&mut passport) {
        match turn {
            Turn::Reset(entropy) => {
                tell_before_forgetting(desk, site, &passport).await?;
                passport.restart(&entropy);
            }
            // The view that follows tells the lead.
            Turn::Link(Followed { link, visitor }) => {
                let known = passport.lead.as_ref().is_some_and(|pointer| pointer.key == link.key);
                if !passport.belongs_to(&link.key) {
                    tell_before_forgetting(desk, site, &passport).await?;
                }
                let (lead, key) = (link.lead.clone(), link.key.clone());
                passport.bind(Pointer { lead, key, bond: Bond::Verified }, &visitor);
                if known {
                    continue;
                }
            }
            Turn::Person(person) => {
                let key = person::key(desk, site, &person);
                if !passport.belongs_to(key.short()) {
                    tell_before_forgetting(desk, site, &passport).await?;
                }
                person::identify(desk, site, &person, &key, place, Some(&mut passport)).await?;
            }
        }
        told = passport.folded;
        folding.deeds();
    }
    if passport.folded != told {
        tell(desk, site, &mut passport, arrival, folding.deeds()).await;
    }
    Ok(Folded { sessions: Some(folding.sessions()), passport })
}

/// A known lead's activity goes to the lead, as a whole: if it does not arrive now, the next batch brings it.
async fn tell(desk: &Desk, site: &Site, passport: &mut Passport, arrival: &Arrival, deeds: Vec<Deed>) {
    let Some((shard, activity)) = activity(site, passport, deeds) else { return };
    match lead_shard::run_aside(&desk.env, shard, Command::See(activity)).await {
        Ok(Reply::Unknown) => passport.lead = None,
        // Whoever uses the browser from now on is nobody that is known.
        Ok(Reply::Detached | Reply::Erased(_)) => passport.restart(&arrival.anew()),
        Ok(reply) => {
            journal::lead(&site.id, &reply);
            if let (Reply::Done { lead, .. }, Some(pointer)) = (reply, &mut passport.lead) {
                pointer.lead = lead;
            }
        }
        Err(_) => journal::fault("activity", "kept in the passport for the next batch"),
    }
}

async fn tell_before_forgetting(desk: &Desk, site: &Site, passport: &Passport) -> Result<(), Refusal> {
    let Some((shard, activity)) = activity(site, passport, Vec::new()) else { return Ok(()) };
    let reply = lead_shard::run(&desk.env, shard, Command::See(activity)).await?;
    journal::lead(&site.id, &reply);
    Ok(())
}

fn activity(site: &Site, passport: &Passport, deeds: Vec<Deed>) -> Option<(Shard, Activity)> {
    let Pointer { lead, bond, .. } = passport.lead.clone()?;
    let shard = Shard { site: site.id.clone(), number: lead.shard() };
    Some((shard, Activity { lead, visitor: passport.snapshot(), bond, at: clock::now(), deeds }))
}

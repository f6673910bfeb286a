//! Folding a batch into the visitor's passport, and telling the lead.

use super::person;
use crate::{clients::lead_shard, clock, desk::Desk, journal, refusal::Refusal};
use leadline_domain::{
    bond::PersonalLink,
    geo::Place,
    id::LeadId,
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
            Turn::Link(followed) => {
                if !follow(desk, site, &mut passport, &followed).await? {
                    continue;
                }
            }
            Turn::Person(person) => {
                let key = person::key(desk, site, &person.traits.email);
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

/// Follows a link that is for one person. Says whether the visitor was bound to somebody: a link whose lead is gone leads to
/// nobody, and that is known before the passport forgets anything.
async fn follow(desk: &Desk, site: &Site, passport: &mut Passport, followed: &Followed<'_>) -> Result<bool, Refusal> {
    let Followed { link, visitor } = followed;
    let holder = if passport.is_led_by(link) { Some(link.lead.clone()) } else { holder(desk, site, link).await? };
    if holder.is_some() && !passport.belongs_to(&link.key) {
        tell_before_forgetting(desk, site, passport).await?;
    }
    Ok(passport.follow(link, holder, visitor))
}

/// The lead that has the person of a link by now, if one does.
async fn holder(desk: &Desk, site: &Site, link: &PersonalLink) -> Result<Option<LeadId>, Refusal> {
    match lead_shard::seniority(&desk.env, &site.id, &link.lead).await {
        Ok(found) => Ok(found.map(|lead| lead.id)),
        Err(Refusal::Erased) => Ok(None),
        Err(refusal) => Err(refusal),
    }
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
    let Pointer { lead, bond, key } = passport.lead.clone()?;
    let shard = Shard { site: site.id.clone(), number: lead.shard() };
    Some((shard, Activity { lead, visitor: passport.snapshot(), bond, key, at: clock::now(), deeds }))
}

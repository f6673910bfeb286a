//! Handing a lead's shard what is known of a person.

use crate::{clients::lead_shard, desk::Desk, journal, refusal::Refusal};
use leadline_domain::{
    bond::Bond,
    email::Email,
    geo::Place,
    id::{Entropy, LeadId},
    lead::{Change, Command, Identification, Reply, Shard},
    secret::{LeadKey, Purpose},
    site::Site,
    visit::{Passport, Person, Pointer},
};

/// What names the person who has this address.
pub(super) fn key(desk: &Desk, site: &Site, email: &Email) -> LeadKey {
    LeadKey::of(&desk.key(site, Purpose::LeadKey), &site.identity.canonical(email))
}

/// Tells the shard whom a site says its visitor to be, and binds the passport, if there is one, as a submission does.
pub(super) async fn identify(
    desk: &Desk,
    site: &Site,
    person: &Person<'_>,
    key: &LeadKey,
    place: &Place,
    passport: Option<&mut Passport>,
) -> Result<(), Refusal> {
    let visitor = passport.as_ref().filter(|known| known.belongs_to(key.short())).map(|known| known.snapshot());
    let known = passport.as_ref().map_or(Bond::Claimed, |known| known.bond_to(key.short()));
    let said = Identification {
        id: person.id.clone(),
        key: key.hex.clone(),
        email: person.traits.email.clone(),
        at: person.at,
        fields: person.traits.fields.clone(),
        place: place.clone(),
        known_as: passport.as_ref().and_then(|known| known.lead.as_ref()).map(|pointer| pointer.lead.clone()),
        visitor,
        bond: known.max(person.bond),
        holder: None,
    };
    let kept = hand_over(desk, site, key, Command::Identify(said)).await?;
    if let Some(passport) = passport {
        kept.bind(passport, key, person.bond, &person.visitor);
    }
    Ok(())
}

/// What became of what was said of a person.
pub(super) enum Kept {
    /// A lead has it, now or before.
    Here {
        /// Which one.
        lead: LeadId,
        /// What it did.
        change: Change,
        /// Whether the visitor goes on as somebody new.
        anew: bool,
    },
    /// It is from before the person was erased, and is not kept.
    Dropped,
    /// It is held back: the visitor stays who they are.
    Held,
}

impl Kept {
    /// The lead that has it.
    pub(super) const fn lead(&self) -> Option<&LeadId> {
        match self {
            Self::Here { lead, .. } => Some(lead),
            Self::Dropped | Self::Held => None,
        }
    }

    /// Binds a passport to the lead. Whoever was erased starts anew.
    pub(super) fn bind(self, passport: &mut Passport, key: &LeadKey, bond: Bond, entropy: &Entropy) {
        if !matches!(self, Self::Here { anew: false, .. } | Self::Held) {
            passport.restart(entropy);
        }
        if let Self::Here { lead, .. } = self {
            passport.bind(Pointer { lead, key: key.short().to_owned(), bond }, entropy);
        }
    }
}

/// Runs a command that makes a lead where there is none, and returns only when the shard has written it.
pub(super) async fn hand_over(desk: &Desk, site: &Site, key: &LeadKey, command: Command) -> Result<Kept, Refusal> {
    let shard = Shard { site: site.id.clone(), number: key.shard(site.shards) };
    let reply = lead_shard::run(&desk.env, shard, command).await?;
    journal::lead(&site.id, &reply);
    match reply {
        Reply::Done { lead, change, anew, .. } => Ok(Kept::Here { lead, change, anew }),
        Reply::Dropped => Ok(Kept::Dropped),
        Reply::Held => Ok(Kept::Held),
        _ => Err(Refusal::Unavailable),
    }
}

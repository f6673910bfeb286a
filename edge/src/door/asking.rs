//! What somebody is asked, by what is known of them: of what their browser brings along, and of their lead only where it was
//! proven whose browser it is. Nothing that is answered here depends on whether the site knows an address.

use super::{header, person, query};
use crate::{
    clients::lead_shard,
    clock,
    desk::Desk,
    entropy, journal,
    refusal::Refusal,
    sites::{self, Published},
};
use leadline_domain::{
    bond::Bond,
    email::Email,
    form::{Answers, Form, Ticket, wishes},
    secret::Purpose,
    site::Site,
    visit::{Passport, Pointer},
};
use std::collections::BTreeSet;
use worker::Request;

/// What is asked, and the ticket that says so.
pub(super) struct Asking {
    /// The form with the fields that are asked.
    pub(super) form: Form,
    ticket: Ticket,
    /// Whether it is less than, or something else than, what a stranger is asked.
    pub(super) is_known: bool,
}

impl Asking {
    /// What everybody is asked. It may stay in caches.
    pub(super) fn of_anybody(published: &Published, form: &Form) -> Self {
        let visible = form.visible_to_strangers();
        let ticket = Ticket {
            version: published.version.clone(),
            issued_at: clock::now(),
            visible: Some(visible.clone()),
            personal: false,
            person: None,
        };
        Self { form: form.of_fields(&visible), ticket, is_known: false }
    }

    /// What the visitor is asked who shows this passport, if any.
    pub(super) async fn of_visitor(
        desk: &Desk,
        published: &Published,
        id: &str,
        form: &Form,
        passport: Option<&Passport>,
    ) -> Self {
        let mut asking = Self::of_anybody(published, form);
        asking.ticket.personal = true;
        let known = passport.filter(|_| !form.kiosk).and_then(|passport| Some((passport, passport.lead.as_ref()?)));
        let Some((passport, pointer)) = known else { return asking };
        let of_lead = fields_of(desk, &published.site, pointer).await;
        let is_known = |field: &str| passport.answered.knows(field) || of_lead.contains(field);
        let visible = form.visible(passport.answered.times(id), is_known);
        asking.is_known = asking.ticket.visible.as_ref() != Some(&visible);
        asking.form = form.of_fields(&visible);
        asking.ticket.visible = Some(visible);
        asking.ticket.person = Some(pointer.key.clone());
        asking
    }

    /// The same for somebody who has answered already: how soon the answers come then says nothing.
    pub(super) const fn of_no_age(mut self) -> Self {
        self.ticket.personal = false;
        self
    }

    /// The ticket, sealed.
    pub(super) fn sealed(&self, desk: &Desk, site: &Site, id: &str) -> Result<String, Refusal> {
        self.ticket.seal(&desk.key(site, Purpose::Ticket), &site.id, id, &entropy::draw()).ok_or(Refusal::Unavailable)
    }
}

/// The fields of the lead that have an answer, where the binding is verified. Who can't be asked knows nothing: then the
/// visitor is asked once more.
async fn fields_of(desk: &Desk, site: &Site, pointer: &Pointer) -> BTreeSet<String> {
    if pointer.bond != Bond::Verified {
        return BTreeSet::new();
    }
    match lead_shard::detail(&desk.env, &site.id, &pointer.lead).await {
        Ok(Some(detail)) => {
            let answered = detail.lead.fields.into_iter().filter(|(_, answer)| !answer.is_empty());
            answered.map(|(name, _)| name).collect()
        }
        Ok(None) | Err(Refusal::Erased) => BTreeSet::new(),
        Err(_) => {
            journal::fault("form", "asks again what the lead may have answered");
            BTreeSet::new()
        }
    }
}

/// A form that was shown, as its ticket says.
pub(super) struct Shown {
    /// The whole form as it was then, in the language it was read in.
    whole: Form,
    /// What the form that was shown carried along.
    pub(super) ticket: Ticket,
}

impl Shown {
    /// Opens the ticket of answers to a form, so that they are judged by what was asked.
    pub(super) async fn of(
        desk: &Desk,
        now: &Published,
        id: &str,
        token: Option<&str>,
        locale: &str,
    ) -> Result<Self, Refusal> {
        let key = desk.key(&now.site, Purpose::Ticket);
        let ticket =
            Ticket::open(&key, &now.site.id, id, token.ok_or(Refusal::Ticket)?).map_err(|_| Refusal::Ticket)?;
        if ticket.is_over(clock::now()) {
            return Err(Refusal::Ticket);
        }
        let then = sites::exact(&desk.env, &now.site.id, &ticket.version).await?.ok_or(Refusal::Ticket)?;
        let whole = then.site.forms.get(id).ok_or(Refusal::UnknownForm)?.in_locale(locale);
        Ok(Self { whole, ticket })
    }

    /// The form that the answers are judged by, unless it has to be shown again.
    pub(super) fn judging(&self, desk: &Desk, site: &Site, answers: &Answers) -> Result<Form, Refusal> {
        let named = |email: &Email| person::key(desk, site, email).short().to_owned();
        self.ticket.judging(&self.whole, answers, named).ok_or(Refusal::FormChanged)
    }
}

/// The language a form is shown in: what its page wishes, `?locale=`, and what the browser prefers.
pub(super) fn locale<'a>(request: &Request, form: &'a Form, said: &str) -> &'a str {
    let asked = query(request, "locale").unwrap_or_default();
    let preferred = header(request, "Accept-Language").unwrap_or_default();
    let said = said.split(',').map(str::trim).filter(|wish| !wish.is_empty());
    form.locale_for(said.chain([asked.as_str()]).chain(wishes(&preferred)))
}

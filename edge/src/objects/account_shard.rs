//! **`AccountShard`**: how the organisations stand that a site's leads belong to.
//!
//! State: `contact` (what each lead contributes to its account, and what it was told last), `due` (accounts to look at).
//! Commands: `contribute`, `show`, `list`, `contacts` (of one person). A contribution is the whole of what a lead contributes, with a version, so it may come twice,
//! late, or in another order; taking one in is one transaction.
//!
//! The alarm tells contacts how many of them are active where the site's scores depend on it: each contact whose row says it
//! was told something else, a few a turn, and the row is changed after the contact's shard has taken it. So a turn may be
//! killed anywhere. Contacts fade with time alone, which is why an account is looked at again when the next one does.

use super::{account_sql as sql, alarm, answer, atomic::atomically, body, command};
use crate::{
    clients::{
        account_shard::{Account, Contribute, Shown},
        lead_shard,
        registry::Part,
    },
    clock, journal, reply,
};
use leadline_domain::{
    account::{Listed, Standing},
    lead::{Command, Latest, Shard, Told},
    time::{Millis, SECOND},
};
use serde_json::Value;
use worker::{DurableObject, Env, Error, Request, Response, Result, SqlStorage, State, durable_object};

/// Accounts looked at in one turn of the alarm, and contacts told of each: every one is a call of another object.
const ACCOUNTS: i64 = 5;
const CONTACTS: i64 = 20;

/// How soon to go on, and how soon to try again where a contact's shard did not answer.
const NEXT: i64 = SECOND;
const AWAY: i64 = 5 * SECOND;

/// Most contacts shown of an account.
const SHOWN: usize = 200;

/// A share of a site's accounts.
#[durable_object(alarm)]
pub struct AccountShard {
    state: State,
    env: Env,
}

impl DurableObject for AccountShard {
    fn new(state: State, env: Env) -> Self {
        Self { state, env }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        reply::of_object(self.obey(&mut request).await)
    }

    async fn alarm(&self) -> Result<Response> {
        self.tell().await.map_err(|error| Error::RustError(journal::kind(&error)))?;
        Response::empty()
    }
}

impl AccountShard {
    fn prepared_sql(&self) -> Result<SqlStorage> {
        let store = self.state.storage().sql();
        sql::prepare(&store)?;
        Ok(store)
    }

    async fn obey(&self, request: &mut Request) -> Result<Value> {
        let store = self.prepared_sql()?;
        let answered = match command(request).as_str() {
            "contribute" => {
                let contribute: Contribute = body(request).await?;
                answer(atomically(&self.state.storage(), move || take(&store, &contribute))?)
            }
            "show" => {
                let account: Account = body(request).await?;
                answer(show(&store, &account)?)
            }
            "contacts" => answer(sql::contacts_of(&store, &body(request).await?)?),
            "list" => answer(list(&store, &body(request).await?)?),
            other => Err(Error::RustError(format!("no command {other}"))),
        };
        self.arm().await?;
        answered
    }

    async fn tell(&self) -> Result<()> {
        let store = self.prepared_sql()?;
        // First, against its own failure.
        self.state.storage().set_alarm(AWAY).await?;
        for account in sql::due(&store, clock::now(), ACCOUNTS)? {
            let again_at = self.tell_contacts(&store, &account).await?;
            sql::put_off(&store, &account.key, again_at)?;
        }
        match sql::next_due(&store)? {
            Some(due) => self.state.storage().set_alarm(clock::at(due)).await,
            None => self.state.storage().delete_alarm().await,
        }
    }

    /// Tells some contacts how the account stands; says when to look at it again.
    async fn tell_contacts(&self, store: &SqlStorage, account: &Account) -> Result<Option<Millis>> {
        let now = clock::now();
        let contacts = sql::contacts(store, &account.key)?;
        let standing = contacts.standing(now.day());
        let untold = sql::untold(store, &account.key, standing.told(), CONTACTS)?;
        for lead in &untold {
            let shard = Shard { site: account.site.clone(), number: lead.shard() };
            let told =
                Told { lead: lead.clone(), contact: lead.clone(), standing: Latest { at: now, value: standing } };
            // Whoever is gone needs to know nothing.
            let is_there = contacts.present().any(|(contact, _)| contact == lead);
            if is_there && lead_shard::run(&self.env, shard, Command::Stand(told)).await.is_err() {
                return Ok(Some(clock::now().plus(AWAY)));
            }
            sql::note_told(store, &account.key, lead, standing.told())?;
        }
        Ok(if untold.is_empty() {
            fades_at(standing, contacts.fades_at(now.day()))
        } else {
            Some(clock::now().plus(NEXT))
        })
    }

    async fn arm(&self) -> Result<()> {
        let storage = self.state.storage();
        let store = storage.sql();
        alarm::arm(&storage, || sql::next_due(&store)).await
    }
}

/// Takes a contribution in; the contacts hear of it where that changes anything for them.
fn take(store: &SqlStorage, contribute: &Contribute) -> Result<()> {
    let Contribute { account, lead, said, tells, .. } = contribute;
    let (now, mut contacts) = (clock::now(), sql::contacts(store, &account.key)?);
    let before = contacts.standing(now.day());
    if !contacts.take(lead, said.clone()) {
        return Ok(());
    }
    sql::put(store, contribute)?;
    let standing = contacts.standing(now.day());
    let is_news = standing.told() != before.told() || (standing.told() > 0 && before.contacts != standing.contacts);
    if *tells && is_news {
        sql::put_due(store, account, now)?;
    }
    Ok(())
}

fn show(store: &SqlStorage, account: &Account) -> Result<Shown> {
    let contacts = sql::contacts(store, &account.key)?;
    let present = contacts.present().map(|(lead, _)| lead.clone()).take(SHOWN).collect();
    Ok(Shown { standing: contacts.standing(clock::now().day()), contacts: present })
}

fn list(store: &SqlStorage, part: &Part) -> Result<Vec<Listed>> {
    let today = clock::now().day();
    let listed = |(key, domain): (String, Option<String>)| {
        let contacts = sql::contacts(store, &key)?;
        let active_on = contacts.active_on().unwrap_or_default();
        Ok(Listed { key, domain, active_on, standing: contacts.standing(today) })
    };
    sql::accounts(store, part)?.into_iter().map(listed).collect()
}

/// Time alone changes what contacts are told only where there is something to lose.
fn fades_at(standing: Standing, next: Option<Millis>) -> Option<Millis> {
    next.filter(|_| standing.told() > 0)
}

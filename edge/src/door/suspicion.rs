//! What stands between a valid submission and its lead: whoever is suspected is answered like everybody else, and what they sent
//! is held back until people have looked at it.

use super::{
    person::{self, Kept},
    visitor::Visitor,
};
use crate::{
    clients::holding::{self, Hold, Holding},
    clock,
    desk::Desk,
    refusal::Refusal,
    sites::Published,
    tally, turnstile,
};
use futures_util::future::{OptionFuture, join4};
use leadline_domain::{
    form::{
        Answers, Form,
        spam::{self, Count, Counts, Seen, Suspicion, TURNSTILE_FIELD, Token},
    },
    id::VisitorId,
    lead::{Command, Held, Shard, Submission},
    secret::{LeadKey, Purpose},
};

/// A submission on its way, and what is known of whoever sent it.
pub(super) struct Sent<'a> {
    /// The site in force.
    pub(super) published: &'a Published,
    /// Form id.
    pub(super) id: &'a str,
    /// The form as it was shown.
    pub(super) form: &'a Form,
    /// What was sent.
    pub(super) answers: &'a Answers,
    /// Who sent it.
    pub(super) visitor: &'a Visitor,
    /// The visitor of the passport that was shown, if one was.
    pub(super) known: Option<VisitorId>,
    /// How long the visitor had the form, in milliseconds, where the ticket was made for this visitor.
    pub(super) had_for: Option<i64>,
}

impl Sent<'_> {
    /// Hands a submission to the lead's shard, or holds it back; returns only when the shard has written it.
    pub(super) async fn hand_over(&self, desk: &Desk, key: &LeadKey, submission: Submission) -> Result<Kept, Refusal> {
        let site = &self.published.site;
        let reasons = self.reasons(desk, key, &submission).await;
        if !reasons.is_empty() {
            let shard = Shard { site: site.id.clone(), number: key.shard(site.shards) };
            let held = Held { at: clock::now(), reasons: reasons.clone(), submission: submission.clone() };
            if let Holding::Held { dropped } = holding::hold(&desk.env, &Hold { shard, held }).await? {
                let reasons = reasons.iter().map(|reason| format!("spam.{}", reason.code()));
                let dropped = (0..dropped).map(|_| "spam.dropped".to_owned());
                tally::count_all(&site.id, &reasons.chain(dropped).collect::<Vec<String>>());
                tally::count(&site.id, &format!("held.{}", self.id));
                return Ok(Kept::Held);
            }
        }
        person::hand_over(desk, site, key, Command::Submit(submission)).await
    }

    async fn reasons(&self, desk: &Desk, key: &LeadKey, submission: &Submission) -> Vec<Suspicion> {
        let site = &self.published.site;
        let spam = &site.spam;
        let address = self.visitor.sender.address.as_str();
        let sender = spam::Sender { visitor: self.known.as_ref(), address, person: key, id: &submission.id };
        let counts = Counts::of(self.form, self.answers, sender, spam, &desk.key(site, Purpose::Sighting));
        let many = |count: Option<Count>| {
            OptionFuture::from(count.map(|count| holding::sight(&desk.env, &site.id, site.shards, count)))
        };
        let token =
            OptionFuture::from(spam.turnstile.as_ref().map(|turnstile| {
                turnstile::ask(&desk.env, turnstile, self.answers.ours(TURNSTILE_FIELD), &submission.id)
            }));
        let (by_visitor, by_network, by_content, token) =
            join4(many(counts.visitor), many(counts.network), many(counts.content), token).await;
        let seen = Seen {
            had_for: self.had_for,
            by_visitor: by_visitor.unwrap_or_default(),
            by_network: by_network.unwrap_or_default(),
            by_content: by_content.unwrap_or_default(),
            token: token.unwrap_or(Token::NotAsked),
            ..Seen::new(self.form, self.answers)
        };
        spam::suspicions(&seen, spam)
    }
}

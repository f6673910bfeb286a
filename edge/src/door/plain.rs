//! A form without script, on a hosted page or sent from a site's own markup: each step is a page, sent and answered with the
//! next one. Whatever goes wrong is shown in the page, with everything that was typed still there.

use super::{
    after,
    asking::{self, Asking, Shown},
    query, submission,
    visitor::Visitor,
};
use crate::{
    desk::Desk,
    entropy,
    markup::{
        self,
        form::{Showing, View},
        page::Frame,
    },
    refusal::Refusal,
    reply::{Asker, Reply},
    sites::Published,
    tally,
};
use leadline_domain::{
    form::{
        Answers, BACK_FIELD, EARLIER_FIELD, Earlier, Form, Issue, LOCALE_FIELD, Place, SHOWN_FIELD, STEP_FIELD,
        STRANGER_FIELD, TEST_FIELD, TICKET_FIELD, Turn,
    },
    secret::Purpose,
    site::Page,
};
use std::borrow::Cow;
use worker::Request;

/// A page with a form on it.
pub(super) struct Sheet<'a> {
    desk: &'a Desk,
    published: &'a Published,
    /// Form id.
    id: &'a str,
    /// The form as it is published.
    form: &'a Form,
    page: Cow<'a, Page>,
    /// Where the page is, and is sent to.
    path: String,
}

/// How the form of a page stands.
struct State<'a> {
    form: Form,
    ticket: String,
    answers: &'a Answers,
    step: u8,
    known: bool,
    showing: Showing,
}

/// What was sent, opened: the form it is judged by, and all the answers so far.
struct Opened<'a> {
    answers: &'a Answers,
    form: Form,
    known: bool,
}

impl<'a> Sheet<'a> {
    /// A hosted page.
    pub(super) fn of_page(
        desk: &'a Desk,
        published: &'a Published,
        page: &'a Page,
        path: String,
    ) -> Result<Self, Refusal> {
        let form = published.site.forms.get(&page.form).ok_or(Refusal::UnknownForm)?;
        Ok(Self { desk, published, id: &page.form, form, page: Cow::Borrowed(page), path })
    }

    /// The page of a form that was sent from a site's own markup.
    pub(super) fn of_form(desk: &'a Desk, published: &'a Published, id: &'a str) -> Result<Self, Refusal> {
        let form = published.site.forms.get(id).ok_or(Refusal::UnknownForm)?;
        let page =
            Page { title: form.title.clone(), description: String::new(), text: Vec::new(), form: id.to_owned() };
        let path = format!("/{}/f/{}/{id}", desk.config.prefix, published.site.id);
        Ok(Self { desk, published, id, form, page: Cow::Owned(page), path })
    }

    /// The page after its form was sent.
    pub(super) async fn thanks(&self, request: &Request) -> Result<Reply, Refusal> {
        let form = self.form.in_locale(asking::locale(request, self.form, ""));
        after::page(request, self.desk, self.published, (self.id, &form), &self.frame()).await.map(Reply::Html)
    }

    /// The page before anybody has answered, with what its address answers.
    pub(super) async fn show(&self, request: &Request) -> Result<Reply, Refusal> {
        let form = self.form.in_locale(asking::locale(request, self.form, ""));
        let url = request.url().map_err(|_| Refusal::NotFound)?;
        let mut answers = Answers::of_address(&form, url.query().unwrap_or_default());
        let showing = if answers.is_empty() { Showing::First } else { Showing::Again };
        for ours in [TEST_FIELD, STRANGER_FIELD] {
            if query(request, ours).is_some() {
                answers.set(ours, "1".to_owned());
            }
        }
        let asking = self.asking(&Visitor::of_page(request, self.desk, &self.published.site), &form, &answers).await;
        let ticket = self.sealed(&asking)?;
        let state = State { ticket, answers: &answers, step: 0, known: asking.is_known, showing, form: asking.form };
        self.html(state, &[], None).map(Reply::Html)
    }

    /// Takes what the page was sent with.
    pub(super) async fn take(&self, request: &Request, sent: Answers, asker: &mut Asker) -> Result<Reply, Refusal> {
        let Self { desk, published, id, .. } = self;
        let shown: Option<Vec<String>> =
            sent.ours(SHOWN_FIELD).map(|names| names.split(' ').map(ToOwned::to_owned).collect());
        let place = Place {
            step: sent.ours(STEP_FIELD).and_then(|step| step.parse().ok()),
            back: sent.ours(BACK_FIELD).is_some(),
            shown: shown.as_ref().map(|names| names.iter().map(String::as_str).collect()),
        };
        let sent = sent.with_unticked(shown.iter().flatten().map(String::as_str));
        let visitor = Visitor::of(request, asker, desk, &published.site, submission::consent(&sent));
        let Ok(answers) = self.with_earlier(sent.clone()) else { return self.anew(request, &visitor, &sent, 0).await };
        let locale = asking::locale(request, self.form, answers.get(LOCALE_FIELD)).to_owned();
        let shown = match Shown::of(desk, published, id, answers.ours(TICKET_FIELD), &locale).await {
            Err(Refusal::Ticket) => {
                return self.anew(request, &visitor, &answers, place.step.unwrap_or_default()).await;
            }
            shown => shown?,
        };
        let form = match shown.judging(desk, &published.site, &answers) {
            Err(Refusal::FormChanged) => return self.more(&locale, &answers),
            form => form?,
        };
        let (turn, words) = (place.turn(&form, &answers), form.words());
        let opened = Opened { answers: &answers, form, known: shown.ticket.person.is_some() };
        match turn {
            Turn::Show { step, issues, more } => self.go_on(opened, step, &issues, more.then_some(words.more)),
            Turn::Send => self.send(opened, place.step.unwrap_or_default(), &visitor, asker).await,
        }
    }

    /// The step that comes next, or the same with what is wrong in it.
    fn go_on(&self, opened: Opened<'_>, step: u8, issues: &[Issue], message: Option<&str>) -> Result<Reply, Refusal> {
        if !issues.is_empty() {
            tally::count(&self.published.site.id, &format!("submit-invalid.{}", self.id));
        }
        let html = self.html(opened.at(step), issues, message)?;
        Ok(if message.is_some() || !issues.is_empty() { Reply::HtmlRejected(html) } else { Reply::Html(html) })
    }

    /// Hands over what was answered in all steps.
    async fn send(&self, opened: Opened<'_>, step: u8, visitor: &Visitor, asker: &mut Asker) -> Result<Reply, Refusal> {
        let Self { desk, published, id, .. } = self;
        match submission::take(desk, published, id, opened.answers, visitor).await {
            Ok(taken) => {
                asker.cookie = visitor.cookie_of_page(taken.passport.as_deref());
                let page = (self.path.as_str(), self.form.locale.as_str());
                taken.came.location(desk, &published.site, page, &asker.own_origin).map(Reply::SeeOther)
            }
            Err(Refusal::Answers(issues, _)) => {
                let step = issues.first().map(|issue| opened.form.step_of(&issue.field)).unwrap_or_default();
                self.html(opened.at(step), &issues, None).map(Reply::HtmlRejected)
            }
            Err(Refusal::Unavailable) => {
                let message = opened.form.words().not_taken;
                self.html(opened.at(step), &[], Some(message)).map(Reply::HtmlRejected)
            }
            Err(refusal) => Err(refusal),
        }
    }

    /// With the answers of other steps, where they were sealed beside this very ticket.
    fn with_earlier(&self, sent: Answers) -> Result<Answers, Refusal> {
        let site = &self.published.site;
        let Some(token) = sent.ours(EARLIER_FIELD) else { return Ok(sent) };
        let key = self.desk.key(site, Purpose::Steps);
        let earlier =
            Earlier::open(sent.get(TICKET_FIELD), &key, &site.id, self.id, token).map_err(|_| Refusal::Ticket)?;
        Ok(sent.beside(earlier))
    }

    /// The form as it is now, because what came with the answers is too old or not ours.
    async fn anew(&self, request: &Request, visitor: &Visitor, answers: &Answers, step: u8) -> Result<Reply, Refusal> {
        let form = self.form.in_locale(asking::locale(request, self.form, answers.get(LOCALE_FIELD)));
        let answers = &answers.clone().without_agreements(self.form);
        let asking = self.asking(visitor, &form, answers).await.of_no_age();
        let (ticket, message) = (self.sealed(&asking)?, form.words().stale);
        let state = State { ticket, answers, step, known: asking.is_known, showing: Showing::Again, form: asking.form };
        self.html(state, &[], Some(message)).map(Reply::HtmlRejected)
    }

    /// The form as a stranger is asked it, because somebody else answers than whom it was made for.
    fn more(&self, locale: &str, answers: &Answers) -> Result<Reply, Refusal> {
        let asking = Asking::of_anybody(self.published, &self.form.in_locale(locale));
        let place =
            Place { shown: answers.ours(SHOWN_FIELD).map(|names| names.split(' ').collect()), ..Place::default() };
        let step = match place.turn(&asking.form, answers) {
            Turn::Show { step, .. } => step,
            Turn::Send => 0,
        };
        let (ticket, message) = (self.sealed(&asking)?, asking.form.words().more);
        let state = State { ticket, answers, step, known: false, showing: Showing::Again, form: asking.form };
        self.html(state, &[], Some(message)).map(Reply::HtmlRejected)
    }

    async fn asking(&self, visitor: &Visitor, form: &Form, answers: &Answers) -> Asking {
        let token = visitor.passport(None).filter(|_| answers.ours(STRANGER_FIELD).is_none());
        let passport = self.desk.passport(&self.published.site, token);
        Asking::of_visitor(self.desk, self.published, self.id, form, passport.as_ref()).await
    }

    fn sealed(&self, asking: &Asking) -> Result<String, Refusal> {
        asking.sealed(self.desk, &self.published.site, self.id)
    }

    fn html(&self, state: State<'_>, issues: &[Issue], message: Option<&str>) -> Result<String, Refusal> {
        let State { form, ticket, answers, step, known, showing } = state;
        let earlier = self.seal_earlier(&form, &ticket, answers)?;
        let view = View {
            id: self.id,
            place: 0,
            step: step.min(u8::try_from(form.steps.len()).unwrap_or(u8::MAX).saturating_sub(1)),
            form,
            action: self.path.clone(),
            ticket,
            test: answers.ours(TEST_FIELD).is_some(),
            known,
            showing,
            stranger: answers.ours(STRANGER_FIELD).is_some(),
            sitekey: self.published.site.sitekey(),
            leave: Some(format!("{}?{STRANGER_FIELD}=1", self.path)),
            earlier,
        };
        Ok(markup::page::document(&self.frame(), &view, answers, issues, message))
    }

    /// What was answered in any step, for the next ones to carry along.
    fn seal_earlier(&self, form: &Form, ticket: &str, answers: &Answers) -> Result<String, Refusal> {
        let site = &self.published.site;
        let answers = answers.only(form.fields.iter().filter(|field| field.is_seen()));
        if form.steps.is_empty() || answers.is_empty() {
            return Ok(String::new());
        }
        let key = self.desk.key(site, Purpose::Steps);
        Earlier::seal(answers, ticket, &key, &site.id, self.id, &entropy::draw()).ok_or(Refusal::Unavailable)
    }

    fn frame(&self) -> Frame<'_> {
        let config = &self.desk.config;
        Frame {
            prefix: &config.prefix,
            loader: &config.loader,
            site: &self.published.site,
            page: &self.page,
            locale: &self.form.locale,
        }
    }
}

impl<'a> Opened<'a> {
    /// The form once more, open at a step.
    fn at(self, step: u8) -> State<'a> {
        let Self { answers, form, known } = self;
        State { form, ticket: answers.get(TICKET_FIELD).to_owned(), answers, step, known, showing: Showing::Again }
    }
}

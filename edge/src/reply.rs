//! How answers look: the only file that knows status codes, headers and problem documents (RFC 9457).

pub(crate) use crate::asker::Asker;

use crate::{
    journal,
    markup::page::{runs_turnstile, sorry},
    refusal::{AccountRefused, KeyRefused, Refusal, RepeatRefused},
};
use leadline_domain::{
    access::MAX_LIVE,
    attachment,
    form::{FORM_CHANGED, Issue, TICKET_REFUSED, Words, filled},
    lead::{
        NotMoved,
        delivery::{Failure, Why, asked_wait},
    },
    time::Millis,
    wire::{BatchRefused, MAX_BODY, MAX_ITEMS, VERSION},
};
use serde_json::{Value, json};
use worker::{Headers, Response, ResponseBuilder, Result, web_sys::ReadableStream};

/// What a door answers.
pub(crate) enum Reply {
    /// Lines for our own client.
    Text(String),
    /// A page, or the markup of a form.
    Html(String),
    /// The same with nothing personal in it: caches may keep it for a while.
    HtmlForAll(String),
    /// A page that shows what is wrong with the answers.
    HtmlRejected(String),
    /// A page that says that there is nothing here.
    HtmlNotFound(String),
    /// A page that says that there is nothing here any more.
    HtmlGone(String),
    /// A page that says that this opens nothing.
    HtmlForbidden(String),
    /// A file to keep.
    File {
        /// Its bytes.
        stream: ReadableStream,
        /// What it is called.
        name: String,
    },
    /// For systems.
    Json(String),
    /// For systems, one JSON value a line.
    JsonLines(String),
    /// For spreadsheets.
    Table {
        /// CSV in UTF-8.
        text: String,
        /// Where the next page begins, if there is one.
        next: Option<String>,
    },
    /// Go there and read.
    SeeOther(String),
    /// It came.
    Nothing,
    /// Yes, you may ask.
    Preflight,
}

/// What stands on every answer. Which headers pages may read counts only where they may read anything.
const ON_ALL: [(&str, &str); 5] = [
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Vary", "Origin"),
    ("Access-Control-Expose-Headers", "Retry-After, Leadline-Outcome, Leadline-Next"),
];

thread_local! {
    /// The same for the engine to copy at once, which is quicker than saying it anew.
    static COMMON: Headers = ON_ALL.into_iter().collect();
}

/// Renders an answer.
pub(crate) fn render(outcome: std::result::Result<Reply, Refusal>, asker: &Asker) -> Result<Response> {
    let builder = base(asker)?;
    match outcome {
        Ok(reply) => accept(builder, reply),
        Err(refusal) => refuse(builder, &refusal, asker),
    }
}

fn base(asker: &Asker) -> Result<ResponseBuilder> {
    let mut builder = Response::builder().with_headers(COMMON.with(Clone::clone));
    if let Some(cookie) = &asker.cookie {
        builder = builder.with_header("Set-Cookie", cookie)?;
    }
    if let Some(outcomes) = &asker.outcomes {
        builder = builder.with_header("Leadline-Outcome", outcomes)?;
    }
    match &asker.origin {
        // Never with credentials: on another origin than the page's own there is no cookie of ours.
        Some(origin) => builder.with_header("Access-Control-Allow-Origin", origin),
        None => Ok(builder),
    }
}

fn accept(builder: ResponseBuilder, reply: Reply) -> Result<Response> {
    match reply {
        Reply::Text(text) => body(builder.with_status(200), "text/plain; charset=utf-8", text),
        Reply::Html(html) => body(page(builder, &html)?.with_status(200), "text/html; charset=utf-8", html),
        Reply::HtmlForAll(html) => {
            let builder = page(builder, &html)?
                .with_header("Cache-Control", "public, max-age=300")?
                .with_header("Vary", "Origin, Accept-Language")?;
            body(builder.with_status(200), "text/html; charset=utf-8", html)
        }
        Reply::HtmlNotFound(html) => body(page(builder, &html)?.with_status(404), "text/html; charset=utf-8", html),
        Reply::HtmlRejected(html) => body(page(builder, &html)?.with_status(422), "text/html; charset=utf-8", html),
        Reply::HtmlGone(html) => body(page(builder, &html)?.with_status(410), "text/html; charset=utf-8", html),
        Reply::HtmlForbidden(html) => body(page(builder, &html)?.with_status(403), "text/html; charset=utf-8", html),
        Reply::File { stream, name } => {
            let builder = builder.with_header("Content-Disposition", &attachment::disposition(&name))?;
            Ok(builder.with_status(200).with_header("Content-Type", attachment::media_type(&name))?.stream(stream))
        }
        Reply::Json(text) => body(builder.with_status(200), "application/json", text),
        Reply::JsonLines(text) => body(builder.with_status(200), "application/x-ndjson", text),
        Reply::Table { text, next } => {
            let builder = match next {
                Some(next) => builder.with_header("Leadline-Next", &next)?,
                None => builder,
            };
            let builder = builder.with_header("Content-Disposition", "attachment; filename=\"leads.csv\"")?;
            body(builder.with_status(200), "text/csv; charset=utf-8", text)
        }
        Reply::SeeOther(path) => Ok(builder.with_header("Location", &path)?.with_status(303).empty()),
        Reply::Nothing => Ok(builder.with_status(204).empty()),
        Reply::Preflight => Ok(builder
            .with_header("Access-Control-Allow-Origin", "*")?
            .with_header("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE")?
            .with_header("Access-Control-Allow-Headers", "Content-Type, Authorization, Idempotency-Key")?
            .with_header("Access-Control-Max-Age", "86400")?
            .with_status(204)
            .empty()),
    }
}

/// Hosted pages run our own script and nobody else's, and no page frames them. Where a site uses Turnstile, Cloudflare's script
/// and frame are let in, which are not known to keep to Trusted Types.
fn page(builder: ResponseBuilder, html: &str) -> Result<ResponseBuilder> {
    let policy = if runs_turnstile(html) {
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' https://challenges.cloudflare.com; style-src 'self'; \
         frame-src https://challenges.cloudflare.com; connect-src 'self'; img-src 'self' data:; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'"
    } else {
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; img-src 'self' data:; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
    };
    builder.with_header("Content-Security-Policy", policy)
}

fn body(builder: ResponseBuilder, kind: &str, text: String) -> Result<Response> {
    Ok(builder.with_header("Content-Type", kind)?.fixed(text.into_bytes()))
}

fn refuse(builder: ResponseBuilder, refusal: &Refusal, asker: &Asker) -> Result<Response> {
    let problem = Problem::of(refusal);
    journal::refused(problem.code, asker.asking.as_deref().unwrap_or_default());
    let mut builder = builder.with_status(problem.status);
    match refusal {
        Refusal::Method(allowed) => builder = builder.with_header("Allow", allowed)?,
        Refusal::Key(KeyRefused::Unauthorized) => builder = builder.with_header("WWW-Authenticate", "Bearer")?,
        Refusal::Unavailable | Refusal::Repeat(RepeatRefused::UnderWay) => {
            builder = builder.with_header("Retry-After", "2")?;
        }
        _ => {}
    }
    if let Some((spoken, said)) = asker.spoken.as_ref().and_then(|spoken| Some((spoken, spoken.about(refusal)?))) {
        let html = sorry(&spoken.prefix, spoken.words, said);
        return body(page(builder, &html)?, "text/html; charset=utf-8", html);
    }
    if asker.reads_lines {
        return body(builder, "text/plain; charset=utf-8", lines(&problem, refusal));
    }
    let mut document = json!({
        "type": "about:blank", "status": problem.status, "code": problem.code, "title": problem.title,
        "detail": problem.detail,
    });
    if let (Refusal::Answers(issues, words), Some(object)) = (refusal, document.as_object_mut()) {
        object.insert("issues".to_owned(), issues.iter().map(|issue| issue_json(issue, words)).collect());
    }
    body(builder, "application/problem+json", document.to_string())
}

fn issue_json(issue: &Issue, words: &Words) -> serde_json::Value {
    json!({"field": issue.field, "code": issue.fault.code(), "detail": said(issue, words)})
}

fn said(issue: &Issue, words: &Words) -> String {
    filled(words.about(issue.fault), &[&issue.hint])
}

/// The client has no JSON reader: issues as `field<TAB>code<TAB>text`, anything else as `code`, then the sentence.
fn lines(problem: &Problem, refusal: &Refusal) -> String {
    match refusal {
        Refusal::Answers(issues, words) => issues
            .iter()
            .map(|issue| format!("{}\t{}\t{}", issue.field, issue.fault.code(), said(issue, words)))
            .collect::<Vec<_>>()
            .join("\n"),
        _ => format!("{}\n{}", problem.code, problem.detail),
    }
}

fn of_account(refused: AccountRefused) -> (u16, &'static str, &'static str, String) {
    match refused {
        AccountRefused::Unknown => (
            404,
            "unknown-account",
            "Unknown account",
            "No lead has a business address at this domain, or it is none that an organisation registered.".to_owned(),
        ),
        AccountRefused::Owner => {
            (422, "owner-unknown", "No such owner", "Owners are the [[owner]]s of the site's routing.toml.".to_owned())
        }
    }
}

fn of_repeat(refused: RepeatRefused) -> (u16, &'static str, &'static str, String) {
    match refused {
        RepeatRefused::UnderWay => (
            409,
            "request-under-way",
            "Under way",
            "The request of this Idempotency-Key is being served; send it again for its answer.".to_owned(),
        ),
        RepeatRefused::Another => (
            422,
            "idempotency-key-used",
            "The key was used",
            "Another request was made with this Idempotency-Key; take a new one.".to_owned(),
        ),
    }
}

/// A refusal as RFC 9457 has it, with our stable code.
struct Problem {
    status: u16,
    code: &'static str,
    title: &'static str,
    detail: String,
}

impl Problem {
    fn of(refusal: &Refusal) -> Self {
        let (status, code, title, detail) = match refusal {
            Refusal::NotFound
            | Refusal::UnknownSite
            | Refusal::UnknownForm
            | Refusal::UnknownPage
            | Refusal::UnknownSink
            | Refusal::UnknownDeadLetter
            | Refusal::UnknownSubmission
            | Refusal::UnknownLead
            | Refusal::UnknownBrowser
            | Refusal::UnknownVersion => return Self::of_unknown(refusal),
            Refusal::Method(allowed) => (405, "method-not-allowed", "Wrong method", format!("Use one of {allowed}.")),
            Refusal::Erased => (
                410,
                "erased",
                "The person was erased",
                "Nothing is kept under this id; delete what you keep of it, too.".to_owned(),
            ),
            Refusal::Account(refused) => of_account(*refused),
            Refusal::NotMoved(not) => not_moved(not),
            Refusal::Body(expected) => (400, "body-invalid", "The body is not valid", format!("Expected {expected}.")),
            Refusal::Origin => (
                403,
                "origin-not-allowed",
                "Origin not allowed",
                "Add the page's origin to origins in site.toml and publish.".to_owned(),
            ),
            Refusal::TooLarge(limit) => {
                (413, "body-too-large", "Body too large", format!("Send at most {limit} bytes."))
            }
            Refusal::Unreadable => {
                (400, "body-unreadable", "Body unreadable", "The body broke off or has the wrong shape.".to_owned())
            }
            Refusal::Batch(refused) => return Self::of_batch(*refused),
            Refusal::Ticket => (
                409,
                TICKET_REFUSED,
                "Ticket refused",
                "Load the form again; what was typed can be sent with the new ticket.".to_owned(),
            ),
            Refusal::FormChanged => (
                409,
                FORM_CHANGED,
                "The form asks more",
                "Open the form with ll_stranger=1: whoever has this address is asked more than was shown.".to_owned(),
            ),
            Refusal::Answers(issues, _) => {
                (422, "answers-invalid", "Some answers are not valid", format!("Correct: {}.", fields(issues)))
            }
            Refusal::Key(refused) => return Self::of_key(*refused),
            Refusal::Repeat(refused) => of_repeat(*refused),
            Refusal::Site(why) => (422, "site-invalid", "The site does not check", why.clone()),
            Refusal::Parameter(expected) => {
                (400, "parameter-invalid", "A parameter is not valid", format!("Expected {expected}."))
            }
            Refusal::Misconfigured(remedy) => {
                (500, "misconfigured", "The deployment is not complete", (*remedy).to_owned())
            }
            Refusal::Unavailable => (
                503,
                "unavailable",
                "Not now",
                "Something behind the door did not answer; send the same request again.".to_owned(),
            ),
        };
        Self { status, code, title, detail }
    }

    /// What is not there, and where to look for what is.
    fn of_unknown(refusal: &Refusal) -> Self {
        let (status, code, title, detail) = match refusal {
            Refusal::UnknownSite => (
                404,
                "unknown-site",
                "Unknown site",
                "No site of this key is published here; check data-site, or publish it: leadline publish.",
            ),
            Refusal::UnknownForm => {
                (404, "unknown-form", "Unknown form", "The site has no form of this id; check data-leadline-form.")
            }
            Refusal::UnknownPage => (404, "unknown-page", "Unknown page", "The site has no page of this name."),
            Refusal::UnknownSink => (
                404,
                "unknown-sink",
                "Unknown sink",
                "The site in force has no sink of this id; GET api/v1/sinks lists them.",
            ),
            Refusal::UnknownDeadLetter => (
                404,
                "unknown-dead-letter",
                "Unknown dead letter",
                "No dead letter of this id is kept: it was delivered since, or never was one.",
            ),
            Refusal::UnknownSubmission => (
                404,
                "unknown-submission",
                "Unknown submission",
                "No submission of this id is held back; leadline quarantine lists those that are.",
            ),
            Refusal::UnknownLead => (
                404,
                "unknown-lead",
                "Unknown lead",
                "The site has no lead of this id; leadline leads lists those it has.",
            ),
            Refusal::UnknownBrowser => (
                404,
                "unknown-browser",
                "Unknown browser",
                "The lead has no browser of this id; its own are listed where the lead is shown.",
            ),
            Refusal::UnknownVersion => (
                404,
                "unknown-version",
                "Unknown version",
                "The site has no version of this name; leadline versions lists those it has.",
            ),
            _ => (404, "not-found", "No such place", "The path leads nowhere; docs/wire.md lists the doors."),
        };
        Self { status, code, title, detail: detail.to_owned() }
    }

    fn of_key(refused: KeyRefused) -> Self {
        let (status, code, title, detail) = match refused {
            KeyRefused::Unauthorized => (
                401,
                "unauthorized",
                "A key is needed",
                "Send Authorization: Bearer and a token that is good: it may have expired or been revoked.".to_owned(),
            ),
            KeyRefused::Forbidden(role) => (
                403,
                "forbidden",
                "The role does not reach",
                format!("This takes a token of the role {}.", role.name()),
            ),
            KeyRefused::Unknown => (
                404,
                "unknown-token",
                "Unknown token",
                "The site has no token of this id; leadline token list shows those it has.".to_owned(),
            ),
            KeyRefused::Over => (
                409,
                "token-over",
                "The token is over",
                "It has expired or was revoked; make another one: leadline token create.".to_owned(),
            ),
            KeyRefused::TooMany => (
                409,
                "too-many-tokens",
                "Too many tokens",
                format!("A site has at most {MAX_LIVE} tokens that can be used; revoke one that nobody needs."),
            ),
        };
        Self { status, code, title, detail }
    }

    fn of_batch(refused: BatchRefused) -> Self {
        let (status, code, title, detail) = match refused {
            BatchRefused::TooLarge => {
                (413, "body-too-large", "Body too large", format!("Send at most {MAX_BODY} bytes."))
            }
            BatchRefused::Malformed => (
                400,
                "batch-malformed",
                "Not a batch",
                "The body is not a batch as docs/wire.md describes it.".to_owned(),
            ),
            BatchRefused::Version => {
                (400, "batch-version", "Unknown version", format!("This edge speaks version {VERSION}."))
            }
            BatchRefused::TooManyItems => {
                (400, "batch-too-many-items", "Too many items", format!("Send at most {MAX_ITEMS} items a batch."))
            }
        };
        Self { status, code, title, detail }
    }
}

/// Why a lead stays where it is: what does not happen to a lead in its stage is a conflict, the rest was not said right.
fn not_moved(not: &NotMoved) -> (u16, &'static str, &'static str, String) {
    match not {
        NotMoved::From(stage) => {
            let detail =
                format!("It is in the stage {}; read it again, or use …/stage to move it anywhere.", stage.name());
            (409, "not-from-here", "Not from this stage", detail)
        }
        NotMoved::Unused => {
            let detail = "The site does not use this stage; see stages in lifecycle.toml.".to_owned();
            (422, "stage-unused", "No such stage here", detail)
        }
        NotMoved::ReasonNeeded => {
            let detail = "Rejecting needs one of the site's reasons; moving back needs a reason or a note.".to_owned();
            (422, "reason-needed", "A reason is needed", detail)
        }
        NotMoved::ReasonUnknown(known) => {
            (422, "reason-unknown", "No such reason", format!("The site knows these: {}.", known.join(", ")))
        }
        NotMoved::ReasonLeads(to) => {
            (422, "reason-leads-elsewhere", "The reason leads elsewhere", format!("It leads to {}.", to.name()))
        }
    }
}

fn fields(issues: &[Issue]) -> String {
    issues.iter().map(|issue| issue.field.as_str()).collect::<Vec<_>>().join(", ")
}

/// What an object of ours answers to a command. What went wrong is told by [`journal::kind`]: the platform logs what is
/// thrown, and the text of a JSON error quotes somebody's data.
pub(crate) fn of_object(outcome: Result<Value>) -> Result<Response> {
    match outcome {
        Ok(value) => Response::from_json(&value),
        Err(error) => Response::error(journal::kind(&error), 500),
    }
}

/// Whether an object said that something went wrong.
pub(crate) fn is_failure(response: &Response) -> bool {
    response.status_code() >= 400
}

/// What a receiver's answer means, as Standard Webhooks has it: any 2xx took it, 410 says that nobody ever will, and what
/// throttles (429, 503) may say for how long.
pub(crate) fn judged(response: &Response, now: Millis) -> std::result::Result<(), Failure> {
    match response.status_code() {
        200..300 => Ok(()),
        410 => Err(Why::Gone.into()),
        status @ (429 | 503) => {
            let header = response.headers().get("Retry-After").ok().flatten();
            let retry_after = header.and_then(|header| asked_wait(&header, now));
            Err(Failure { why: Why::Answered(status), retry_after })
        }
        status => Err(Why::Answered(status).into()),
    }
}

/// Whether a failure is about this one event and not about the receiver: what it says of the next one may be different.
pub(crate) fn is_about_the_event(why: &Why) -> bool {
    match why {
        Why::Template => true,
        Why::Answered(status) => (400..500).contains(status) && ![401, 403, 404, 408, 429].contains(status),
        _ => false,
    }
}

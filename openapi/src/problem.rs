//! Why requests are refused: every `code` of the API with its status. `edge/src/reply.rs` answers them, and a test holds this
//! table against it and against docs/wire.md.

use crate::Fault;
use schemars::JsonSchema;

/// A refusal (RFC 9457).
#[derive(JsonSchema)]
#[expect(dead_code, reason = "what it is like is all that is wanted")]
pub(crate) struct Problem {
    /// Always `about:blank`: go by the code.
    #[schemars(rename = "type", extend("const" = "about:blank"))]
    kind: String,
    /// The status, once more.
    status: u16,
    /// What systems go by.
    code: String,
    /// What it is called.
    title: String,
    /// What to do about it, for people.
    detail: String,
}

/// A code and what it means.
pub(crate) struct Code {
    /// The status it comes with.
    pub(crate) status: u16,
    /// The code itself.
    pub(crate) name: &'static str,
    /// When it is answered.
    pub(crate) when: &'static str,
}

const fn code(status: u16, name: &'static str, when: &'static str) -> Code {
    Code { status, name, when }
}

/// Every one.
pub(crate) const CODES: [Code; 29] = [
    code(400, "body-invalid", "The body is not what the operation takes; `detail` says what is."),
    code(400, "body-unreadable", "The body broke off."),
    code(400, "parameter-invalid", "A parameter is not what it should be; `detail` says what that is."),
    code(401, "unauthorized", "No key was shown, or one that is none, has expired or was revoked."),
    code(403, "forbidden", "The token's role does not reach; `detail` names the one that does."),
    code(404, "unknown-site", "No such site is published, or the token is another's."),
    code(404, "unknown-lead", "The site has no such lead."),
    code(404, "unknown-browser", "The lead has no such browser."),
    code(404, "unknown-account", "Nobody has a business address there, or no organisation can have registered it."),
    code(404, "unknown-sink", "The site in force has no such sink."),
    code(404, "unknown-dead-letter", "No such dead letter is kept: it was delivered since, or never was one."),
    code(404, "unknown-submission", "No submission of this id is held back."),
    code(404, "unknown-token", "The site has no such token."),
    code(404, "unknown-version", "The site has no such version."),
    code(409, "not-from-here", "That does not happen to a lead in its stage."),
    code(
        409,
        "request-under-way",
        "The request of this `Idempotency-Key` is being served: send it again for its answer.",
    ),
    code(409, "token-over", "The token has expired or was revoked."),
    code(409, "too-many-tokens", "The site has as many tokens that can be used as it may."),
    code(410, "erased", "The person was erased: delete what you keep of the id."),
    code(413, "body-too-large", "The body is longer than `detail` says."),
    code(422, "idempotency-key-used", "Another request was made with this `Idempotency-Key`."),
    code(422, "owner-unknown", "The site has no such owner."),
    code(422, "reason-leads-elsewhere", "The reason leads to another stage."),
    code(422, "reason-needed", "This takes a reason, or at least a note."),
    code(422, "reason-unknown", "The site has no such reason; `detail` lists those it has."),
    code(422, "site-invalid", "The site's files are not sound; `detail` tells of the first problem."),
    code(422, "stage-unused", "The site does not use the stage."),
    code(500, "misconfigured", "The deployment lacks something; `detail` says what."),
    code(503, "unavailable", "Something behind the door did not answer: send the same request again."),
];

/// What is known of a code.
pub(crate) fn of(name: &str) -> Result<&'static Code, Fault> {
    CODES.iter().find(|known| known.name == name).ok_or_else(|| Fault::Unknown(name.to_owned()))
}

//! Who asked.

/// Who asked, as far as the answer depends on it.
pub(crate) struct Asker {
    /// The origin to answer to, once it has been allowed.
    pub(crate) origin: Option<String>,
    /// What the backup cookie is set to, if to anything.
    pub(crate) cookie: Option<String>,
    /// What became of each item it sent, for whoever debugs a page.
    pub(crate) outcomes: Option<String>,
    /// The edge's own origin, as the request has it.
    pub(crate) own_origin: String,
    /// The origin it said it asks from.
    pub(crate) asking: Option<String>,
    /// Whether it reads lines rather than JSON.
    pub(crate) reads_lines: bool,
    /// Whether it is a browser that goes to the answer as to a page.
    pub(crate) reads_pages: bool,
}

//! Where a request goes, decided from method and path alone.

use alloc::vec::Vec;

/// The method of a request, as far as any route cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads; HEAD counts as GET.
    Get,
    /// Submits.
    Post,
    /// Replaces.
    Put,
    /// Changes.
    Patch,
    /// Removes.
    Delete,
    /// Asks for permission (CORS).
    Options,
    /// Anything else.
    Other,
}

impl Method {
    /// Reads a method name, letter case as sent.
    pub fn parse(name: &str) -> Self {
        match name {
            "GET" | "HEAD" => Self::Get,
            "POST" => Self::Post,
            "PUT" => Self::Put,
            "PATCH" => Self::Patch,
            "DELETE" => Self::Delete,
            "OPTIONS" => Self::Options,
            _ => Self::Other,
        }
    }
}

/// A place on the edge. Paths are relative to the configured prefix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route<'a> {
    /// `GET health`: the engine runs.
    Health,
    /// `GET openapi.json`: what the API takes and answers.
    ApiDocument,
    /// `POST b/<site>`: a batch of items.
    Batch {
        /// Site key.
        site: &'a str,
    },
    /// `GET f/<site>/<form>`: a form's markup with a ticket.
    OpenForm {
        /// Site key.
        site: &'a str,
        /// Form id.
        form: &'a str,
    },
    /// `POST f/<site>/<form>/open`: a form's markup with what one visitor is asked.
    OpenFor {
        /// Site key.
        site: &'a str,
        /// Form id.
        form: &'a str,
    },
    /// `POST f/<site>/<form>`: a submission from the embedded form.
    Submit {
        /// Site key.
        site: &'a str,
        /// Form id.
        form: &'a str,
    },
    /// `POST f/<site>/<form>/partial`: what somebody typed so far, and may never send.
    Begin {
        /// Site key.
        site: &'a str,
        /// Form id.
        form: &'a str,
    },
    /// `GET p/<slug>` or `p/<site>/<slug>`: a hosted page.
    Page {
        /// Site key; absent for the home site.
        site: Option<&'a str>,
        /// Page slug.
        slug: &'a str,
    },
    /// `POST` to a hosted page: its form, sent without JavaScript.
    SubmitPage {
        /// Site key; absent for the home site.
        site: Option<&'a str>,
        /// Page slug.
        slug: &'a str,
    },
    /// `GET u/<site>/<token>`: what somebody may be written to about.
    Preferences {
        /// Site key.
        site: &'a str,
        /// A sealed [`crate::bond::PreferenceLink`].
        token: &'a str,
    },
    /// `POST u/<site>/<token>`: they say so, on the page or by one click of a mail program (RFC 8058).
    Prefer {
        /// Site key.
        site: &'a str,
        /// A sealed [`crate::bond::PreferenceLink`].
        token: &'a str,
    },
    /// `GET c/<site>/<token>`: what somebody is asked to confirm.
    Confirmation {
        /// Site key.
        site: &'a str,
        /// A sealed [`crate::bond::ConfirmLink`].
        token: &'a str,
    },
    /// `POST c/<site>/<token>`: they confirm it.
    Confirm {
        /// Site key.
        site: &'a str,
        /// A sealed [`crate::bond::ConfirmLink`].
        token: &'a str,
    },
    /// `GET d/<site>/<token>`: a file that a form handed out.
    File {
        /// Site key.
        site: &'a str,
        /// A sealed [`crate::bond::FileLink`].
        token: &'a str,
    },
    /// `GET api/v1/leads`.
    Leads,
    /// `GET api/v1/leads/<id>`: all that is known of a lead.
    Lead {
        /// Its id, or one it had before a merge.
        lead: &'a str,
    },
    /// `GET api/v1/leads/<id>/export`: everything that is kept of the person.
    ExportLead {
        /// Its id, or one it had before a merge.
        lead: &'a str,
    },
    /// `DELETE api/v1/leads/<id>`: erase the person.
    EraseLead {
        /// Its id, or one it had before a merge.
        lead: &'a str,
    },
    /// `POST api/v1/leads/search`: those that are asked for. What is searched may be an address, which never stands in a URL.
    SearchLeads,
    /// `PATCH api/v1/leads/<id>`: change fields, tags, owner.
    PatchLead {
        /// Its id, or one it had before a merge.
        lead: &'a str,
    },
    /// `POST api/v1/leads/<id>/accept`: sales takes it.
    AcceptLead {
        /// Its id, or one it had before a merge.
        lead: &'a str,
    },
    /// `POST api/v1/leads/<id>/reject`: sales does not.
    RejectLead {
        /// Its id, or one it had before a merge.
        lead: &'a str,
    },
    /// `POST api/v1/leads/<id>/stage`: move it.
    MoveLead {
        /// Its id, or one it had before a merge.
        lead: &'a str,
    },
    /// `POST api/v1/leads/<id>/contact`: somebody talked to the person, or tried to.
    ContactLead {
        /// Its id, or one it had before a merge.
        lead: &'a str,
    },
    /// `POST api/v1/leads/erase`: erase whoever has an address.
    EraseByAddress,
    /// `POST api/v1/leads/merge`: two leads are one person.
    MergeLeads,
    /// `POST api/v1/leads/<id>/detach`: a browser turned out to be somebody else's.
    DetachBrowser {
        /// The lead's id.
        lead: &'a str,
    },
    /// `POST api/v1/leads/<id>/link`: a link for the person.
    MakeLink {
        /// The lead's id.
        lead: &'a str,
    },
    /// `POST api/v1/leads/<id>/preferences`: a link to what the person may be written to about.
    MakePreferenceLink {
        /// The lead's id.
        lead: &'a str,
    },
    /// `GET api/v1/export`: a page of all that a shard keeps of leads.
    Export,
    /// `POST api/v1/import`: lines of an export, or of a table.
    Import,
    /// `GET api/v1/status`: whether all is well with a site.
    Status,
    /// `PATCH api/v1/accounts/<domain>`: say who has the leads of an organisation.
    PatchAccount {
        /// Its domain, or one below it.
        domain: &'a str,
    },
    /// `GET api/v1/accounts`: the organisations that leads belong to.
    Accounts,
    /// `GET api/v1/submissions`: the forms that were sent.
    Submissions,
    /// `GET api/v1/quarantine`: submissions that are held back.
    Quarantine,
    /// `POST api/v1/quarantine/<submission>/release`: take it after all.
    Release {
        /// The submission's id.
        submission: &'a str,
    },
    /// `DELETE api/v1/quarantine/<submission>`: it is nothing.
    Discard {
        /// The submission's id.
        submission: &'a str,
    },
    /// `GET api/v1/accounts/<domain>`: how an organisation stands.
    Account {
        /// Its registrable domain.
        domain: &'a str,
    },
    /// `GET api/v1/counters`.
    Counters,
    /// `GET api/v1/rescoring`: how far scoring every lead again is.
    Rescoring,
    /// `POST api/v1/rescoring`: score every lead again.
    Rescore,
    /// `GET api/v1/sinks`: where events go, and how that is going.
    Sinks,
    /// `POST api/v1/sinks/<sink>/test`: send a marked example.
    TestSink {
        /// The sink's id.
        sink: &'a str,
    },
    /// `GET api/v1/dead-letters`: what was given up.
    DeadLetters,
    /// `POST api/v1/dead-letters/replay`: try all of it again.
    ReplayAll,
    /// `GET api/v1/dead-letters/<letter>`: one of them.
    DeadLetter {
        /// The dead letter's id.
        letter: &'a str,
    },
    /// `POST api/v1/dead-letters/<letter>/replay`: try it again.
    Replay {
        /// The dead letter's id.
        letter: &'a str,
    },
    /// `GET api/v1/sites/<site>`: the version in force.
    SiteVersion {
        /// Site key.
        site: &'a str,
    },
    /// `PUT api/v1/sites/<site>`: publish a version.
    Publish {
        /// Site key.
        site: &'a str,
    },
    /// `PUT api/v1/sites/<site>/files/<file>`: the bytes of a file that forms hand out.
    PutFile {
        /// Site key.
        site: &'a str,
        /// SHA-256 of the bytes, in hex.
        file: &'a str,
    },
    /// `GET api/v1/sites/<site>/versions`: what was published.
    Versions {
        /// Site key.
        site: &'a str,
    },
    /// `GET api/v1/sites/<site>/versions/<version>`: one of them.
    Version {
        /// Site key.
        site: &'a str,
        /// The version.
        version: &'a str,
    },
    /// `POST api/v1/sites/<site>/versions/<version>/restore`: put it in force again.
    Restore {
        /// Site key.
        site: &'a str,
        /// The version.
        version: &'a str,
    },
    /// `GET api/v1/sites/<site>/diff`: what differs between two of them.
    Diff {
        /// Site key.
        site: &'a str,
    },
    /// `GET api/v1/tokens`: a site's tokens, without their secrets.
    Tokens,
    /// `POST api/v1/tokens`: one more.
    CreateToken,
    /// `DELETE api/v1/tokens/<token>`: it opens nothing any more.
    RevokeToken {
        /// The token's id.
        token: &'a str,
    },
    /// `POST api/v1/tokens/<token>/rotate`: another secret.
    RotateToken {
        /// The token's id.
        token: &'a str,
    },
    /// `GET api/v1/audit`: who changed what.
    Audit,
    /// `OPTIONS` on any known path.
    Preflight,
}

/// No such place, or not with this method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoRoute {
    /// The path leads nowhere.
    Unknown,
    /// The path is right and the method is not; the header `Allow` lists these.
    Method(&'static str),
}

impl<'a> Route<'a> {
    /// Finds the route of `method` on `path`, an absolute path such as `/ll/b/demo`, below `/<prefix>/`.
    pub fn parse(prefix: &str, method: Method, path: &'a str) -> Result<Self, NoRoute> {
        let below = path
            .strip_prefix('/')
            .and_then(|path| path.strip_prefix(prefix))
            .and_then(|path| path.strip_prefix('/'))
            .ok_or(NoRoute::Unknown)?;
        let parts: Vec<&str> = below.split('/').collect();
        if parts.iter().any(|part| part.is_empty()) {
            return Err(NoRoute::Unknown);
        }
        let (get, write) = Self::places(&parts)?;
        match (method, get, write) {
            (Method::Options, ..) => Ok(Self::Preflight),
            (Method::Get, Some(route), _) => Ok(route),
            (Method::Patch, Some(Self::Lead { lead }), _) => Ok(Self::PatchLead { lead }),
            (Method::Patch, Some(Self::Account { domain }), _) => Ok(Self::PatchAccount { domain }),
            (Method::Post | Method::Put | Method::Delete, _, Some((verb, route))) if verb == method => Ok(route),
            (_, Some(Self::Account { .. }), None) => Err(NoRoute::Method("GET, HEAD, PATCH, OPTIONS")),
            (_, Some(_), None) => Err(NoRoute::Method("GET, HEAD, OPTIONS")),
            (_, None, Some((Method::Delete, _))) => Err(NoRoute::Method("DELETE, OPTIONS")),
            (_, None, Some((Method::Put, _))) => Err(NoRoute::Method("PUT, OPTIONS")),
            (_, None, Some(_)) => Err(NoRoute::Method("POST, OPTIONS")),
            (_, _, Some((Method::Delete, _))) => Err(NoRoute::Method("GET, HEAD, PATCH, DELETE, OPTIONS")),
            (_, _, Some((Method::Put, _))) => Err(NoRoute::Method("GET, HEAD, PUT, OPTIONS")),
            _ => Err(NoRoute::Method("GET, HEAD, POST, OPTIONS")),
        }
    }

    /// What a path can be read as, and what it can be written to as.
    #[expect(clippy::type_complexity, reason = "a pair of what GET and what a writing method mean here")]
    fn places(parts: &[&'a str]) -> Result<(Option<Self>, Option<(Method, Self)>), NoRoute> {
        Ok(match *parts {
            ["health"] => (Some(Self::Health), None),
            ["openapi.json"] => (Some(Self::ApiDocument), None),
            ["b", site] => (None, Some((Method::Post, Self::Batch { site }))),
            ["f", site, form] => {
                (Some(Self::OpenForm { site, form }), Some((Method::Post, Self::Submit { site, form })))
            }
            ["f", site, form, "partial"] => (None, Some((Method::Post, Self::Begin { site, form }))),
            ["f", site, form, "open"] => (None, Some((Method::Post, Self::OpenFor { site, form }))),
            ["u", site, token] => {
                (Some(Self::Preferences { site, token }), Some((Method::Post, Self::Prefer { site, token })))
            }
            ["c", site, token] => {
                (Some(Self::Confirmation { site, token }), Some((Method::Post, Self::Confirm { site, token })))
            }
            ["d", site, token] => (Some(Self::File { site, token }), None),
            ["p", slug] => Self::page(None, slug),
            ["p", site, slug] => Self::page(Some(site), slug),
            ["api", "v1", "leads"] => (Some(Self::Leads), None),
            ["api", "v1", "leads", "search"] => (None, Some((Method::Post, Self::SearchLeads))),
            ["api", "v1", "leads", "merge"] => (None, Some((Method::Post, Self::MergeLeads))),
            ["api", "v1", "leads", "erase"] => (None, Some((Method::Post, Self::EraseByAddress))),
            ["api", "v1", "leads", lead] => {
                (Some(Self::Lead { lead }), Some((Method::Delete, Self::EraseLead { lead })))
            }
            ["api", "v1", "leads", lead, "export"] => (Some(Self::ExportLead { lead }), None),
            ["api", "v1", "leads", lead, "accept"] => (None, Some((Method::Post, Self::AcceptLead { lead }))),
            ["api", "v1", "leads", lead, "reject"] => (None, Some((Method::Post, Self::RejectLead { lead }))),
            ["api", "v1", "leads", lead, "stage"] => (None, Some((Method::Post, Self::MoveLead { lead }))),
            ["api", "v1", "leads", lead, "contact"] => (None, Some((Method::Post, Self::ContactLead { lead }))),
            ["api", "v1", "leads", lead, "detach"] => (None, Some((Method::Post, Self::DetachBrowser { lead }))),
            ["api", "v1", "leads", lead, "link"] => (None, Some((Method::Post, Self::MakeLink { lead }))),
            ["api", "v1", "leads", lead, "preferences"] => {
                (None, Some((Method::Post, Self::MakePreferenceLink { lead })))
            }
            ["api", "v1", "export"] => (Some(Self::Export), None),
            ["api", "v1", "import"] => (None, Some((Method::Post, Self::Import))),
            ["api", "v1", "accounts"] => (Some(Self::Accounts), None),
            ["api", "v1", "submissions"] => (Some(Self::Submissions), None),
            ["api", "v1", "quarantine"] => (Some(Self::Quarantine), None),
            ["api", "v1", "quarantine", submission] => (None, Some((Method::Delete, Self::Discard { submission }))),
            ["api", "v1", "quarantine", submission, "release"] => {
                (None, Some((Method::Post, Self::Release { submission })))
            }
            ["api", "v1", "accounts", domain] => (Some(Self::Account { domain }), None),
            ["api", "v1", "status"] => (Some(Self::Status), None),
            ["api", "v1", "counters"] => (Some(Self::Counters), None),
            ["api", "v1", "rescoring"] => (Some(Self::Rescoring), Some((Method::Post, Self::Rescore))),
            ["api", "v1", "sinks"] => (Some(Self::Sinks), None),
            ["api", "v1", "sinks", sink, "test"] => (None, Some((Method::Post, Self::TestSink { sink }))),
            ["api", "v1", "dead-letters"] => (Some(Self::DeadLetters), None),
            ["api", "v1", "dead-letters", "replay"] => (None, Some((Method::Post, Self::ReplayAll))),
            ["api", "v1", "dead-letters", letter] => (Some(Self::DeadLetter { letter }), None),
            ["api", "v1", "dead-letters", letter, "replay"] => (None, Some((Method::Post, Self::Replay { letter }))),
            ["api", "v1", "sites", site] => {
                (Some(Self::SiteVersion { site }), Some((Method::Put, Self::Publish { site })))
            }
            ["api", "v1", "sites", site, "files", file] => (None, Some((Method::Put, Self::PutFile { site, file }))),
            ["api", "v1", "sites", site, "versions"] => (Some(Self::Versions { site }), None),
            ["api", "v1", "sites", site, "versions", version] => (Some(Self::Version { site, version }), None),
            ["api", "v1", "sites", site, "versions", version, "restore"] => {
                (None, Some((Method::Post, Self::Restore { site, version })))
            }
            ["api", "v1", "sites", site, "diff"] => (Some(Self::Diff { site }), None),
            ["api", "v1", "tokens"] => (Some(Self::Tokens), Some((Method::Post, Self::CreateToken))),
            ["api", "v1", "tokens", token] => (None, Some((Method::Delete, Self::RevokeToken { token }))),
            ["api", "v1", "tokens", token, "rotate"] => (None, Some((Method::Post, Self::RotateToken { token }))),
            ["api", "v1", "audit"] => (Some(Self::Audit), None),
            _ => return Err(NoRoute::Unknown),
        })
    }

    const fn page(site: Option<&'a str>, slug: &'a str) -> (Option<Self>, Option<(Method, Self)>) {
        (Some(Self::Page { site, slug }), Some((Method::Post, Self::SubmitPage { site, slug })))
    }
}

#[cfg(test)]
mod tests;

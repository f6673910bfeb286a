use super::*;

fn parse(method: Method, path: &str) -> Result<Route<'_>, NoRoute> {
    Route::parse("ll", method, path)
}

#[test]
fn every_route_is_found() {
    let (site, form, slug) = ("demo", "whitepaper", "guide");
    let table = [
        (Method::Get, "/ll/health", Route::Health),
        (Method::Post, "/ll/b/demo", Route::Batch { site }),
        (Method::Get, "/ll/f/demo/whitepaper", Route::OpenForm { site, form }),
        (Method::Post, "/ll/f/demo/whitepaper", Route::Submit { site, form }),
        (Method::Post, "/ll/f/demo/whitepaper/partial", Route::Begin { site, form }),
        (Method::Post, "/ll/f/demo/whitepaper/open", Route::OpenFor { site, form }),
        (Method::Get, "/ll/u/demo/ll1.t", Route::Preferences { site, token: "ll1.t" }),
        (Method::Post, "/ll/u/demo/ll1.t", Route::Prefer { site, token: "ll1.t" }),
        (Method::Get, "/ll/c/demo/ll1.t", Route::Confirmation { site, token: "ll1.t" }),
        (Method::Post, "/ll/c/demo/ll1.t", Route::Confirm { site, token: "ll1.t" }),
        (Method::Get, "/ll/d/demo/ll1.t", Route::File { site, token: "ll1.t" }),
        (Method::Put, "/ll/api/v1/sites/demo/files/00ff", Route::PutFile { site, file: "00ff" }),
        (Method::Get, "/ll/p/guide", Route::Page { site: None, slug }),
        (Method::Post, "/ll/p/demo/guide", Route::SubmitPage { site: Some(site), slug }),
        (Method::Get, "/ll/api/v1/leads", Route::Leads),
        (Method::Get, "/ll/api/v1/leads/lead_00x", Route::Lead { lead: "lead_00x" }),
        (Method::Get, "/ll/api/v1/leads/lead_00x/export", Route::ExportLead { lead: "lead_00x" }),
        (Method::Delete, "/ll/api/v1/leads/lead_00x", Route::EraseLead { lead: "lead_00x" }),
        (Method::Post, "/ll/api/v1/leads/search", Route::SearchLeads),
        (Method::Patch, "/ll/api/v1/leads/lead_00x", Route::PatchLead { lead: "lead_00x" }),
        (Method::Post, "/ll/api/v1/leads/lead_00x/accept", Route::AcceptLead { lead: "lead_00x" }),
        (Method::Post, "/ll/api/v1/leads/lead_00x/reject", Route::RejectLead { lead: "lead_00x" }),
        (Method::Post, "/ll/api/v1/leads/lead_00x/stage", Route::MoveLead { lead: "lead_00x" }),
        (Method::Post, "/ll/api/v1/leads/lead_00x/contact", Route::ContactLead { lead: "lead_00x" }),
        (Method::Post, "/ll/api/v1/leads/erase", Route::EraseByAddress),
        (Method::Post, "/ll/api/v1/leads/merge", Route::MergeLeads),
        (Method::Post, "/ll/api/v1/leads/lead_00x/detach", Route::DetachBrowser { lead: "lead_00x" }),
        (Method::Post, "/ll/api/v1/leads/lead_00x/link", Route::MakeLink { lead: "lead_00x" }),
        (Method::Post, "/ll/api/v1/leads/lead_00x/preferences", Route::MakePreferenceLink { lead: "lead_00x" }),
        (Method::Get, "/ll/api/v1/export", Route::Export),
        (Method::Post, "/ll/api/v1/import", Route::Import),
        (Method::Get, "/ll/api/v1/accounts", Route::Accounts),
        (Method::Get, "/ll/api/v1/submissions", Route::Submissions),
        (Method::Get, "/ll/api/v1/quarantine", Route::Quarantine),
        (Method::Post, "/ll/api/v1/quarantine/sub_x/release", Route::Release { submission: "sub_x" }),
        (Method::Delete, "/ll/api/v1/quarantine/sub_x", Route::Discard { submission: "sub_x" }),
        (Method::Get, "/ll/api/v1/accounts/example.com", Route::Account { domain: "example.com" }),
        (Method::Patch, "/ll/api/v1/accounts/example.com", Route::PatchAccount { domain: "example.com" }),
        (Method::Get, "/ll/api/v1/counters", Route::Counters),
        (Method::Get, "/ll/api/v1/rescoring", Route::Rescoring),
        (Method::Post, "/ll/api/v1/rescoring", Route::Rescore),
        (Method::Get, "/ll/api/v1/sinks", Route::Sinks),
        (Method::Post, "/ll/api/v1/sinks/crm/test", Route::TestSink { sink: "crm" }),
        (Method::Get, "/ll/api/v1/dead-letters", Route::DeadLetters),
        (Method::Post, "/ll/api/v1/dead-letters/replay", Route::ReplayAll),
        (Method::Get, "/ll/api/v1/dead-letters/dead_00x", Route::DeadLetter { letter: "dead_00x" }),
        (Method::Post, "/ll/api/v1/dead-letters/dead_00x/replay", Route::Replay { letter: "dead_00x" }),
        (Method::Get, "/ll/api/v1/sites/demo", Route::SiteVersion { site }),
        (Method::Put, "/ll/api/v1/sites/demo", Route::Publish { site }),
        (Method::Get, "/ll/api/v1/sites/demo/versions", Route::Versions { site }),
        (Method::Get, "/ll/api/v1/sites/demo/versions/00ff", Route::Version { site, version: "00ff" }),
        (Method::Post, "/ll/api/v1/sites/demo/versions/00ff/restore", Route::Restore { site, version: "00ff" }),
        (Method::Get, "/ll/api/v1/sites/demo/diff", Route::Diff { site }),
        (Method::Get, "/ll/api/v1/tokens", Route::Tokens),
        (Method::Post, "/ll/api/v1/tokens", Route::CreateToken),
        (Method::Delete, "/ll/api/v1/tokens/tok_x", Route::RevokeToken { token: "tok_x" }),
        (Method::Post, "/ll/api/v1/tokens/tok_x/rotate", Route::RotateToken { token: "tok_x" }),
        (Method::Get, "/ll/api/v1/audit", Route::Audit),
        (Method::Get, "/ll/openapi.json", Route::ApiDocument),
        (Method::Options, "/ll/b/demo", Route::Preflight),
    ];
    for (method, path, route) in table {
        assert_eq!(parse(method, path), Ok(route), "{method:?} {path}");
    }
}

#[test]
fn strange_paths_lead_nowhere() {
    for path in ["", "/", "/ll", "/ll/", "/llx/health", "/ll/b", "/ll/b/", "/ll/b/a/c", "/ll//health", "/ll/health/"] {
        assert_eq!(parse(Method::Get, path), Err(NoRoute::Unknown), "{path}");
    }
}

#[test]
fn a_wrong_method_names_the_right_ones() {
    assert_eq!(parse(Method::Get, "/ll/b/demo"), Err(NoRoute::Method("POST, OPTIONS")));
    assert_eq!(parse(Method::Other, "/ll/api/v1/leads"), Err(NoRoute::Method("GET, HEAD, OPTIONS")));
    assert_eq!(parse(Method::Put, "/ll/p/guide"), Err(NoRoute::Method("GET, HEAD, POST, OPTIONS")));
    assert_eq!(parse(Method::Post, "/ll/api/v1/leads/x"), Err(NoRoute::Method("GET, HEAD, PATCH, DELETE, OPTIONS")));
    assert_eq!(parse(Method::Patch, "/ll/api/v1/leads/merge"), Err(NoRoute::Method("POST, OPTIONS")));
    assert_eq!(parse(Method::Delete, "/ll/api/v1/leads"), Err(NoRoute::Method("GET, HEAD, OPTIONS")));
    assert_eq!(parse(Method::Get, "/ll/api/v1/tokens/x"), Err(NoRoute::Method("DELETE, OPTIONS")));
    assert_eq!(parse(Method::Get, "/ll/api/v1/sites/x/files/y"), Err(NoRoute::Method("PUT, OPTIONS")));
    assert_eq!(parse(Method::Post, "/ll/api/v1/sites/x"), Err(NoRoute::Method("GET, HEAD, PUT, OPTIONS")));
}

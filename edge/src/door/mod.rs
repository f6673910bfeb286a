//! Doors: one file a route. A door decodes, asks `domain`, has things applied, and says what to answer.

mod account;
mod after;
mod asking;
mod audit;
mod batch;
mod confirm;
mod counters;
#[cfg(feature = "crash-test")]
mod crash;
mod dead_letters;
mod disclosure;
mod document;
mod erase;
mod export;
mod file;
mod fold;
mod gate;
mod import;
mod lead;
mod leads;
mod link;
mod moves;
mod open_form;
mod page;
mod paging;
mod partial;
mod person;
mod plain;
mod preferences;
mod proofs;
mod publish;
mod quarantine;
mod repeats;
mod rescoring;
mod sender;
mod sinks;
mod status;
mod submission;
mod submissions;
mod submit;
mod suspicion;
mod tokens;
mod versions;
mod visitor;

use crate::{
    asker::Deed,
    config::Config,
    desk::Desk,
    refusal::Refusal,
    reply::{self, Asker, Reply},
    tally,
};
use leadline_domain::{
    access::Caller,
    admit::origin,
    route::{Method, NoRoute, Route},
    site::Site,
};
use std::cell::OnceCell;
use worker::{Context, Env, Request, Response, Result};

/// Answers a request from outside, whatever it is.
pub(crate) async fn answer(mut request: Request, env: Env, context: Context) -> Result<Response> {
    let mut asker = Asker {
        origin: None,
        cookie: None,
        outcomes: None,
        own_origin: own_origin(&request),
        asking: header(&request, "Origin"),
        reads_lines: header(&request, "Accept").is_some_and(|accept| accept == "text/plain"),
        reads_pages: header(&request, "Accept").is_some_and(|accept| accept.starts_with("text/html")),
        spoken: None,
    };
    let outcome = match Config::of_isolate(&env) {
        Ok(config) => {
            let desk = Desk { env, context, config, named: OnceCell::new() };
            let outcome = pass(&mut request, &desk, &mut asker).await;
            tally::plan_handover(&desk.env, &desk.context);
            outcome
        }
        Err(refusal) => Err(refusal),
    };
    reply::render(outcome, &asker)
}

async fn pass(request: &mut Request, desk: &Desk, asker: &mut Asker) -> std::result::Result<Reply, Refusal> {
    let path = request.path();
    let method = method(request);
    #[cfg(feature = "crash-test")]
    if let Some(target) = crash::target(&path) {
        return crash::crash(desk, target).await;
    }
    let route = Route::parse(&desk.config.prefix, method, &path);
    if asker.reads_pages && route.as_ref().is_ok_and(is_page) {
        asker.speaks(desk, confirm::spoken(request), Deed::Opens);
    }
    match route {
        Err(NoRoute::Unknown) => Err(Refusal::NotFound),
        Err(NoRoute::Method(allowed)) => Err(Refusal::Method(allowed)),
        Ok(Route::Health) => Ok(Reply::Text("ok".to_owned())),
        Ok(Route::ApiDocument) => Ok(document::show(asker)),
        Ok(Route::Preflight) => Ok(Reply::Preflight),
        Ok(Route::Batch { site }) => batch::receive(request, desk, site, asker).await,
        Ok(Route::OpenForm { site, form }) => open_form::open(request, desk, site, form, asker).await,
        Ok(Route::OpenFor { site, form }) => open_form::open_for(request, desk, site, form, asker).await,
        Ok(Route::Submit { site, form }) => submit::submit(request, desk, site, form, asker).await,
        Ok(Route::Begin { site, form }) => partial::begin(request, desk, site, form, asker).await,
        Ok(Route::Preferences { site, token }) => preferences::show(request, desk, site, token).await,
        Ok(Route::Prefer { site, token }) => preferences::take(request, desk, site, token).await,
        Ok(Route::Confirmation { site, token }) => confirm::show(request, desk, site, token).await,
        Ok(Route::Confirm { site, token }) => confirm::take(request, desk, site, token, asker).await,
        Ok(Route::File { site, token }) => file::show(request, desk, site, token).await,
        Ok(Route::Page { site, slug }) => page::show(request, desk, site, slug).await,
        Ok(Route::SubmitPage { site, slug }) => page::submit(request, desk, site, slug, asker).await,
        Ok(route) => api(request, desk, route).await,
    }
}

/// Whether people come there by themselves, who are told in a page what went wrong.
const fn is_page(route: &Route<'_>) -> bool {
    matches!(
        route,
        Route::Page { .. }
            | Route::Preferences { .. }
            | Route::Prefer { .. }
            | Route::Confirmation { .. }
            | Route::Confirm { .. }
            | Route::File { .. }
    )
}

/// Everything that takes a key. No door of these runs before the gate has let the caller in.
async fn api(request: &mut Request, desk: &Desk, route: Route<'_>) -> std::result::Result<Reply, Refusal> {
    let caller = gate::admit(request, desk, &route).await?;
    let slot = match repeats::begin(request, desk, &caller, &route).await? {
        repeats::Begun::Done(reply) => return Ok(reply),
        repeats::Begun::Anew(slot) => slot,
    };
    let outcome = open(request, desk, &caller, route).await;
    if let Some(slot) = slot {
        slot.end(desk, &outcome).await;
    }
    outcome
}

async fn open(
    request: &mut Request,
    desk: &Desk,
    caller: &Caller,
    route: Route<'_>,
) -> std::result::Result<Reply, Refusal> {
    gate::note_change(desk, caller, &route).await?;
    match route {
        // Those open to everybody were answered before.
        Route::Health
        | Route::ApiDocument
        | Route::Preflight
        | Route::Batch { .. }
        | Route::Preferences { .. }
        | Route::Prefer { .. }
        | Route::Confirmation { .. }
        | Route::Confirm { .. }
        | Route::File { .. }
        | Route::OpenForm { .. }
        | Route::OpenFor { .. }
        | Route::Submit { .. }
        | Route::Begin { .. }
        | Route::Page { .. }
        | Route::SubmitPage { .. } => Err(Refusal::NotFound),
        Route::Leads => leads::list(request, desk, caller).await,
        Route::Lead { lead } => lead::show(desk, caller, lead).await,
        Route::ExportLead { lead } => disclosure::show(desk, caller, lead).await,
        Route::SearchLeads => leads::search(request, desk, caller).await,
        Route::PatchLead { lead } => moves::patch(request, desk, caller, lead).await,
        Route::AcceptLead { lead } => moves::accept(request, desk, caller, lead).await,
        Route::RejectLead { lead } => moves::reject(request, desk, caller, lead).await,
        Route::MoveLead { lead } => moves::enter(request, desk, caller, lead).await,
        Route::ContactLead { lead } => moves::contact(request, desk, caller, lead).await,
        Route::EraseLead { lead } => erase::by_id(desk, caller, lead).await,
        Route::EraseByAddress => erase::by_address(request, desk, caller).await,
        Route::MergeLeads => lead::merge(request, desk, caller).await,
        Route::DetachBrowser { lead } => lead::detach(request, desk, caller, lead).await,
        Route::MakeLink { lead } => link::make(request, desk, caller, lead).await,
        Route::MakePreferenceLink { lead } => preferences::link(request, desk, caller, lead).await,
        Route::Export => export::page(request, desk, caller).await,
        Route::Import => import::take(request, desk, caller).await,
        Route::Accounts => account::list(request, desk, caller).await,
        Route::Submissions => submissions::list(request, desk, caller).await,
        Route::Quarantine => quarantine::list(request, desk, caller).await,
        Route::Release { submission } => quarantine::release(desk, caller, submission).await,
        Route::Discard { submission } => quarantine::discard(desk, caller, submission).await,
        Route::Account { domain } => account::show(desk, caller, domain).await,
        Route::PatchAccount { domain } => account::patch(request, desk, caller, domain).await,
        Route::Status => status::show(desk, caller).await,
        Route::Counters => counters::read(request, desk, caller).await,
        Route::Rescoring => rescoring::progress(desk, caller).await,
        Route::Rescore => rescoring::again(desk, caller).await,
        Route::Sinks => sinks::list(desk, caller).await,
        Route::TestSink { sink } => sinks::test(desk, caller, sink).await,
        Route::DeadLetters => dead_letters::list(request, desk, caller).await,
        Route::ReplayAll => dead_letters::replay_all(request, desk, caller).await,
        Route::DeadLetter { letter } => dead_letters::show(desk, caller, letter).await,
        Route::Replay { letter } => dead_letters::replay(request, desk, caller, letter).await,
        Route::SiteVersion { .. } => publish::version(desk, caller).await,
        Route::Publish { .. } => publish::publish(request, desk, caller).await,
        Route::PutFile { file, .. } => file::put(request, desk, caller, file).await,
        Route::Versions { .. } => versions::list(request, desk, caller).await,
        Route::Version { version, .. } => versions::show(desk, caller, version).await,
        Route::Restore { version, .. } => publish::restore(desk, caller, version).await,
        Route::Diff { .. } => versions::diff(request, desk, caller).await,
        Route::Tokens => tokens::list(desk, caller).await,
        Route::CreateToken => tokens::create(request, desk, caller).await,
        Route::RevokeToken { token } => tokens::revoke(desk, caller, token).await,
        Route::RotateToken { token } => tokens::rotate(request, desk, caller, token).await,
        Route::Audit => audit::list(request, desk, caller).await,
    }
}

/// The method as it was sent: the bindings of the engine know a few, and take any other for GET.
fn method(request: &Request) -> Method {
    Method::parse(&request.inner().method())
}

/// A header's value, if it was sent once and readable.
fn header(request: &Request, name: &str) -> Option<String> {
    request.headers().get(name).ok().flatten()
}

/// A parameter of the query.
fn query(request: &Request, name: &str) -> Option<String> {
    let url = request.url().ok()?;
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// The edge's own origin, as this request has it: what stands before the path. The engine has parsed and written the
/// address already.
fn own_origin(request: &Request) -> String {
    let url = request.inner().url();
    let path = url.match_indices('/').nth(2).map_or(url.len(), |(at, _)| at);
    url.get(..path).unwrap_or_default().to_owned()
}

/// Whether a page on the edge's own origin asks. A browser that hides the origin says `null`.
fn is_from_here(request: &Request, asker: &Asker) -> bool {
    match asker.asking.as_deref() {
        Some("null") => header(request, "Sec-Fetch-Site").as_deref() == Some("same-origin"),
        origin => origin == Some(&asker.own_origin),
    }
}

/// Lets a page of the site's own in, hosted ones included, and answers to its origin. Browsers send `Origin` with every
/// POST; with a GET only across origins, so reading may do without.
fn admit_origin(request: &Request, site: &Site, asker: &mut Asker) -> std::result::Result<(), Refusal> {
    let reads = || method(request) == Method::Get;
    match &asker.asking {
        Some(origin) if origin::is_allowed(origin, site, &asker.own_origin) => {
            asker.origin = Some(origin.clone());
            Ok(())
        }
        None if reads() => Ok(()),
        _ => Err(Refusal::Origin),
    }
}

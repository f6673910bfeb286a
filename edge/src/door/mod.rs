//! Doors: one file a route. A door decodes, asks `domain`, has things applied, and says what to answer.

mod account;
mod batch;
mod counters;
#[cfg(feature = "crash-test")]
mod crash;
mod dead_letters;
mod erase;
mod export;
mod fold;
mod import;
mod lead;
mod leads;
mod link;
mod moves;
mod open_form;
mod page;
mod person;
mod proofs;
mod publish;
mod rescoring;
mod sender;
mod sinks;
mod submission;
mod submit;
mod visitor;

use crate::{
    config::Config,
    desk::Desk,
    refusal::Refusal,
    reply::{self, Asker, Reply},
    tally,
};
use leadline_domain::{
    admit::origin,
    route::{Method, NoRoute, Route},
    secret::same_secret,
    site::Site,
};
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
    };
    let outcome = match Config::of_isolate(&env) {
        Ok(config) => {
            let desk = Desk { env, context, config };
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
    let method = Method::parse(request.method().as_ref());
    #[cfg(feature = "crash-test")]
    if let Some(target) = crash::target(&path) {
        return crash::crash(desk, target).await;
    }
    match Route::parse(&desk.config.prefix, method, &path) {
        Err(NoRoute::Unknown) => Err(Refusal::NotFound),
        Err(NoRoute::Method(allowed)) => Err(Refusal::Method(allowed)),
        Ok(Route::Health) => Ok(Reply::Text("ok".to_owned())),
        Ok(Route::Preflight) => Ok(Reply::Preflight),
        Ok(Route::Batch { site }) => batch::receive(request, desk, site, asker).await,
        Ok(Route::OpenForm { site, form }) => open_form::open(request, desk, site, form, asker).await,
        Ok(Route::Submit { site, form }) => submit::submit(request, desk, site, form, asker).await,
        Ok(Route::Page { site, slug }) => page::show(request, desk, site, slug).await,
        Ok(Route::SubmitPage { site, slug }) => page::submit(request, desk, site, slug, asker).await,
        Ok(Route::Leads) => leads::list(request, desk).await,
        Ok(Route::Lead { lead }) => lead::show(request, desk, lead).await,
        Ok(Route::SearchLeads) => leads::search(request, desk).await,
        Ok(Route::PatchLead { lead }) => moves::patch(request, desk, lead).await,
        Ok(Route::AcceptLead { lead }) => moves::accept(request, desk, lead).await,
        Ok(Route::RejectLead { lead }) => moves::reject(request, desk, lead).await,
        Ok(Route::MoveLead { lead }) => moves::enter(request, desk, lead).await,
        Ok(Route::ContactLead { lead }) => moves::contact(request, desk, lead).await,
        Ok(Route::EraseLead { lead }) => erase::by_id(request, desk, lead).await,
        Ok(Route::EraseByAddress) => erase::by_address(request, desk).await,
        Ok(Route::MergeLeads) => lead::merge(request, desk).await,
        Ok(Route::DetachBrowser { lead }) => lead::detach(request, desk, lead).await,
        Ok(Route::MakeLink { lead }) => link::make(request, desk, lead).await,
        Ok(Route::Export) => export::page(request, desk).await,
        Ok(Route::Import) => import::take(request, desk).await,
        Ok(Route::Account { domain }) => account::show(request, desk, domain).await,
        Ok(Route::Counters) => counters::read(request, desk).await,
        Ok(Route::Rescoring) => rescoring::progress(request, desk).await,
        Ok(Route::Rescore) => rescoring::again(request, desk).await,
        Ok(Route::Sinks) => sinks::list(request, desk).await,
        Ok(Route::TestSink { sink }) => sinks::test(request, desk, sink).await,
        Ok(Route::DeadLetters) => dead_letters::list(request, desk).await,
        Ok(Route::ReplayAll) => dead_letters::replay_all(request, desk).await,
        Ok(Route::DeadLetter { letter }) => dead_letters::show(request, desk, letter).await,
        Ok(Route::Replay { letter }) => dead_letters::replay(request, desk, letter).await,
        Ok(Route::SiteVersion { site }) => publish::version(request, desk, site).await,
        Ok(Route::Publish { site }) => publish::publish(request, desk, site).await,
    }
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
    let reads = || Method::parse(request.method().as_ref()) == Method::Get;
    match &asker.asking {
        Some(origin) if origin::is_allowed(origin, site, &asker.own_origin) => {
            asker.origin = Some(origin.clone());
            Ok(())
        }
        None if reads() => Ok(()),
        _ => Err(Refusal::Origin),
    }
}

/// Lets in who shows the API's token.
fn authorize(request: &Request, desk: &Desk) -> std::result::Result<(), Refusal> {
    let expected = desk.config.api_token.as_deref().ok_or(Refusal::Misconfigured(
        "set the secret LEADLINE_API_TOKEN: npx wrangler secret put LEADLINE_API_TOKEN",
    ))?;
    let shown = header(request, "Authorization").unwrap_or_default();
    let shown = shown.strip_prefix("Bearer ").unwrap_or_default();
    same_secret(shown, expected).then_some(()).ok_or(Refusal::Unauthorized)
}

/// The site an API request is about.
fn asked_site(request: &Request, desk: &Desk) -> String {
    query(request, "site").unwrap_or_else(|| desk.config.home_site.clone())
}

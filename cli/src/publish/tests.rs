use super::*;
use crate::{scratch::Scratch, stub_edge::StubEdge};
use leadline_domain::site::RawSite;

fn token(name: &str) -> Option<String> {
    (name == "LEADLINE_API_TOKEN").then(|| "a-token-for-tests".to_owned())
}

fn to(origin: &str) -> EdgeArgs {
    EdgeArgs { to: origin.to_owned(), prefix: "ll".to_owned() }
}

#[test]
fn a_sound_site_goes_out_under_the_hash_of_its_bytes() {
    let (site, edge) = (Scratch::new(), StubEdge::answering("200 OK", "{}"));
    let said = run(site.root(), &to(&edge.origin()), false, &token).unwrap();
    let asked = edge.asked();
    let (head, body) = asked.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("PUT /ll/api/v1/sites/demo HTTP/1.1\r\n"), "{head}");
    for line in ["authorization: Bearer a-token-for-tests", "content-type: application/json"] {
        assert!(head.to_ascii_lowercase().contains(&line.to_ascii_lowercase()), "{head}");
    }
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    let raw: RawSite = serde_json::from_value(body["site"].clone()).unwrap();
    let compiled = raw.compile();
    assert_eq!(body["version"], compiled.version);
    assert_eq!(said, format!("published demo {} (forms: demo-request, whitepaper)", compiled.version));
}

#[test]
fn a_refusal_is_said_with_its_code() {
    let problem = r#"{"type":"about:blank","title":"Unauthorized","status":401,"code":"token-unknown","detail":"This token is not known here."}"#;
    let (site, edge) = (Scratch::new(), StubEdge::answering("401 Unauthorized", problem));
    let failure = run(site.root(), &to(&edge.origin()), false, &token).unwrap_err();
    assert_eq!(failure.to_string(), "The edge answered 401 token-unknown: This token is not known here.");
}

#[test]
fn something_that_is_no_edge_is_said_to_be_none() {
    for status in ["404 Not Found", "301 Moved Permanently"] {
        let (site, edge) = (Scratch::new(), StubEdge::answering(status, "<h1>No</h1>"));
        let failure = run(site.root(), &to(&edge.origin()), false, &token).unwrap_err().to_string();
        assert!(failure.contains("check --to and --prefix"), "{failure}");
    }
}

#[test]
fn nothing_there_is_a_sentence_that_says_what_to_do() {
    // No server of a person listens at port 1, and the system gives it to none that asks for any.
    let origin = "http://127.0.0.1:1".to_owned();
    let failure = run(Scratch::new().root(), &to(&origin), false, &token).unwrap_err();
    assert_eq!(failure, Failure::NothingThere { to: origin });
}

#[test]
fn without_a_token_nothing_is_sent() {
    let failure = run(Scratch::new().root(), &to("http://127.0.0.1:1"), false, &|_| None).unwrap_err();
    assert_eq!(failure, Failure::NoToken);
}

#[test]
fn a_broken_site_is_not_sent() {
    let site = Scratch::new();
    site.spoil("scoring.toml", "signal = \"pricing-view\"", "signal = \"pricing-veiw\"");
    let failure = run(site.root(), &to("http://127.0.0.1:1"), false, &token).unwrap_err();
    assert!(matches!(failure, Failure::Problems(findings) if findings.len() == 1));
}

#[test]
fn a_dry_run_needs_no_edge_and_no_token() {
    let said = run(Scratch::new().root(), &to("http://127.0.0.1:1"), true, &|_| None).unwrap();
    insta::assert_snapshot!(said);
}

#[test]
fn a_site_of_this_machine_does_not_go_elsewhere() {
    let failure = run(Path::new("../sites/demo"), &to("https://edge.example"), true, &|_| None).unwrap_err();
    assert_eq!(failure, Failure::OnThisMachine { address: "http://shop.localhost:8788".to_owned() });
    let mine = |name: &str| (name == "SHOP_ORIGIN").then(|| "https://www.example.com".to_owned());
    let failure = run(Path::new("../sites/demo"), &to("https://edge.example"), true, &mine).unwrap_err();
    assert_eq!(failure, Failure::OnThisMachine { address: "http://127.0.0.1:8788/hooks/leadline".to_owned() });
}

#[test]
fn files_that_forms_hand_out_go_first_under_the_hash_of_their_bytes() {
    let (site, edge) = (Scratch::new(), StubEdge::answering("503 Service Unavailable", "{}"));
    site.write("files/guide.txt", b"the guide");
    site.write("files/draft.txt", b"nobody is handed this");
    site.spoil("forms/demo-request.toml", "[[field]]", "[[after]]\nfile = \"guide.txt\"\n\n[[field]]");
    run(site.root(), &to(&edge.origin()), false, &token).unwrap_err();
    let asked = edge.asked();
    let hash = leadline_domain::secret::sha256_hex(b"the guide");
    assert!(asked.starts_with(&format!("PUT /ll/api/v1/sites/demo/files/{hash} HTTP/1.1\r\n")), "{asked}");
    assert!(asked.ends_with("\r\n\r\nthe guide"), "{asked}");
    let (raw, _) = site_dir::load(site.root(), &token).unwrap();
    assert_eq!(raw.files.keys().collect::<Vec<_>>(), ["guide.txt"], "what no form names stays at home");
}

//! The demo site, a visitor who has been there for a month, and a batch of eight items.

use leadline_domain::{
    admit::{self, Arriving},
    condition::Person,
    email::Email,
    id::BatchId,
    keyring::{Keyring, PassportSecrets},
    lead::Fields,
    score::Facts,
    secret::{RootSecret, sha256_hex},
    site::{RawFile, RawSite, Site},
    time::{DAY, Day, Millis},
    visit::{Arrival, Folding, Passport},
    wire::Batch,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use url::Url;

const NOW: Millis = Millis(1_795_000_000_000);
const SHOP: &str = "http://shop.localhost:8788";
/// Days on which the visitor came before.
const CAME: i64 = 30;

/// The agent of most people.
const BROWSER: &str =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

/// Agents as they come: browsers mostly, and one in four a program.
pub(crate) const AGENTS: [&str; 8] = [
    BROWSER,
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Safari/605.1.15",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
    "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
    "python-requests/2.32.3",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
];

/// Addresses of companies, of people, one for the minute, and one that is none.
pub(crate) const ADDRESSES: [&str; 6] = [
    "ada.lovelace@engines.example",
    "Grace.Hopper@mail.navy.example",
    "ada@gmail.com",
    "nobody@mailinator.com",
    "ada@b\u{fc}cher.example",
    "ada(at)example.com",
];

/// Everything a measurement needs.
pub(crate) struct Sample {
    pub(crate) site: Site,
    pub(crate) body: String,
    /// Landing pages with their referrers.
    pub(crate) visits: Vec<(Url, &'static str)>,
    keys: Keyring,
}

impl Sample {
    pub(crate) fn new() -> Self {
        let root = RootSecret::new("0123456789abcdef0123456789abcdef".to_owned()).expect("long enough");
        let keys = PassportSecrets::read("", &root).expect("long enough").keyring("demo");
        Self { site: Site::check(demo()).expect("the demo site is sound"), body: body(NOW, 0), visits: visits(), keys }
    }

    fn arriving(&self, batch: &Batch) -> Arriving<'_> {
        let received_at = batch.sent_at.plus(300);
        let own_origin = "https://edge.example";
        Arriving { user_agent: BROWSER, sent_at: batch.sent_at, ..Arriving::new(&self.site, own_origin, received_at) }
    }

    pub(crate) fn arrival(&self, batch: &Batch) -> Arrival {
        let judged = admit::judge(batch.items.clone(), &self.arriving(batch));
        assert_eq!(judged.items.len(), batch.items.len(), "an item does not count");
        Arrival { id: batch.id.clone(), items: judged.items }
    }

    pub(crate) fn fold(&self, passport: &mut Passport, arrival: &Arrival) {
        if let Some(mut folding) = Folding::begin(passport, arrival, &self.site) {
            while folding.next_turn(passport).is_some() {}
        }
    }

    /// The passport of somebody who came on thirty days.
    pub(crate) fn passport(&self) -> Passport {
        let mut passport = Passport::new(&[1; 16]);
        for day in 1..=CAME {
            let body = body(NOW.plus(-day * DAY), u8::try_from(day).unwrap_or_default());
            let batch = Batch::read(body.as_bytes()).expect("a batch");
            self.fold(&mut passport, &self.arrival(&batch));
        }
        passport
    }

    /// What is known of that visitor once they said who they are.
    pub(crate) fn facts(&self) -> Facts {
        let email = Email::parse("ada@engines.example").expect("an address");
        let fields = Fields::default();
        Facts::of(&self.site.scoring, self.passport().signals, &Person::with_address(&email, &fields, &[]))
    }

    pub(crate) fn open(&self, token: &str) -> Passport {
        Passport::open(&self.keys, "demo", token, today()).expect("a passport")
    }

    pub(crate) fn seal(&self, passport: &Passport) -> String {
        passport.seal(&self.keys, "demo", today(), &[9; 24]).expect("a token")
    }
}

/// The day on which everything is measured.
pub(crate) fn today() -> Day {
    NOW.day()
}

/// A batch of eight items: a visit from a campaign that ends in a form.
fn body(at: Millis, seed: u8) -> String {
    let page = |path: &str| format!("{SHOP}{path}");
    let item = |kind: &str, path: &str, more: Value| {
        let mut item = json!({"kind": kind, "occurred_at": at.0 - 60_000, "url": page(path)});
        if let (Some(item), Value::Object(more)) = (item.as_object_mut(), more) {
            item.extend(more);
        }
        item
    };
    let landing = "/?utm_source=newsletter&utm_medium=email&utm_campaign=autumn";
    let items = [
        item("view", landing, json!({"title": "Northwind Gauges", "referrer": "https://www.search.example/"})),
        item("engagement", landing, json!({"ms": 14_200, "scroll": 60})),
        item("view", "/pricing", json!({"title": "Pricing", "referrer": page("/")})),
        item("event", "/pricing", json!({"name": "plan-compared", "props": {"plan": "team", "seats": 20}})),
        item("link", "/pricing", json!({"link": "download", "target": page("/gauges.pdf")})),
        item("view", "/whitepaper", json!({"title": "Measuring small parts", "referrer": page("/pricing")})),
        item("form-start", "/whitepaper", json!({"form": "whitepaper"})),
        item("form-field", "/whitepaper", json!({"form": "whitepaper", "field": "email"})),
    ];
    json!({"v": 1, "batch": BatchId::from_entropy(&[seed; 16]), "sent_at": at.0, "items": items}).to_string()
}

fn visits() -> Vec<(Url, &'static str)> {
    let listed = [
        ("/?utm_source=newsletter&utm_medium=email&utm_campaign=autumn", "https://mail.google.com/"),
        ("/pricing", "https://www.google.com/"),
        ("/?gclid=x", ""),
        ("/case-studies/aerospace", "https://www.linkedin.com/"),
        ("/", "https://partner.example/blog/gauges"),
        ("/whitepaper", "http://shop.localhost:8788/"),
    ];
    listed.map(|(path, referrer)| (Url::parse(&format!("{SHOP}{path}")).expect("a URL"), referrer)).into()
}

/// The demo site, with the values its files name for where nothing is set.
fn demo() -> RawSite {
    macro_rules! file {
        ($name:literal) => {
            toml::from_str(&expanded(include_str!(concat!("../../../../sites/demo/", $name)))).expect("a site file")
        };
    }
    RawSite {
        site: file!("site.toml"),
        scoring: file!("scoring.toml"),
        models: BTreeMap::new(),
        lifecycle: file!("lifecycle.toml"),
        routing: file!("routing.toml"),
        forms: BTreeMap::from([
            ("demo-request".to_owned(), file!("forms/demo-request.toml")),
            ("whitepaper".to_owned(), file!("forms/whitepaper.toml")),
        ]),
        pages: BTreeMap::from([("whitepaper".to_owned(), file!("pages/whitepaper.toml"))]),
        files: BTreeMap::from([(
            "gauges-in-cleanrooms.txt".to_owned(),
            handed_out(include_bytes!("../../../../sites/demo/files/gauges-in-cleanrooms.txt")),
        )]),
    }
}

/// A file that a form hands out, as a published site names it.
fn handed_out(bytes: &[u8]) -> RawFile {
    RawFile { sha256: sha256_hex(bytes), bytes: bytes.len() as u64 }
}

/// `${NAME:-value}` as its value. Comments hold some, too, and don't care.
fn expanded(text: &str) -> String {
    let mut pieces = text.split("${");
    let mut whole = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (variable, rest) = piece.split_once('}').unwrap_or((piece, ""));
        whole += variable.split_once(":-").map_or("", |(_, value)| value);
        whole += rest;
    }
    whole
}

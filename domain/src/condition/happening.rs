//! What comes to pass in one item or one submission.

use super::{Came, CameFrom, Formula, PathPattern, ValueTest, domain_name::is_below};
use crate::{
    admit::Admitted,
    wire::{Item, LinkKind, Props},
};
use alloc::{
    boxed::Box,
    string::{String, ToString},
    vec::Vec,
};
use serde_json::Value;
use url::Url;

/// What happens to a form in a page, ours or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormMoment {
    /// Somebody began to fill it in.
    Begun,
    /// It was sent.
    Sent,
    /// It was begun and left.
    Abandoned,
}

/// Something that comes to pass at one moment, and is counted by day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happening {
    /// A page view of this path.
    View(PathPattern),
    /// A custom event.
    Event {
        /// Its name.
        name: String,
        /// What its properties have to be.
        props: Vec<(String, ValueTest)>,
    },
    /// A download from this path.
    Download(PathPattern),
    /// A link followed to this host, or one below it.
    Outbound(String),
    /// Something that happened to a form of this name in a page.
    Form(FormMoment, String),
    /// A submission of this form.
    Submit(String),
    /// Any of these.
    Any(Vec<Self>),
    /// This, under such circumstances.
    Under(Box<Self>, Formula<Circumstance>),
}

/// What may narrow a happening: all that is known at its moment besides itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Circumstance {
    /// The page it happens on.
    Page(PathPattern),
    /// Where the visitor came from.
    Came(Came),
}

/// What came in.
#[derive(Clone, Copy, Debug)]
pub enum Happened<'a> {
    /// An item of a batch.
    Item(&'a Admitted),
    /// A submission of the form of this id.
    Submission(&'a str),
    /// A file was fetched that a form handed out; it lies at this path.
    File(&'a str),
}

/// What came in, and what is known at that moment.
#[derive(Clone, Copy, Debug)]
pub struct Occasion<'a> {
    /// What came in.
    pub what: Happened<'a>,
    /// Where the visitor came from, this item included.
    pub touches: CameFrom<'a>,
}

impl Happening {
    /// Whether it comes to pass now.
    pub fn happens(&self, occasion: &Occasion<'_>) -> bool {
        match (self, occasion.what) {
            (Self::Any(happenings), _) => happenings.iter().any(|happening| happening.happens(occasion)),
            (Self::Under(happening, circumstances), _) => {
                happening.happens(occasion) && circumstances.holds(&|circumstance| circumstance.holds(occasion))
            }
            (Self::Submit(wanted), Happened::Submission(form)) => wanted == form,
            (Self::Download(pattern), Happened::File(path)) => pattern.matches(path),
            (Self::Submit(_), Happened::Item(_)) | (_, Happened::Submission(_) | Happened::File(_)) => false,
            (leaf, Happened::Item(admitted)) => leaf.happens_in(admitted),
        }
    }

    fn happens_in(&self, admitted: &Admitted) -> bool {
        match (self, &admitted.item) {
            (Self::View(pattern), Item::View { .. }) => pattern.matches_page(&admitted.page),
            (Self::Event { name, props }, Item::Event { name: found, props: said, .. }) => {
                name == found && props.iter().all(|(key, test)| passes(test, said.as_ref(), key))
            }
            (Self::Download(pattern), Item::Link { link: LinkKind::Download, target, .. }) => {
                Url::parse(target).is_ok_and(|target| pattern.matches(target.path()))
            }
            (Self::Outbound(host), Item::Link { link: LinkKind::Outbound, target, .. }) => {
                let target = Url::parse(target).ok();
                target.as_ref().and_then(Url::host_str).is_some_and(|found| is_below(found, host))
            }
            (Self::Form(moment, form), item) => moment.is(item) && item.form() == Some(form),
            _ => false,
        }
    }

    /// Whether a submission of a form of ours can make it happen.
    pub fn is_of_submissions(&self) -> bool {
        match self {
            Self::Submit(_) => true,
            Self::Any(happenings) => happenings.iter().any(Self::is_of_submissions),
            Self::Under(happening, _) => happening.is_of_submissions(),
            _ => false,
        }
    }
}

impl Circumstance {
    fn holds(&self, occasion: &Occasion<'_>) -> bool {
        match (self, occasion.what) {
            (Self::Page(pattern), Happened::Item(admitted)) => pattern.matches_page(&admitted.page),
            (Self::Page(_), Happened::Submission(_) | Happened::File(_)) => false,
            (Self::Came(came), _) => came.is_so(&occasion.touches),
        }
    }
}

impl FormMoment {
    const fn is(self, item: &Item) -> bool {
        match self {
            Self::Begun => matches!(item, Item::FormStart { .. }),
            Self::Sent => matches!(item, Item::FormSubmit { .. }),
            Self::Abandoned => matches!(item, Item::FormAbandon { .. }),
        }
    }
}

/// Whether a property passes; of a list, whether one of its values does.
fn passes(test: &ValueTest, props: Option<&Props>, key: &str) -> bool {
    match props.and_then(|props| props.value(key)) {
        Some(Value::Array(values)) if !matches!(test, ValueTest::Absent) => {
            values.iter().any(|value| test.passes(text(value).as_deref()))
        }
        value => test.passes(value.and_then(text).as_deref()),
    }
}

/// A property as text. A whole number is one, however the page wrote it: `20.0` is 20.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Number(number) => {
            let text = number.to_string();
            Some(text.strip_suffix(".0").map_or_else(|| text.clone(), String::from))
        }
        Value::Array(_) | Value::Object(_) => Some(String::from("…")),
        Value::Null => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::condition::{Range, TouchPart, WhichTouch};
    use alloc::vec;
    use serde_json::json;

    fn happens_to(when: &Happening, item: &Value, touches: CameFrom<'_>) -> bool {
        let item = Item::read(item).unwrap();
        let admitted = Admitted { page: Url::parse(item.url()).unwrap(), at: item.occurred_at(), item, proof: None };
        when.happens(&Occasion { what: Happened::Item(&admitted), touches })
    }

    fn happens(when: &Happening, item: &Value) -> bool {
        happens_to(when, item, CameFrom::default())
    }

    fn event(props: &Value) -> Value {
        json!({"kind": "event", "occurred_at": 1, "url": "https://a.example/pricing", "name": "x", "props": props})
    }

    #[test]
    fn links_are_told_by_kind_and_target() {
        let link = |kind: &str, target: &str| json!({"kind": "link", "occurred_at": 1, "url": "https://a.example/", "link": kind, "target": target});
        let (file, partner) = ("https://cdn.example/files/guide.pdf", "https://www.partner.example/x");
        let files = Happening::Download(PathPattern::parse("/files/*").unwrap());
        assert!(happens(&files, &link("download", file)) && !happens(&files, &link("outbound", file)));
        assert!(!happens(&files, &link("download", "files/guide.pdf")));
        let to_partner = Happening::Outbound("partner.example".into());
        assert!(happens(&to_partner, &link("outbound", partner)) && !happens(&to_partner, &link("outbound", file)));
        assert!(!happens(&to_partner, &link("mail", "")));
    }

    #[test]
    fn a_file_of_a_form_is_a_download_of_its_path() {
        let fetched = |when: &Happening, path| {
            when.happens(&Occasion { what: Happened::File(path), touches: CameFrom::default() })
        };
        let files = Happening::Download(PathPattern::parse("/files/*").unwrap());
        assert!(fetched(&files, "/files/guide.pdf") && !fetched(&files, "/guide.pdf"));
        assert!(!fetched(&Happening::View(PathPattern::parse("/files/*").unwrap()), "/files/guide.pdf"));
        assert!(!fetched(&Happening::Submit("whitepaper".into()), "whitepaper"));
    }

    #[test]
    fn a_form_is_told_by_name_and_moment() {
        let form = |kind: &str, form: &str| json!({"kind": kind, "occurred_at": 1, "url": "https://a.example/", "form": form, "field": "city"});
        let abandoned = Happening::Form(FormMoment::Abandoned, "newsletter".into());
        assert!(happens(&abandoned, &form("form-abandon", "newsletter")));
        assert!(!happens(&abandoned, &form("form-abandon", "other")));
        assert!(!happens(&abandoned, &form("form-start", "newsletter")));
        assert!(happens(&Happening::Form(FormMoment::Begun, "x".into()), &form("form-start", "x")));
        assert!(happens(&Happening::Form(FormMoment::Sent, "x".into()), &form("form-submit", "x")));
    }

    #[test]
    fn properties_narrow_an_event() {
        let with = |key: &str, test| Happening::Event { name: "x".into(), props: vec![(key.into(), test)] };
        let (kind, seats) = (ValueTest::IsIn(vec!["guide".into()]), Range { at_least: Some(20), at_most: None });
        let props = json!({"kind": "Guide", "seats": 20.0, "tags": ["a", "b"], "none": null, "deep": {"a": 1}});
        let table = [
            (with("kind", kind.clone()), true),
            (with("kin", kind), false),
            (with("seats", ValueTest::Between(seats)), true),
            (with("seats", ValueTest::IsIn(vec!["20".into()])), true),
            (with("tags", ValueTest::IsIn(vec!["b".into()])), true),
            (with("tags", ValueTest::Absent), false),
            (with("none", ValueTest::Present), false),
            (with("deep", ValueTest::Present), true),
            (with("other", ValueTest::Absent), true),
        ];
        for (when, so) in table {
            assert_eq!(happens(&when, &event(&props)), so, "{when:?}");
        }
    }

    #[test]
    fn circumstances_narrow_what_happens() {
        let on = |path: &str| Formula::Leaf(Circumstance::Page(PathPattern::parse(path).unwrap()));
        let x = || Box::new(Happening::Event { name: "x".into(), props: vec![] });
        assert!(happens(&Happening::Under(x(), on("/pricing")), &event(&json!({}))));
        assert!(!happens(&Happening::Under(x(), on("/other")), &event(&json!({}))));
        let email = Came { touch: WhichTouch::Last, part: TouchPart::Channel, values: vec!["email".into()] };
        let not_by_mail = Happening::Under(x(), Formula::Not(Box::new(Formula::Leaf(Circumstance::Came(email)))));
        assert!(happens_to(&not_by_mail, &event(&json!({})), CameFrom::of_visitor(None, None)));
    }

    #[test]
    fn a_submission_is_no_item_and_an_item_no_submission() {
        let submit = Happening::Any(vec![
            Happening::Submit("guide".into()),
            Happening::Event { name: "x".into(), props: vec![] },
        ]);
        let submission = |form| Occasion { what: Happened::Submission(form), touches: CameFrom::default() };
        assert!(submit.happens(&submission("guide")) && !submit.happens(&submission("x")));
        assert!(happens(&submit, &event(&json!({}))));
    }
}

//! Countries by their names in a language, in its order. The engine knows them; a table of ours would weigh more than the
//! rest of the forms.

use js_sys::{Array, Function, Intl, Object, Reflect};
use leadline_domain::form::Choice;
use wasm_bindgen::{JsCast, JsValue};

/// Countries by their codes; by the codes alone where the engine knows no names.
pub(super) fn named(codes: &[String], locale: &str) -> Vec<Choice> {
    let name = names(locale);
    let called = |code: &String| name.as_ref().and_then(|name| name(code)).unwrap_or_else(|| code.clone());
    let mut choices: Vec<Choice> =
        codes.iter().map(|code| Choice { value: code.clone(), label: called(code) }).collect();
    let before = Intl::Collator::new(&Array::of1(&locale.into()), &Object::new()).compare();
    choices.sort_by(|one, other| {
        let order = before.call2(&JsValue::NULL, &one.label.as_str().into(), &other.label.as_str().into());
        order.ok().and_then(|order| order.as_f64()).unwrap_or_default().total_cmp(&0.0)
    });
    choices
}

/// `new Intl.DisplayNames(locale, { type: "region" })`.
fn names(locale: &str) -> Option<impl Fn(&str) -> Option<String>> {
    let options = Object::new();
    Reflect::set(&options, &"type".into(), &"region".into()).ok()?;
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let class: Function = Reflect::get(&intl, &"DisplayNames".into()).ok()?.dyn_into().ok()?;
    let names = Reflect::construct(&class, &Array::of2(&locale.into(), &options)).ok()?;
    let of: Function = Reflect::get(&names, &"of".into()).ok()?.dyn_into().ok()?;
    Some(move |code: &str| of.call1(&names, &code.into()).ok()?.as_string())
}

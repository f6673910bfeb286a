//! What a caller of the API shows and asks: a token, a token that is wished for, where a list goes on.

use leadline_domain::{
    access::{Shown, TokenWish},
    id::TokenId,
    trail::Cursor,
};

/// A token is read whole or not at all: it is its site, its id and its secret, and what is handed on of it is not its text. A
/// name that is granted is nobody's address. A cursor reads back as it was handed out.
pub fn check(input: &[u8]) -> bool {
    let text = String::from_utf8_lossy(input);
    let (token, wish, cursor) = (token(&text), wish(&text), cursor(&text));
    token || wish || cursor
}

fn token(text: &str) -> bool {
    let Some(Shown { site, id, hash }) = Shown::parse(text) else { return false };
    assert!(text.is_ascii() && !text.contains(&hash));
    let id = id.as_str().strip_prefix(TokenId::PREFIX).expect("an id begins with its prefix");
    let secret = text.strip_prefix(&format!("llt_{site}_{id}_")).expect("a token is its parts");
    assert_eq!(secret.len(), 43);
    assert_eq!(Shown::parse(&text.to_uppercase()), None);
    true
}

fn wish(text: &str) -> bool {
    let Ok(wish) = serde_json::from_str::<TokenWish>(text) else { return false };
    assert!(!wish.is_sound() || !wish.name.contains('@'));
    true
}

fn cursor(text: &str) -> bool {
    let Some(cursor) = Cursor::parse(text) else { return false };
    assert_eq!(cursor.text(), text);
    true
}

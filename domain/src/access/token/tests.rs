use super::*;
use crate::access::Secret;
use alloc::{borrow::ToOwned, vec};

const NOW: Millis = Millis(1_795_000_000_000);
const HOUR: i64 = DAY / 24;

fn wish(days: Option<u16>) -> TokenWish {
    TokenWish { name: "CRM".to_owned(), role: Role::Write, expires_in_days: days }
}

fn hash(drawn: u8) -> String {
    Secret::new("demo", &TokenId::from_entropy(&[1; 16]), &[drawn; 32]).hash()
}

fn token(days: Option<u16>) -> Token {
    Token::new(TokenId::from_entropy(&[1; 16]), wish(days), hash(1), NOW)
}

fn rotation(hours: u16, days: Option<u16>) -> Rotation {
    Rotation { overlap_hours: hours, expires_in_days: days }
}

#[test]
fn a_secret_opens_what_its_role_says_and_another_nothing() {
    let grant = token(None).admits(&hash(1), NOW).unwrap();
    assert_eq!((grant.role, grant.until, grant.name.as_str()), (Role::Write, None, "CRM"));
    assert_eq!(token(None).admits(&hash(2), NOW), None);
    assert_eq!(token(None).admits("", NOW), None);
}

#[test]
fn it_expires_at_its_very_moment() {
    let token = token(Some(30));
    let end = NOW.plus(30 * DAY);
    assert_eq!(token.admits(&hash(1), end.plus(-1)).unwrap().until, Some(end));
    assert_eq!(token.admits(&hash(1), end), None);
    assert_eq!((token.state(end.plus(-1)), token.state(end)), (State::Live, State::Expired));
}

#[test]
fn after_a_rotation_both_secrets_open_for_the_overlap_and_no_longer() {
    let mut token = token(None);
    token.rotate(hash(2), &rotation(24, None), NOW).unwrap();
    let end = NOW.plus(DAY);
    assert_eq!(token.admits(&hash(1), end.plus(-1)).unwrap().until, Some(end));
    assert_eq!(token.admits(&hash(1), end), None);
    assert_eq!(token.admits(&hash(2), end).unwrap().until, None);
}

#[test]
fn without_an_overlap_the_old_secret_is_over_at_once() {
    let mut token = token(None);
    token.rotate(hash(2), &rotation(0, None), NOW).unwrap();
    assert_eq!(token.admits(&hash(1), NOW), None);
    assert!(token.admits(&hash(2), NOW).is_some());
}

#[test]
fn of_three_secrets_the_first_is_over() {
    let mut token = token(None);
    token.rotate(hash(2), &rotation(24, None), NOW).unwrap();
    token.rotate(hash(3), &rotation(24, None), NOW.plus(HOUR)).unwrap();
    let at = NOW.plus(2 * HOUR);
    let opens = [1, 2, 3].map(|drawn| token.admits(&hash(drawn), at).is_some());
    assert_eq!(opens, [false, true, true]);
}

#[test]
fn an_old_secret_lives_no_longer_than_it_would_have() {
    let mut token = token(Some(1));
    token.rotate(hash(2), &rotation(48, Some(90)), NOW.plus(23 * HOUR)).unwrap();
    let end = NOW.plus(DAY);
    assert!(token.admits(&hash(1), end.plus(-1)).is_some());
    assert_eq!(token.admits(&hash(1), end), None);
    assert_eq!(token.expires_at, Some(NOW.plus(23 * HOUR + 90 * DAY)));
}

#[test]
fn rotating_twice_with_one_secret_is_rotating_once() {
    let mut token = token(Some(30));
    token.rotate(hash(2), &rotation(24, None), NOW).unwrap();
    let once = token.clone();
    token.rotate(hash(2), &rotation(24, None), NOW.plus(HOUR)).unwrap();
    assert_eq!(token, once);
    assert_eq!(token.expires_at, Some(NOW.plus(30 * DAY)), "its end stays where nobody says another");
}

#[test]
fn what_is_revoked_opens_nothing_with_any_secret_and_is_not_rotated() {
    let mut token = token(None);
    token.rotate(hash(2), &rotation(24, None), NOW).unwrap();
    token.revoke(NOW.plus(HOUR));
    token.revoke(NOW.plus(2 * HOUR));
    assert_eq!(token.revoked_at, Some(NOW.plus(HOUR)));
    for drawn in [1, 2] {
        assert_eq!(token.admits(&hash(drawn), NOW.plus(HOUR)), None);
    }
    assert_eq!(token.rotate(hash(3), &rotation(24, None), NOW.plus(HOUR)), Err(Over));
}

#[test]
fn its_use_is_news_once_a_day() {
    let mut token = token(None);
    assert!(token.note_use(NOW));
    assert!(!token.note_use(NOW));
    assert!(token.note_use(NOW.plus(DAY)));
    assert_eq!(token.view(NOW).used_on, Some(NOW.plus(DAY).day().iso()));
}

#[test]
fn what_is_shown_holds_no_hash() {
    let mut token = token(Some(30));
    token.rotate(hash(2), &rotation(24, None), NOW).unwrap();
    let shown = serde_json::to_string(&token.view(NOW)).unwrap();
    assert!(!shown.contains(&hash(1)) && !shown.contains(&hash(2)), "{shown}");
    assert!(shown.contains("\"former_until\":\"2026"), "{shown}");
    let kept: Token = serde_json::from_str(&serde_json::to_string(&token).unwrap()).unwrap();
    assert_eq!(kept, token);
}

fn many(count: u8, revoked_at: Option<Millis>) -> Vec<Token> {
    let one = |at: u8| {
        let id = TokenId::from_entropy(&[at; 16]);
        Token { id, revoked_at: revoked_at.map(|since| since.plus(i64::from(at))), ..token(None) }
    };
    (0..count).map(one).collect()
}

#[test]
fn there_are_so_many_live_ones_and_no_more() {
    assert_eq!(make_room(&many(99, None), NOW), Ok(Vec::new()));
    assert_eq!(make_room(&many(100, None), NOW), Err(TooMany));
}

#[test]
fn what_is_over_goes_after_a_while_or_when_there_are_too_many() {
    let over = many(102, Some(NOW.plus(-DAY)));
    assert_eq!(make_room(&over, NOW), Ok(vec![over[0].id.clone(), over[1].id.clone()]));
    let old = many(2, Some(NOW.plus(-400 * DAY)));
    assert_eq!(make_room(&old, NOW), Ok(vec![old[0].id.clone()]), "the other is a millisecond too young");
}

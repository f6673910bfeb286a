use super::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct Question {
    input: String,
}

impl Asked for Question {
    const EXAMPLE: &'static str = r#"{"input": "…"}"#;
}

fn shout(lines: &[u8]) -> String {
    let mut out = Vec::new();
    each_line(lines, &mut out, |Question { input }| Ok(input.to_uppercase())).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn every_line_is_answered_in_order_and_a_bad_one_says_why() {
    let lines =
        b"{\"input\":\"a\",\"more\":1}\n\n  \n{\"input\":\n{}\n{\"input\":7}\n{\"input\":\"\xff\"}\n{\"input\":\"b\"}\n[\"c\"]";
    insta::assert_snapshot!(shout(lines), @r#"
    "A"
    {"line":4,"error":"not JSON: EOF while parsing a value, column 9"}
    {"line":5,"error":"expected an object such as {\"input\": \"…\"} (missing field `input`)"}
    {"line":6,"error":"expected an object such as {\"input\": \"…\"} (invalid type: integer `7`, expected a string)"}
    {"line":7,"error":"not UTF-8: invalid utf-8 sequence of 1 bytes from index 10"}
    "B"
    {"line":9,"error":"expected an object such as {\"input\": \"…\"}"}
    "#);
}

#[test]
fn nothing_in_is_nothing_out_and_carriage_returns_don_t_matter() {
    assert_eq!(shout(b""), "");
    assert_eq!(shout(b"{\"input\":\"a\"}\r\n\r\n"), "\"A\"\n");
}

#[test]
fn a_pipe_that_broke_is_passed_on_as_such() {
    struct Closed;
    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let outcome = each_line(&b"{\"input\":\"a\"}\n"[..], Closed, |Question { input }| Ok(input));
    assert_eq!(outcome.unwrap_err().kind(), ErrorKind::BrokenPipe);
}

/// What a subject says of these lines.
fn judged<Question: Asked, Answer: Serialize>(
    lines: &str,
    judge: impl Fn(Question) -> Result<Answer, String>,
) -> String {
    let mut out = Vec::new();
    each_line(lines.as_bytes(), &mut out, judge).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn an_address_is_judged_with_its_keys_in_order() {
    let lines = r#"{"input":"Ada@Mail.Example.co.uk"}
        {"input":"ada@gmail.com"}
        {"input":"ada@gmial.com"}
        {"input":"ada@gmail"}"#;
    insta::assert_snapshot!(judged(lines, email::judge), @r#"
    {"input":"Ada@Mail.Example.co.uk","valid":true,"canonical":"ada@mail.example.co.uk","domain":"mail.example.co.uk","account":"example.co.uk","kind":"business","suggestion":null}
    {"input":"ada@gmail.com","valid":true,"canonical":"ada@gmail.com","domain":"gmail.com","account":null,"kind":"free","suggestion":null}
    {"input":"ada@gmial.com","valid":true,"canonical":"ada@gmial.com","domain":"gmial.com","account":null,"kind":"disposable","suggestion":"ada@gmail.com"}
    {"input":"ada@gmail","valid":false,"canonical":null,"domain":null,"account":null,"kind":null,"suggestion":"ada@gmail.com"}
    "#);
}

#[test]
fn a_visit_needs_an_address_and_may_have_a_referrer() {
    let lines = r#"{"url":"mailto:ada@example.com"}
        {"url":"https://a.example/","referrer":null}
        {"url":"https://a.example/?UTM_Source=News&gclid=x","referrer":"https://www.google.com/"}"#;
    insta::assert_snapshot!(judged(lines, visit::judge), @r#"
    {"line":1,"error":"url: not the address of a page"}
    {"source":"(direct)","medium":"(none)","campaign":null,"channel":"Direct","click_id":null}
    {"source":"News","medium":"cpc","campaign":null,"channel":"Paid Other","click_id":"gclid"}
    "#);
}

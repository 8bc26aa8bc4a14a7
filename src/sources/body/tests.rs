//! The shapes of bodies: what each is read as.

use proptest::prelude::*;
use serde_json::json;

use super::*;

fn json(body: &[u8]) -> Result<Value, ParseError> {
    super::json(body, &mut Room::of(body.len()))
}

#[test]
fn half_a_surrogate_pair_is_kept_as_it_was_written() {
    for (body, text) in [
        (r#""a\ud800b""#, "a\\ud800b"),
        (r#""a\udc00\ud800b""#, "a\\udc00\\ud800b"),
        (r#""\ud800\ud83d\ude00""#, "\\ud800😀"),
        (r#""\\ud800\ud800""#, "\\ud800\\ud800"),
        (r#""a\\\ud800""#, "a\\\\ud800"),
        (r#""\ud83d\ude00""#, "😀"),
    ] {
        assert_eq!(json(body.as_bytes()).unwrap(), Value::from(text), "{body}");
    }
}

#[test]
fn bytes_that_are_no_text_become_visible() {
    assert_eq!(json(b"\"a\xffb\xc3\"").unwrap(), Value::from("a\\xffb\\xc3"));
    assert!(json(b"\xff").is_err());
    assert!(json(b"\"\\\xff\"").is_err(), "an escape of no character");
}

#[test]
fn a_body_that_nests_too_deep_is_an_error() {
    assert!(json(&[b"[".repeat(100), b"]".repeat(100)].concat()).is_ok());
    assert!(json(&[b"[".repeat(200), b"]".repeat(200)].concat()).is_err());
}

proptest! {
    #[test]
    fn json_that_is_right_is_read_as_it_is(text in any::<String>(), number in any::<i64>()) {
        let value = json!({"text": text, "number": number});
        prop_assert_eq!(json(value.to_string().as_bytes()).unwrap(), value);
    }

    #[test]
    fn no_bytes_make_it_panic(body in proptest::collection::vec(any::<u8>(), 0..200)) {
        let quoted = [b"\"", &body[..], b"\""].concat();
        drop((json(&body), json(&quoted)));
    }

    #[test]
    fn no_escapes_make_it_panic(body in r#"(\\u[dD][89a-fA-F][0-9a-f]{2}|\\\\|\\u|[a-z"]){0,20}"#) {
        drop(json(format!("\"{body}\"").as_bytes()));
    }
}

fn read(body: &str, content_type: &str, query: &str) -> Value {
    decode(body.as_bytes(), Some(content_type), query).unwrap()
}

const FORM: &str = "application/x-www-form-urlencoded";

#[test]
fn json_is_read_whatever_it_is_called() {
    let object = json!({"a": 1});
    for (body, kind) in [
        ("{\"a\": 1}", "text/plain; charset=UTF-8"),
        (" \u{feff}\n{\"a\": 1}\n", FORM),
        ("\"{\\\"a\\\": 1}\"", "application/json"),
        ("payload=%7B%22a%22%3A+1%7D", FORM),
        ("other=x&data=%7B%22a%22%3A+1%7D", FORM),
        ("%7B%22a%22%3A1%7D", FORM),
    ] {
        let body = body.trim_start_matches(' ');
        assert_eq!(read(body, kind, ""), object, "{body}");
    }
    assert_eq!(read("[1, 2]", "application/json", ""), json!([1, 2]));
}

#[test]
fn a_form_and_an_address_are_objects_of_texts() {
    let expected =
        json!({"Name": "my site", "Tags": "", "URL": "https://x.example/?a=b", "odd": "\\xff"});
    let form = "Name=my+site&Tags=&URL=https%3A%2F%2Fx.example%2F%3Fa%3Db&odd=%FF";
    assert_eq!(read(form, FORM, ""), expected);
    assert_eq!(read("", "", form), expected);
    assert_eq!(read("a=1&a=2", FORM, ""), json!({"a": "2"}));
    let nested = "heartbeat=%7B%22status%22%3A0%7D&msg=down";
    assert_eq!(read("", "", nested), json!({"heartbeat": {"status": 0}, "msg": "down"}));
}

#[test]
fn parts_are_fields_and_files_are_left_out() {
    let body = "--X\r\nContent-Disposition: form-data; name=\"data\"\r\n\r\n{\"a\": 1}\r\n\
                --X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\nzzz\r\n--X--\r\n";
    assert_eq!(read(body, "multipart/form-data; boundary=X", ""), json!({"a": 1}));
    assert_eq!(read(body, "", ""), json!({"a": 1}), "the boundary is the first line");
    let two = body
        .replace("data", "subject")
        .replace("{\"a\": 1}", "disk full")
        .replace("; filename=\"x\"", "");
    let expected = json!({"subject": "disk full", "file": "zzz"});
    assert_eq!(read(&two, "multipart/form-data; boundary=\"X\"", ""), expected);
}

#[test]
fn what_is_nothing_of_that_is_an_error() {
    assert_eq!(decode(b"", None, ""), Err(ParseError::NoFields));
    assert!(matches!(decode(b"hello", None, ""), Err(ParseError::NotJson(_))));
    assert!(matches!(decode(b"{\"a\":", None, ""), Err(ParseError::NotJson(_))));
}

proptest! {
    #[test]
    fn no_body_makes_it_panic(
        body in proptest::collection::vec(any::<u8>(), 0..200),
        kind in "(multipart/form-data; boundary=[a-z\"]{0,3})?",
        query in "[a-z=&%+]{0,20}",
    ) {
        drop(decode(&body, Some(&kind), &query));
        let parts = [b"--a\r\n", &body[..], b"\r\n--a--"].concat();
        drop(decode(&parts, Some("x; boundary=a"), &query));
    }
}

#[test]
fn a_body_of_which_much_is_no_text_is_refused_unless_it_is_small() {
    let odd = |length: usize| [&b"{\"a\":\""[..], &vec![0xff; length], b"\"}"].concat();
    assert!(decode(&odd(8_000), None, "").is_ok());
    assert_eq!(decode(&odd(10_000), None, ""), Err(ParseError::NotText(10_000)));
}

#[test]
fn dense_json_is_refused_in_whichever_shape_it_comes() {
    let dense = format!("[{}0]", "0,".repeat(100_000));
    for body in [
        dense.clone(),
        Value::from(dense.clone()).to_string(),
        format!("payload={dense}"),
        format!("a=b&c={dense}"),
        format!("--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n{dense}\r\n--x--"),
    ] {
        let read = decode(body.as_bytes(), None, "");
        assert!(matches!(read, Err(ParseError::TooDense(_))), "{}", &body[..20]);
    }
}

#[test]
fn a_boundary_is_no_longer_than_boundaries_are() {
    let body = |boundary: &str| {
        let part = "Content-Disposition: form-data; name=\"a\"\r\n\r\nb=c";
        decode(format!("--{boundary}\r\n{part}\r\n--{boundary}--").as_bytes(), None, "").unwrap()
    };
    assert_eq!(body(&"x".repeat(70))["a"], "b=c");
    assert!(body(&"x".repeat(71)).get("a").is_none());
}

//! Where a key may be, and that only the right one opens.

use axum::http::HeaderValue;

use super::*;

fn with(authorization: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(AUTHORIZATION, HeaderValue::from_str(authorization).unwrap());
    headers
}

#[test]
fn a_key_opens_in_each_of_its_three_places() {
    let nothing = HeaderMap::new();
    assert!(opens(b"s3cret", &with("Bearer s3cret"), None));
    assert!(opens(b"s3cret", &with("bearer  s3cret"), None));
    // RFC 7617's own example: user Aladdin, password "open sesame".
    assert!(opens(b"open sesame", &with("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="), None));
    assert!(opens(b"s3cret", &nothing, Some("a=b&key=s3cret")));
    assert!(opens(b"a+b c&d", &nothing, Some("key=a%2Bb+c%26d")));
}

#[test]
fn nothing_else_opens() {
    let nothing = HeaderMap::new();
    for (headers, query) in [
        (nothing.clone(), None),
        (nothing.clone(), Some("key=")),
        (nothing.clone(), Some("key=s3cre")),
        (nothing.clone(), Some("key=s3cret1")),
        (nothing, Some("xkey=s3cret")),
        (with("Bearer "), None),
        (with("s3cret"), None),
        (with("Basic s3cret"), None),
        (with("Basic !!!!"), None),
        (with("Digest s3cret"), None),
    ] {
        assert!(!opens(b"s3cret", &headers, query), "{headers:?} {query:?}");
    }
}

#[test]
fn base64_reads_what_rfc_4648_writes() {
    for (text, bytes) in
        [("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYg", "foob")]
    {
        assert_eq!(base64(text).unwrap(), bytes.as_bytes());
    }
    assert_eq!(base64("Zm9v*"), None);
}

//! Where a key may be, and that only the right one opens.

use axum::http::HeaderValue;

use super::*;

fn with(authorization: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(AUTHORIZATION, HeaderValue::from_str(authorization).unwrap());
    headers
}

fn shows(key: &[u8], headers: &HeaderMap, query: Option<&str>) -> bool {
    opens(key, Proof::Key, &Shown { headers, path: "", query })
}

#[test]
fn a_key_opens_in_each_of_its_three_places() {
    let nothing = HeaderMap::new();
    assert!(shows(b"s3cret", &with("Bearer s3cret"), None));
    assert!(shows(b"s3cret", &with("bearer  s3cret"), None));
    // RFC 7617's own example: user Aladdin, password "open sesame".
    assert!(shows(b"open sesame", &with("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="), None));
    assert!(shows(b"s3cret", &nothing, Some("a=b&key=s3cret")));
    assert!(shows(b"a+b c&d", &nothing, Some("key=a%2Bb+c%26d")));
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
        assert!(!shows(b"s3cret", &headers, query), "{headers:?} {query:?}");
    }
}

#[test]
fn a_key_also_opens_where_its_kind_of_sender_puts_it() {
    let nothing = HeaderMap::new();
    let mut tokened = HeaderMap::new();
    tokened.insert("cf-webhook-auth", HeaderValue::from_static("s3cret"));
    let genie = with("GenieKey s3cret");
    let opens = |place, headers: &HeaderMap, path: &str, query| {
        super::opens(b"s3cret", Proof::Token(place), &Shown { headers, path, query })
    };
    assert!(opens(Place::Header("cf-webhook-auth"), &tokened, "", None));
    assert!(opens(Place::Scheme("GenieKey"), &genie, "", None));
    assert!(opens(Place::Query("token"), &nothing, "", Some("a=b&token=s3cret")));
    assert!(opens(Place::Path, &nothing, "/alert/s3cret/everyone", None));
    assert!(opens(Place::Path, &nothing, "", Some("key=s3cret")), "and everywhere else");
    assert!(!opens(Place::Header("x-token"), &tokened, "", None));
    assert!(!opens(Place::Query("token"), &nothing, "", Some("token=s3cre")));
    assert!(!opens(Place::Path, &nothing, "/alert/s3cretx/everyone", None));
    assert!(!opens(Place::Field("routing_key"), &nothing, "", None));
    let field = |body: &[u8]| opens_in_body(b"s3cret", Proof::Token(Place::Field("k")), body, None);
    assert!(field(b"{\"k\":\"s3cret\"}") && field(b"k=s3cret&x=y"));
    assert!(!field(b"{\"k\":\"s3cre\"}") && !field(b"rubbish"));
}

#[test]
fn a_key_is_taken_out_of_an_address_that_is_kept() {
    let token = Proof::Token(Place::Query("token"));
    assert_eq!(without_key("a=b&key=s3cret&c=d", Proof::Key), "a=b&c=d");
    assert_eq!(without_key("key=s3cret", Proof::Key), "");
    assert_eq!(without_key("token=s3cret&a=b", token), "a=b");
    assert_eq!(without_key("token=kept", Proof::Key), "token=kept");
    assert_eq!(without_segment("/alert/s3cret/everyone", Some(b"s3cret")), "/alert/everyone");
    assert_eq!(without_segment("/alert/x", None), "/alert/x");
}

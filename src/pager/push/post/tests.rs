//! How long a service wants to be left alone.

use reqwest::header::HeaderValue;

use super::*;

fn asks(headers: &[(reqwest::header::HeaderName, &'static str)], text: &str) -> Again {
    let headers = headers.iter().cloned();
    let headers = headers.map(|(name, value)| (name, HeaderValue::from_static(value))).collect();
    again(StatusCode::TOO_MANY_REQUESTS, &headers, text)
}

#[test]
fn a_service_says_how_long_in_seconds_by_a_date_or_in_its_answer() {
    let after = |seconds| Again::After(Duration::from_secs(seconds));
    assert_eq!(asks(&[(RETRY_AFTER, "8")], ""), after(8));
    let now = (DATE, "Sat, 28 Nov 2026 18:20:09 GMT");
    let until = |date| asks(&[now.clone(), (RETRY_AFTER, date)], "");
    assert_eq!(until("Sat, 28 Nov 2026 18:22:09 GMT"), after(120));
    assert_eq!(until("Sat, 28 Nov 2026 18:20:00 GMT"), Again::Later, "that is over");
    assert_eq!(until("tomorrow"), Again::Later);
    assert_eq!(asks(&[], r#"{"parameters":{"retry_after":5}}"#), after(5));
    assert_eq!(asks(&[], "slow down"), Again::Later);
}

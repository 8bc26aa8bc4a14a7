//! The weekly report in a real browser: axe-core finds nothing in light and in dark, on a desk and on a
//! phone, and nothing sticks out of 320 pixels.

use super::browser::{Browser, THEMES};
use crate::cli::fortnight::fortnight;

#[test]
fn axe_finds_nothing_in_the_weekly_report_and_nothing_sticks_out_of_a_phone() {
    let Some(browser) = Browser::find() else { return };
    let home = fortnight();
    let run = home.wail(&["report", "weekly", "--of", "2026-04-01", "--format", "html"]);
    assert_eq!((run.code, &*run.stderr), (0, ""));
    for (theme, number) in THEMES {
        for found in browser.look(&run.stdout, number) {
            let width = found["width"].as_u64().unwrap();
            assert_eq!(found["dark"], theme == "dark", "{theme} {width}");
            assert_eq!(found["violations"], serde_json::json!([]), "{theme} {width}");
            // Of words in a picture axe cannot tell what is behind them; `publish/svg.rs` says what is.
            for left in found["incomplete"].as_array().unwrap() {
                let mut nodes = left["where"].as_array().unwrap().iter();
                assert!(nodes.all(|it| it.as_str().unwrap().starts_with("<text ")), "{left}");
            }
            assert!(found["passes"].as_u64().unwrap() > 15, "{theme} {width}: {found}");
            assert!(found["wide"].as_u64().unwrap() <= width, "{theme} {width}: {found}");
        }
    }
}

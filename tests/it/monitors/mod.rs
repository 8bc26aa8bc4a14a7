//! What is looked at by a real daemon: what it comes to on the record, and whom it pages.

mod blind;
mod hostile;
mod nginx;

use crate::common::TestHome;

/// A home whose daemon looks at that.
fn home(monitors: &str) -> TestHome {
    let home = TestHome::new();
    home.edit_config("[sources.generic]\n", &format!("[sources.generic]\n{monitors}"));
    home
}

/// What ana was paged for, in order.
fn paged(home: &TestHome) -> Vec<String> {
    let pages = home.pages().into_iter();
    pages.map(|page| page["summary"].as_str().unwrap_or_default().to_owned()).collect()
}

/// The summaries of what is open, and how each stands.
fn open(home: &TestHome) -> Vec<(String, String)> {
    let listed = home.json(&["list"]);
    let texts = listed.as_array().unwrap().iter().map(|incident| {
        let text = |field: &str| incident[field].as_str().unwrap_or_default().to_owned();
        (text("summary"), text("severity"))
    });
    texts.collect()
}

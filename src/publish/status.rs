//! The status page, three times: for people, for feed readers, for programs.

mod bars;
mod feed;
mod html;
mod json;
mod words;

use crate::domain::status::Page;

/// A file of the page: what it is called, and what is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its name, without a directory.
    pub name: &'static str,
    /// What is in it.
    pub text: String,
}

/// What the page for people is called.
pub const PAGE: &str = "index.html";

/// What the feed is called.
pub const FEED: &str = "feed.atom";

/// What the page for programs is called.
pub const JSON: &str = "status.json";

/// The page as files; the one for people comes last, so that what it names is there already.
#[must_use]
pub fn written(page: &Page) -> [Written; 3] {
    [
        Written { name: JSON, text: json::text(page) },
        Written { name: FEED, text: feed::text(page) },
        Written { name: PAGE, text: html::text(page) },
    ]
}

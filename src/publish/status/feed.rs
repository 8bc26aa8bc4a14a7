//! The feed: an entry for everything that was said of an incident, in Atom (RFC 4287).

use std::fmt::Write as _;

use super::{FEED, html, words};
use crate::domain::status::incident::{Disruption, Said};
use crate::domain::status::{Page, listed};
use crate::publish::svg::escaped;

/// How many entries it has at most, the newest first.
const ENTRIES: usize = 100;

/// The whole feed.
pub(super) fn text(page: &Page) -> String {
    let mut said: Vec<(&Disruption, &Said)> = page
        .incidents
        .iter()
        .flat_map(|incident| incident.said.iter().map(move |said| (incident, said)))
        .collect();
    said.sort_by_key(|(incident, said)| std::cmp::Reverse((said.at, incident.id)));
    said.truncate(ENTRIES);
    // It changes when something is said, and not whenever it is written.
    let changed_at = said.first().map_or(page.window.from, |(_, said)| said.at);
    let base = base(page);
    let links = page.address.as_deref().map_or_else(String::new, |address| {
        let address = escaped(address);
        format!(
            "<link rel=\"self\" type=\"application/atom+xml\" href=\"{address}{FEED}\"/>\n\
             <link rel=\"alternate\" type=\"text/html\" href=\"{address}\"/>\n"
        )
    });
    let title = escaped(&page.title);
    let mut feed = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n\
         <id>{base}</id>\n<title>{title}</title>\n<updated>{}</updated>\n\
         <author><name>{title}</name></author>\n{links}",
        words::stamp(changed_at)
    );
    for (incident, said) in said {
        entry(&mut feed, page, &base, incident, said);
    }
    feed.push_str("</feed>\n");
    feed
}

/// What the feed is known by, also where nobody says where it is.
fn base(page: &Page) -> String {
    if let Some(address) = &page.address {
        return escaped(address);
    }
    let fit = |it: char| if it.is_ascii_alphanumeric() { it.to_ascii_lowercase() } else { '-' };
    format!("urn:wail:status:{}", page.title.chars().map(fit).collect::<String>())
}

fn entry(feed: &mut String, page: &Page, base: &str, incident: &Disruption, said: &Said) {
    let link = page.address.as_deref().map_or_else(String::new, |address| {
        let address = escaped(address);
        format!("<link rel=\"alternate\" href=\"{address}#incident-{}\"/>\n", incident.id)
    });
    let about = format!(
        "<p>{}</p>\n{}",
        escaped(&format!("{}: {}", said.state, words::spoken(said.at, &page.zone))),
        html::paragraphs(&said.text)
    );
    // What was said at one instant is told apart by its place.
    let place = incident.said.iter().rev().position(|it| std::ptr::eq(it, said)).unwrap_or(0);
    let _ = write!(
        feed,
        "<entry>\n<id>{base}#incident-{}-{}-{place}</id>\n<title>{}</title>\n\
         <updated>{}</updated>\n{link}<content type=\"html\">{}</content>\n</entry>\n",
        incident.id,
        said.at.as_millisecond(),
        escaped(&format!("{}: {}", listed(&incident.services), said.state)),
        words::stamp(said.at),
        escaped(&about)
    );
}

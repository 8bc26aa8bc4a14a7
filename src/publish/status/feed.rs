//! The feed: an entry for everything that was said of an incident and for every promise, in Atom (RFC 4287).

use std::cmp::Reverse;
use std::fmt::Write as _;

use jiff::Timestamp;

use super::{FEED, html, words};
use crate::domain::status::incident::{Disruption, Said};
use crate::domain::status::{Page, Promised, listed};
use crate::publish::svg::escaped;

/// How many entries it has at most, the newest first.
const ENTRIES: usize = 100;

/// An entry before anything in it is escaped, save what it says.
struct Entry {
    /// What tells it from all others, behind the address of the page.
    id: String,
    title: String,
    at: Timestamp,
    /// The part of the page it is about.
    part: String,
    /// What it says, as HTML.
    content: String,
}

/// The whole feed.
pub(super) fn text(page: &Page) -> String {
    let said = page.incidents.iter().flat_map(|incident| {
        incident.said.iter().map(move |said| of_incident(page, incident, said))
    });
    let promised = page.promises.iter().map(|promised| of_promise(page, promised));
    let mut entries: Vec<Entry> = said.chain(promised).collect();
    // What is equally old stays in its order: the newest incident first, and what was said last of it.
    entries.sort_by_key(|entry| Reverse(entry.at));
    entries.truncate(ENTRIES);
    // It changes when something is said, and not whenever it is written.
    let changed_at = entries.first().map_or(page.window.from, |entry| entry.at);
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
    for entry in entries {
        written(&mut feed, page, &base, &entry);
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

fn of_incident(page: &Page, incident: &Disruption, said: &Said) -> Entry {
    // What was said at one instant is told apart by its place.
    let place = incident.said.iter().rev().position(|it| std::ptr::eq(it, said)).unwrap_or(0);
    let part = format!("incident-{}", incident.id);
    Entry {
        id: format!("{part}-{}-{place}", said.at.as_millisecond()),
        title: format!("{}: {}", listed(&incident.services), said.state),
        at: said.at,
        part,
        content: format!(
            "<p>{}</p>\n{}",
            escaped(&format!("{}: {}", said.state, words::spoken(said.at, &page.zone))),
            html::paragraphs(&said.text)
        ),
    }
}

/// A promise that is due at another time is news, and so another entry.
fn of_promise(page: &Page, promised: &Promised) -> Entry {
    let Promised { id, text, services, made_at, due_at, .. } = promised;
    let about = match services.as_slice() {
        [] => "Promised".to_owned(),
        services => format!("{}: Promised", listed(services)),
    };
    let due = format!("Due by {}", words::spoken(*due_at, &page.zone));
    let part = format!("promise-{id}");
    Entry {
        id: format!("{part}-{}", due_at.as_millisecond()),
        title: about,
        at: *made_at,
        part,
        content: format!("{}<p>{}</p>", html::paragraphs(text), escaped(&due)),
    }
}

fn written(feed: &mut String, page: &Page, base: &str, entry: &Entry) {
    let link = page.address.as_deref().map_or_else(String::new, |address| {
        format!("<link rel=\"alternate\" href=\"{}#{}\"/>\n", escaped(address), entry.part)
    });
    // Writing to a text does not fail.
    let _ = write!(
        feed,
        "<entry>\n<id>{base}#{}</id>\n<title>{}</title>\n\
         <updated>{}</updated>\n{link}<content type=\"html\">{}</content>\n</entry>\n",
        entry.id,
        escaped(&entry.title),
        words::stamp(entry.at),
        escaped(&entry.content)
    );
}

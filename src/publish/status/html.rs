//! The page for people: one file, without a script, that reads as well without colours and pictures.

use std::fmt::Write as _;

use jiff::Timestamp;

use super::{FEED, JSON, bars, words};
use crate::domain::nines::share::Share;
use crate::domain::status::days::exact;
use crate::domain::status::incident::Disruption;
use crate::domain::status::{Condition, Page, Planned, Promised, Service, listed};
use crate::publish::svg::escaped;

const STYLE: &str = include_str!("style.css");

/// Nothing is loaded and nothing runs, whatever may ever stand in the page; the icon is an empty one, so that
/// none is asked for.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; \
                      form-action 'none'";

/// The whole page.
pub(super) fn text(page: &Page) -> String {
    let title = escaped(&page.title);
    let mut html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{}: {title}</title>\n\
         <link rel=\"alternate\" type=\"application/atom+xml\" title=\"{title}\" href=\"{FEED}\">\n\
         <link rel=\"alternate\" type=\"application/json\" href=\"{JSON}\">\n\
         <link rel=\"icon\" href=\"data:,\">\n<style>\n{STYLE}</style>\n</head>\n<body>\n",
        escaped(&page.sentence()),
    );
    html.push_str(&header(page));
    html.push_str("<main>\n");
    html.push_str(&open(page));
    html.push_str(&services(page));
    html.push_str(&planned(page));
    html.push_str(&promises(page));
    html.push_str(&past(page));
    html.push_str("</main>\n");
    html.push_str(&footer(page));
    html.push_str("</body>\n</html>\n");
    html
}

fn header(page: &Page) -> String {
    let about = page
        .about
        .as_deref()
        .map_or_else(String::new, |about| format!("<p class=\"about\">{}</p>\n", escaped(about)));
    let condition = page.condition();
    format!(
        "<header>\n<h1>{}</h1>\n{about}<p class=\"whole {}\">{}{}</p>\n\
         <p class=\"aside\">As of {}</p>\n</header>\n",
        escaped(&page.title),
        condition.word(),
        mark(condition),
        escaped(&page.sentence()),
        words::moment(page.at, page)
    )
}

/// A shape of its own for each condition; the words beside it say the same.
fn mark(condition: Condition) -> String {
    let shape = match condition {
        Condition::Up => "<circle cx=\"8\" cy=\"8\" r=\"7\"/>",
        Condition::Maintenance => "<rect x=\"2\" y=\"2\" width=\"12\" height=\"12\"/>",
        Condition::Unknown => {
            "<circle cx=\"8\" cy=\"8\" r=\"5.5\" fill=\"none\" stroke=\"currentColor\" \
             stroke-width=\"3\"/>"
        }
        Condition::Degraded => "<path d=\"M8 1 15.5 15H.5z\"/>",
        Condition::Down => "<path d=\"M4 1 1 4l4 4-4 4 3 3 4-4 4 4 3-3-4-4 4-4-3-3-4 4z\"/>",
    };
    format!(
        "<svg class=\"mark\" viewBox=\"0 0 16 16\" fill=\"currentColor\" aria-hidden=\"true\">\
         {shape}</svg>"
    )
}

fn services(page: &Page) -> String {
    let days = page.services.first().map_or(0, |service| service.days.len());
    let mut html = format!(
        "<section aria-labelledby=\"services\">\n<h2 id=\"services\">Services, now and in the last \
         {days} days</h2>\n{}",
        legend()
    );
    for service in &page.services {
        html.push_str(&one(service));
    }
    html.push_str("</section>\n");
    html
}

/// What the shapes and colours mean; in the bars, what is worse stands higher as well.
fn legend() -> String {
    let one = |condition: Condition| {
        let (word, mark) = (condition.word(), mark(condition));
        format!("<span class=\"{word}\">{mark}{}</span>\n", condition.phrase())
    };
    format!("<p class=\"legend\">\n{}</p>\n", Condition::ALL.map(one).concat())
}

fn one(service: &Service) -> String {
    let about = service
        .about
        .as_deref()
        .map_or_else(String::new, |about| format!("<p class=\"aside\">{}</p>\n", escaped(about)));
    let condition = service.condition;
    format!(
        "<article class=\"service\">\n<div class=\"head\"><h3>{}</h3>\
         <p class=\"now {}\">{}{}</p></div>\n{about}{}<p class=\"ends\">\
         <span aria-hidden=\"true\">{} days ago</span> <span class=\"sum\">{}</span> \
         <span aria-hidden=\"true\">today</span></p>\n{}</article>\n",
        escaped(&service.name),
        condition.word(),
        mark(condition),
        condition.phrase(),
        bars::picture(service),
        service.days.len().saturating_sub(1),
        escaped(&sum(service)),
        bars::table(service)
    )
}

/// What all the days come to.
fn sum(service: &Service) -> String {
    let Some(tally) = &service.tally else {
        let unknown = service.unknown();
        let unknown = if unknown.is_zero() {
            String::new()
        } else {
            format!(" · not known {}", exact(unknown))
        };
        return format!("Not measured: its days tell of incidents{unknown}");
    };
    let share = tally.availability().map(Share::at_least);
    let share = share.map_or_else(
        || "not known how available".to_owned(),
        |share| format!("{share} % available"),
    );
    let mut said = vec![share];
    said.extend(words::counted(tally));
    said.join(" · ")
}

fn open(page: &Page) -> String {
    if page.open().next().is_none() {
        return String::new();
    }
    let mut html =
        "<section aria-labelledby=\"open\">\n<h2 id=\"open\">Disrupted now</h2>\n".to_owned();
    for incident in page.open() {
        html.push_str(&disruption(incident, page));
    }
    html.push_str("</section>\n");
    html
}

fn past(page: &Page) -> String {
    let mut html = "<section aria-labelledby=\"past\">\n<h2 id=\"past\">What was</h2>\n".to_owned();
    if page.past().next().is_none() {
        html.push_str("<p>There was no incident.</p>\n");
    }
    for incident in page.past() {
        html.push_str(&disruption(incident, page));
    }
    match page.left_out {
        0 => {}
        1 => html.push_str("<p class=\"aside\">One that is older is not shown.</p>\n"),
        number => {
            let _ = writeln!(html, "<p class=\"aside\">{number} that are older are not shown.</p>");
        }
    }
    html.push_str("</section>\n");
    html
}

fn disruption(incident: &Disruption, page: &Page) -> String {
    let is_over = incident.ended_at.is_some();
    let mut html = format!(
        "<article class=\"incident{}\" id=\"incident-{}\">\n<h3>{}{}</h3>\n{}<ol>\n",
        if is_over { "" } else { " open" },
        incident.id,
        escaped(&incident.headline()),
        incident.ended_at.map_or_else(String::new, |ended_at| {
            format!(" for {}", exact(ended_at.duration_since(incident.began_at)))
        }),
        incident.next_at.map_or_else(String::new, |next_at| next(next_at, page))
    );
    for said in &incident.said {
        let _ = writeln!(
            html,
            "<li><p class=\"aside\"><strong>{}</strong> · {}</p>\n{}</li>",
            escaped(&said.state),
            words::moment(said.at, page),
            paragraphs(&said.text)
        );
    }
    html.push_str("</ol>\n</article>\n");
    html
}

/// When the next word comes, or that it is late.
fn next(at: Timestamp, page: &Page) -> String {
    let says = if at <= page.at { "The next update is late: it was due" } else { "Next update by" };
    format!("<p class=\"next\">{says} {}</p>\n", words::moment(at, page))
}

/// The text with its line breaks; what looks like markup is words.
pub(super) fn paragraphs(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let parts = text.split("\n\n").map(str::trim).filter(|part| !part.is_empty());
    let mut html = String::new();
    for part in parts {
        let _ = writeln!(html, "<p>{}</p>", escaped(part).replace('\n', "<br>\n"));
    }
    html
}

fn planned(page: &Page) -> String {
    if page.planned.is_empty() {
        return String::new();
    }
    let mut html = "<section aria-labelledby=\"planned\">\n<h2 id=\"planned\">Planned \
                    maintenance</h2>\n<ul>\n"
        .to_owned();
    for Planned { span, services, text } in &page.planned {
        let now = if span.from <= page.at { " <em>now</em>" } else { "" };
        let text = text.as_deref().filter(|text| !text.is_empty()).map(paragraphs);
        let _ = writeln!(
            html,
            "<li><p><strong>{}</strong>{now}: {}</p>\n{}</li>",
            escaped(&listed(services)),
            words::stretch(*span, page),
            text.unwrap_or_default()
        );
    }
    html.push_str("</ul>\n</section>\n");
    html
}

fn promises(page: &Page) -> String {
    if page.promises.is_empty() {
        return String::new();
    }
    let mut html = "<section aria-labelledby=\"promises\">\n<h2 id=\"promises\">What we have \
                    promised</h2>\n<ul>\n"
        .to_owned();
    for promised in &page.promises {
        let Promised { id, text, made_at, due_at, .. } = promised;
        let late = if *due_at <= page.at { "<strong>late</strong>: it was due" } else { "due" };
        let _ = writeln!(
            html,
            "<li id=\"promise-{id}\">{}<p class=\"aside\">{}Promised {}, {late} {}</p></li>",
            paragraphs(text),
            about(promised),
            words::moment(*made_at, page),
            words::moment(*due_at, page)
        );
    }
    html.push_str("</ul>\n</section>\n");
    html
}

/// What a promise is about, with the way to the incident it comes from.
fn about(promised: &Promised) -> String {
    if promised.services.is_empty() {
        return String::new();
    }
    let services = escaped(&listed(&promised.services));
    let about = promised.incident.map_or_else(
        || services.clone(),
        |id| format!("<a href=\"#incident-{id}\">{services}</a>"),
    );
    format!("{about} · ")
}

fn footer(page: &Page) -> String {
    let zone = page.zone.iana_name().unwrap_or("UTC");
    format!(
        "<footer>\n<p>In the bars, what was worse stands higher. Times are those of {}. Percentages are cut, never rounded up; time of which \
         nobody knows counts neither way.</p>\n<p><a href=\"{FEED}\">Feed</a> · \
         <a href=\"{JSON}\">JSON</a></p>\n</footer>\n",
        escaped(zone)
    )
}

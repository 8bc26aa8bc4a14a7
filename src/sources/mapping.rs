//! What the configuration says of a body that nobody has written a reader for: what stands where in it.
//!
//! Each value is a path as in [`super::fields`], or a template over the body. What is missing is empty,
//! and so is a template that cannot be filled in: no alert is lost for it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::Value;

use super::fields::{self, Fields};
use super::{Alert, ParseError, Reading, Request, times};
use crate::domain::alert::{Fingerprint, Signal};
use crate::domain::label::Labels;
use crate::template::{Templates, Values, check, is_template};

/// How many alerts one body may have.
const MOST: usize = 10_000;

/// How many steps all templates together may take for one body, and each at least and at most.
const STEPS: u64 = 5_000_000;
const FEWEST_STEPS: u64 = 1_000;
const MOST_STEPS: u64 = 100_000;

/// What is read out of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Whether it is an alert at all.
    When,
    /// The identity of the problem.
    Key,
    /// The word for whether it is there or over.
    Status,
    /// The word for how grave it is.
    Severity,
    /// What is wrong, in one line.
    Summary,
    /// More text.
    Details,
    /// Where to look.
    Link,
    /// The host or target.
    Source,
    /// The service.
    Service,
    /// When it began.
    At,
}

impl Part {
    /// Its name in the configuration.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::When => "when",
            Self::Key => "key",
            Self::Status => "status",
            Self::Severity => "severity",
            Self::Summary => "summary",
            Self::Details => "details",
            Self::Link => "link",
            Self::Source => "source",
            Self::Service => "service",
            Self::At => "at",
        }
    }
}

/// Where something stands in a body, as somebody has written it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// The path that leads to it.
    Path(String),
    /// What is made of the body.
    Template(String),
}

impl Entry {
    /// What somebody has written: a template if there is anything to fill in, else a path.
    ///
    /// # Errors
    ///
    /// Says in one sentence what is wrong with the template.
    pub fn read(text: &str) -> Result<Self, String> {
        if !is_template(text) {
            return Ok(Self::Path(text.trim().to_owned()));
        }
        check(text).map(|()| Self::Template(text.to_owned()))
    }
}

/// What stands where in the bodies of one sender.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Map {
    /// The path of a list: each of its members is an alert.
    pub each: Option<String>,
    /// Where each part stands.
    pub parts: BTreeMap<Part, Entry>,
    /// Where each label stands.
    pub labels: BTreeMap<String, Entry>,
    /// The words of the status that mean each state, in lower case; those that senders share where
    /// there are none.
    pub words: Vec<(Signal, BTreeSet<String>)>,
}

impl Map {
    /// What comes of that request.
    pub(super) fn read(&self, request: &Request<'_>) -> Result<Reading, ParseError> {
        let body = request.content()?;
        let chart = Chart::new(self, request, &body)?;
        let mut alerts = Vec::new();
        for item in &chart.items {
            if let Some(alert) = chart.at(*item).alert(request)? {
                alerts.push(alert);
            }
        }
        Ok(match (alerts.is_empty(), chart.items.is_empty()) {
            (false, _) => alerts.into(),
            (true, false) => Reading::Ignored("what `when` leaves out".to_owned()),
            (true, true) => Reading::Ignored("an empty list".to_owned()),
        })
    }

    /// What somebody who tries the map on a request should know: what of it found nothing, and which
    /// templates could not be filled in. Nothing for a request that cannot be read.
    #[must_use]
    pub fn remarks(&self, request: &Request<'_>) -> Vec<String> {
        let Ok(body) = request.content() else { return Vec::new() };
        let Ok(chart) = Chart::new(self, request, &body) else { return Vec::new() };
        let parts = self.parts.iter().map(|(part, place)| (part.word().to_owned(), place));
        let labels = self.labels.iter().map(|(name, place)| (format!("labels.{name}"), place));
        parts.chain(labels).filter_map(|(name, place)| chart.remark(&name, place)).collect()
    }

    fn templates(&self) -> impl Iterator<Item = &str> {
        self.parts.values().chain(self.labels.values()).filter_map(|place| match place {
            Entry::Template(template) => Some(template.as_str()),
            Entry::Path(_) => None,
        })
    }

    /// What the sender's word for a status means. One that nobody knows is a problem.
    fn signal(&self, word: &str) -> Signal {
        let word = word.trim().to_lowercase();
        let said = self.words.iter().find(|(_, words)| words.contains(&word));
        let known = || {
            let known = fields::signal(&word)?;
            // Whoever lists the words of a state lists them all.
            self.words.iter().all(|(signal, _)| *signal != known).then_some(known)
        };
        said.map(|(signal, _)| *signal).or_else(known).unwrap_or(Signal::Firing)
    }
}

/// A map laid over a body.
struct Chart<'a> {
    map: &'a Map,
    body: &'a Value,
    query: Value,
    items: Vec<Fields<'a>>,
    templates: Templates<'a>,
    /// What every template may name, besides what stands in its item; nothing without templates.
    others: Option<BTreeMap<&'static str, Values>>,
}

impl<'a> Chart<'a> {
    fn new(map: &'a Map, request: &Request<'_>, body: &'a Value) -> Result<Self, ParseError> {
        let whole = Fields::of(body);
        let items: Vec<Fields<'a>> = match map.each.as_deref() {
            None => vec![whole],
            Some(path) => match whole.at(path).value() {
                Value::Array(members) => members.iter().map(Fields::of).collect(),
                Value::Object(_) => vec![whole.at(path)],
                _ => return Err(ParseError::NoList(path.to_owned())),
            },
        };
        if items.len() > MOST {
            return Err(ParseError::TooMany(MOST));
        }
        let share = STEPS / u64::try_from(items.len().max(1)).unwrap_or(u64::MAX);
        let mut templates = Templates::new(share.clamp(FEWEST_STEPS, MOST_STEPS));
        for template in map.templates() {
            // The check of the configuration has made it before.
            drop(templates.add(template));
        }
        let query = request.query();
        let others = map.templates().next().map(|_| {
            BTreeMap::from([
                ("body", Values::of(body)),
                ("query", Values::of(&query)),
                ("path", Values::of(&Value::from(request.head.path))),
            ])
        });
        Ok(Self { map, body, query, items, templates, others })
    }

    fn at(&self, item: Fields<'a>) -> Spot<'_, 'a> {
        let values = self.others.clone().map(|mut others| {
            let own = Values::of(item.value());
            others.insert("item", own.clone());
            own.over(others)
        });
        Spot { chart: self, item, values }
    }

    /// Why that place says nothing of any item, if it says nothing.
    fn remark(&self, name: &str, place: &Entry) -> Option<String> {
        let mut spots = self.items.iter().map(|item| self.at(*item));
        match place {
            Entry::Path(path) if self.items.is_empty() || spots.any(|it| it.has(path)) => None,
            Entry::Path(path) => Some(format!(
                "`{name}`: nothing stands at `{path}`; what is always the same is written \
                 `{{{{ \"{path}\" }}}}`"
            )),
            Entry::Template(template) => {
                let why = spots.find_map(|spot| spot.filled(template).err())?;
                Some(format!("`{name}` cannot be filled in: {why}"))
            }
        }
    }
}

/// A map laid over one member of a body.
struct Spot<'c, 'a> {
    chart: &'c Chart<'a>,
    item: Fields<'a>,
    values: Option<Values>,
}

impl Spot<'_, '_> {
    /// Nothing if `when` leaves it out.
    fn alert(&self, request: &Request<'_>) -> Result<Option<Alert>, ParseError> {
        if self.chart.map.parts.get(&Part::When).is_some_and(|place| !self.holds(place)) {
            return Ok(None);
        }
        let (key, summary) = (self.text(Part::Key), self.text(Part::Summary));
        let source = self.text(Part::Source);
        let identity = match (&key, &summary) {
            (Some(key), _) => Fingerprint::of([key]),
            (None, Some(summary)) => Fingerprint::of(source.iter().chain([summary])),
            (None, None) => return Err(ParseError::Unmapped),
        };
        let signal = self.text(Part::Status).map(|word| self.chart.map.signal(&word));
        let labels = self.chart.map.labels.iter();
        let labels: Labels =
            labels.filter_map(|(name, place)| Some((name.clone(), self.written(place)?))).collect();
        let details = self.chart.map.parts.get(&Part::Details);
        let details = details.and_then(|place| self.written(place)).unwrap_or_default();
        let alert = request
            .alert(identity, signal.unwrap_or(Signal::Firing))
            .graded(request.grade(self.text(Part::Severity)))
            .summary(summary.or(key).unwrap_or_default().as_str())
            .details(details)
            .labels(labels)
            .service(self.text(Part::Service))
            .link(self.text(Part::Link).and_then(|link| fields::link(&link)))
            .started_at(self.instant())
            .origin(source);
        Ok(Some(alert))
    }

    /// The text of a part, if there is one.
    fn text(&self, part: Part) -> Option<String> {
        match self.chart.map.parts.get(&part)? {
            Entry::Path(path) => self.look(path).text(""),
            Entry::Template(template) => self.filled(template).ok().filter(|it| !it.is_empty()),
        }
    }

    /// The same; what is no scalar is written as JSON.
    fn written(&self, place: &Entry) -> Option<String> {
        match place {
            Entry::Path(path) => {
                let found = self.look(path);
                let is_many = found.value().is_array() || found.value().is_object();
                if is_many { Some(found.value().to_string()) } else { found.exact("") }
            }
            Entry::Template(template) => self.filled(template).ok().filter(|it| !it.is_empty()),
        }
    }

    fn instant(&self) -> Option<Timestamp> {
        match self.chart.map.parts.get(&Part::At)? {
            Entry::Path(path) => times::instant(self.look(path).value()),
            Entry::Template(template) => {
                times::instant(&Value::String(self.filled(template).ok()?))
            }
        }
    }

    /// Whether that is true. What cannot be filled in is: a pager errs on the loud side.
    fn holds(&self, place: &Entry) -> bool {
        let is_true = |text: &str| !matches!(text, "" | "false" | "0" | "no" | "off");
        match place {
            Entry::Path(path) => {
                let found = self.look(path);
                let is_many = found.value().is_array() || found.value().is_object();
                is_many || is_true(&found.word(""))
            }
            Entry::Template(template) => {
                self.filled(template).map_or(true, |text| is_true(&text.to_lowercase()))
            }
        }
    }

    fn filled(&self, template: &str) -> Result<String, String> {
        let Some(values) = &self.values else { return Ok(String::new()) };
        Ok(self.chart.templates.fill(template, values)?.trim().to_owned())
    }

    fn has(&self, path: &str) -> bool {
        !self.look(path).value().is_null()
    }

    /// What stands at that path: in the member, else where the path says.
    fn look<'p>(&'p self, path: &str) -> Fields<'p> {
        let own = self.item.at(path);
        if !own.value().is_null() {
            return own;
        }
        let (first, rest) = path.split_once('.').unwrap_or((path, ""));
        match first {
            "item" => self.item.at(rest),
            "body" => Fields::of(self.chart.body).at(rest),
            "query" => Fields::of(&self.chart.query).at(rest),
            _ => own,
        }
    }
}

#[cfg(test)]
mod tests;

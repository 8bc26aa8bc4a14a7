//! `wail beat list`: how it stands with every heartbeat.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::cli::format::Format;
use crate::cli::json::{instant, maybe};
use crate::cli::out::Tone;
use crate::cli::table::Table;
use crate::cli::{Session, time};
use crate::domain::heartbeat::{Heartbeat, Rule, Standing, Stands};
use crate::domain::text::plain;
use crate::domain::wait::spell;
use crate::error::Error;
use crate::store::{Store, StoreError};

/// How many signs of life are looked at to say how long runs take.
const LOOKED_AT: usize = 100;

/// A heartbeat, and how it stands with it.
pub(super) struct Listed<'r> {
    pub(super) name: &'r str,
    pub(super) rule: &'r Rule,
    /// None if nobody has looked yet whether it comes.
    pub(super) standing: Option<Standing>,
    /// Its newest signs of life, the newest first.
    pub(super) beats: Vec<Heartbeat>,
}

impl<'r> Listed<'r> {
    pub(super) fn of(store: &mut Store, name: &'r str, rule: &'r Rule) -> Result<Self, Error> {
        let (standing, beats) = store.read(|tx| {
            Ok::<_, StoreError>((tx.standing_of(name)?, tx.heartbeats(name, LOOKED_AT)?))
        })?;
        Ok(Self { name, rule, standing, beats })
    }

    pub(super) fn stands(&self) -> Stands {
        self.standing.as_ref().map_or(Stands::New, Standing::stands)
    }

    /// How long the last run took, and how long they usually take: half of them less.
    pub(super) fn takes(&self) -> Option<(SignedDuration, SignedDuration)> {
        let all: Vec<SignedDuration> = self.beats.iter().filter_map(|beat| beat.took).collect();
        let last = *all.first()?;
        let mut sorted = all;
        sorted.sort_unstable();
        Some((last, sorted[sorted.len() / 2]))
    }

    pub(super) fn value(&self) -> Value {
        let standing = self.standing.as_ref();
        let run = |run: &crate::domain::heartbeat::Run| {
            json!({
                "run": run.id,
                "started_at": instant(run.started_at),
                "limit_at": maybe(run.limit_at),
            })
        };
        json!({
            "name": self.name,
            "state": self.stands().word(),
            "expected": self.rule.schedule.to_string(),
            "zone": self.rule.zone.iana_name().unwrap_or("UTC"),
            "grace": self.rule.grace.as_secs(),
            "heard_at": maybe(standing.and_then(|it| it.heard_at)),
            "due_at": maybe(standing.map(|it| it.due_at)),
            "runs": standing.map(|it| it.runs.iter().map(run).collect::<Vec<_>>()),
            "took": self.takes().map(|(last, _)| last.as_secs_f64()),
            "usually_takes": self.takes().map(|(_, usual)| usual.as_secs_f64()),
        })
    }
}

pub(super) fn run(session: &Session, format: &Format) -> Result<(), Error> {
    let rules = session.settings()?.rules;
    let mut store = session.kept()?;
    let listed = rules.heartbeats.iter().map(|(name, rule)| Listed::of(&mut store, name, rule));
    let listed = listed.collect::<Result<Vec<_>, _>>()?;
    if format.is_asked(session.out) {
        let values = listed.iter().map(Listed::value).collect();
        return format.print(session.out, "beat-list", &values);
    }
    if listed.is_empty() {
        session.out.talk("hint: `[heartbeats.NAME]` in the configuration says what is expected");
        return session.out.line("no heartbeat is expected");
    }
    let mut table = Table::new(&["NAME", "STATE", "LAST HEARD", "NEXT DUE", "TAKES", "EXPECTED"]);
    for listed in &listed {
        table.row(cells(session, listed));
    }
    session.out.text(table.render(session.out))
}

/// How it stands with one, in one line.
pub(super) fn one(session: &Session, name: &str) -> Result<(), Error> {
    let rules = session.settings()?.rules;
    let Some(rule) = rules.heartbeats.get(name) else { return Ok(()) };
    let listed = Listed::of(&mut session.kept()?, name, rule)?;
    if session.out.json {
        return session.out.json(&listed.value());
    }
    let due = listed.standing.as_ref().map(|it| at(session, it.due_at));
    let due = due.map(|due| format!(", due {due}")).unwrap_or_default();
    session.out.line(format_args!("{}: {}{due}", plain(name), listed.stands().word()))
}

pub(super) fn at(session: &Session, at: jiff::Timestamp) -> String {
    time::with_distance(at, session.now, &session.zone())
}

pub(super) fn tone(stands: Stands) -> Tone {
    match stands {
        Stands::Wrong(_) => Tone::Alarm,
        Stands::New | Stands::Running => Tone::Calm,
        Stands::Fine => Tone::Over,
    }
}

fn cells(session: &Session, listed: &Listed<'_>) -> Vec<(Tone, String)> {
    let standing = listed.standing.as_ref();
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    let heard = standing.and_then(|it| it.heard_at).map(|heard| at(session, heard));
    vec![
        (Tone::Strong, plain(listed.name).into_owned()),
        (tone(listed.stands()), listed.stands().word().to_owned()),
        (Tone::Plain, heard.unwrap_or_else(|| "never".to_owned())),
        (Tone::Plain, or_dash(standing.map(|it| at(session, it.due_at)))),
        (Tone::Plain, or_dash(listed.takes().map(|(_, usual)| spell(usual)))),
        (Tone::Faint, plain(&listed.rule.schedule.to_string()).into_owned()),
    ]
}

//! `wail beat show NAME`: one heartbeat, its runs, and its newest signs of life.

use serde_json::{Value, json};

use super::list::{Listed, at, tone};
use super::record::unknown;
use crate::cli::Session;
use crate::cli::json::instant;
use crate::cli::out::Tone;
use crate::cli::table::Table;
use crate::domain::heartbeat::{Beat, Heartbeat};
use crate::domain::text::plain;
use crate::domain::wait::spell;
use crate::error::Error;

/// How many signs of life are shown.
const SHOWN: usize = 10;

pub(super) fn run(session: &Session, name: &str) -> Result<(), Error> {
    let rules = session.settings()?.rules;
    let rule = rules.heartbeats.get(name).ok_or_else(|| unknown(name, &rules))?;
    let listed = Listed::of(&mut session.kept()?, name, rule)?;
    if session.out.json {
        let mut value = listed.value();
        value["beats"] = listed.beats.iter().map(value_of).collect::<Vec<_>>().into();
        return session.out.json(&value);
    }
    about(session, &listed)?;
    let mut table = Table::new(&["WHEN", "WHAT", "TOOK", "RUN"]);
    for beat in listed.beats.iter().take(SHOWN) {
        table.row(vec![
            (Tone::Plain, at(session, beat.at)),
            (Tone::Plain, what(beat)),
            (Tone::Plain, beat.took.map(spell).unwrap_or_default()),
            (Tone::Faint, plain(beat.run.as_deref().unwrap_or_default()).into_owned()),
        ]);
    }
    if !listed.beats.is_empty() {
        session.out.text(format_args!("\n{}", table.render(session.out)))?;
    }
    let Some(last) = listed.beats.iter().find(|beat| !beat.body.is_empty()) else { return Ok(()) };
    session.out.line(format_args!("\nthe end of what was said {}:", at(session, last.at)))?;
    last.body.lines().try_for_each(|line| session.out.line(format_args!("  {}", plain(line))))
}

fn about(session: &Session, listed: &Listed<'_>) -> Result<(), Error> {
    let stands = listed.stands();
    let word = session.out.paint(tone(stands), stands.word());
    let title = session.out.paint(Tone::Strong, plain(listed.name));
    session.out.line(format_args!("{title}: {word}"))?;
    let zone = listed.rule.zone.iana_name().unwrap_or("UTC");
    let expected =
        format!("{} ({zone}), {} of grace", listed.rule.schedule, spell(listed.rule.grace));
    let standing = listed.standing.as_ref();
    let heard = standing.and_then(|it| it.heard_at).map(|heard| at(session, heard));
    let mut rows = vec![
        ("expected", plain(&expected).into_owned()),
        ("last heard", heard.unwrap_or_else(|| "never".to_owned())),
        ("next due", standing.map(|it| at(session, it.due_at)).unwrap_or_default()),
    ];
    for run in standing.into_iter().flat_map(|it| &it.runs) {
        let limit = run.limit_at.map(|limit| format!(", until {}", at(session, limit)));
        let limit = limit.unwrap_or_else(|| ", too long".to_owned());
        rows.push(("runs since", format!("{}{limit}", at(session, run.started_at))));
    }
    if let Some((last, usual)) = listed.takes() {
        rows.push(("takes", format!("{} last, {} usually", spell(last), spell(usual))));
    }
    let text = |given: &Option<String>| plain(given.as_deref().unwrap_or_default()).into_owned();
    rows.push(("runbook", text(&listed.rule.runbook)));
    rows.push(("caution", text(&listed.rule.caution)));
    rows.retain(|(_, text)| !text.is_empty());
    rows.iter().try_for_each(|(word, text)| session.out.line(format_args!("  {word:<10}  {text}")))
}

fn what(beat: &Heartbeat) -> String {
    match beat.beat {
        Beat::Started => "started".to_owned(),
        Beat::Succeeded | Beat::Exited(0) => "succeeded".to_owned(),
        Beat::Failed => "failed".to_owned(),
        Beat::Exited(code) => format!("failed with exit code {code}"),
        Beat::Logged => "said something".to_owned(),
    }
}

fn value_of(beat: &Heartbeat) -> Value {
    json!({
        "at": instant(beat.at),
        "beat": beat.beat.word(),
        "exit_code": beat.beat.exit_code(),
        "run": beat.run,
        "took": beat.took.map(|took| took.as_secs_f64()),
        "body": beat.body,
        "local": beat.is_local,
    })
}

//! Publishing: what an audience would read is shown and confirmed, then its program is run, and what became
//! of it is kept.

use jiff::Timestamp;

use crate::cli::Session;
use crate::cli::child::block_on;
use crate::cli::unknown::unknown;
use crate::config::Audience;
use crate::domain::incident::Incident;
use crate::domain::name::{AudienceName, PersonId};
use crate::domain::text::plain;
use crate::domain::update::{Publication, PublicationState, Update};
use crate::domain::wait::count;
use crate::error::{Error, Kind};
use crate::pager::{self, push};
use crate::store::Store;

use super::Known;

/// The word for every audience, and for none.
const ALL: &str = "all";
pub(super) const NONE: &str = "none";

/// What somebody is about to read.
pub(super) struct Shown<'a> {
    pub(super) audience: &'a AudienceName,
    /// How they come to read it.
    pub(super) way: String,
    pub(super) text: &'a str,
    /// What there is to know about it, if anything.
    pub(super) remark: Option<String>,
}

/// The audiences that are meant: those named, else all.
pub(super) fn audiences<'k>(
    known: &'k Known,
    to: &[String],
) -> Result<Vec<(&'k AudienceName, &'k Audience)>, Error> {
    let all = || known.updates.audiences.iter();
    if to.is_empty() || to.iter().any(|name| name == ALL) {
        return Ok(all().collect());
    }
    let mut found = Vec::new();
    for name in to.iter().filter(|name| *name != NONE) {
        let audience = known.updates.audiences.get_key_value(name.as_str()).ok_or_else(|| {
            let none = format!("the configuration has none; add `[audience.{}]`", plain(name));
            unknown("audience", name, all().map(|(name, _)| name.as_str()), &none)
        })?;
        if found.iter().all(|(name, _)| *name != audience.0) {
            found.push(audience);
        }
    }
    Ok(found)
}

/// Shows what would be published, and what goes with it, and asks. Nobody is asked with `yes`.
pub(super) fn confirm(
    session: &Session,
    (shown, beside): (&[Shown<'_>], Vec<String>),
    yes: bool,
) -> Result<(), Error> {
    if shown.is_empty() {
        return Ok(());
    }
    let mut lines = Vec::new();
    for Shown { audience, way, text, remark } in shown {
        let remark = remark.as_ref().map(|remark| format!(" ({})", plain(remark)));
        lines.push(format!("to {audience}, {way}{}", remark.unwrap_or_default()));
        lines.extend(text.lines().map(|line| format!("    {}", plain(line))));
    }
    lines.extend(beside);
    let lines = lines.join("\n");
    if yes {
        session.out.talk(lines);
        return Ok(());
    }
    session.out.warn(lines);
    match session.out.ask("Publish this? [y/N] ") {
        Some(true) => Ok(()),
        Some(false) => Err(Error::new(Kind::No, "nothing is published, and nothing is kept")
            .hint("`--to none` keeps an update without publishing it")),
        None => Err(Error::new(Kind::Usage, "this is published, and nobody can be asked")
            .hint("look at it, then say `--yes`; `--to none` keeps it without publishing it")),
    }
}

/// What became of one publication.
pub(super) struct Outcome {
    pub(super) audience: AudienceName,
    pub(super) result: Result<(), String>,
}

/// Runs or asks what publishes an update, one audience after the other, and keeps at once what became of each.
pub(super) fn publish(
    session: &Session,
    store: &mut Store,
    known: &Known,
    (update, incident, by): (&Update, &Incident, &PersonId),
) -> Result<Vec<Outcome>, Error> {
    let mut outcomes = Vec::new();
    // An update that says nothing of it leaves what was promised as it was.
    let owed = store.read(|tx| tx.owed_update(update.incident))?;
    let next_at = update.next_at.or(owed.map(|owed| owed.next_at));
    for to in &update.publications {
        if to.state == PublicationState::Published {
            outcomes.push(Outcome { audience: to.audience.clone(), result: Ok(()) });
            continue;
        }
        let result = match known.updates.audiences.get(&to.audience) {
            None => Err("the configuration has no such audience any more".to_owned()),
            Some(Audience { program: Some(program), .. }) => {
                let environment = environment(update, incident, (to, next_at));
                let run = pager::publish(program, environment, format!("{}\n", to.text));
                block_on(async { Ok(run.await) })?
            }
            Some(Audience { push: Some(target), .. }) => {
                let (audience, text, id) = (&to.audience, &*to.text, update.id);
                let what = push::Update { id, audience, by: &update.by, text, incident };
                block_on(async { Ok(push::publish(target, what).await) })?
            }
            Some(Audience { .. }) => Ok("it stands on the record".to_owned()),
        };
        let kept = result.clone();
        session
            .decide(store, &known.rules, |_, engine| Ok(engine.publish(update, to, by, kept)?))?;
        outcomes.push(Outcome { audience: to.audience.clone(), result: result.map(drop) });
    }
    Ok(outcomes)
}

/// What the program knows besides the text.
fn environment(
    update: &Update,
    incident: &Incident,
    (to, next_at): (&Publication, Option<Timestamp>),
) -> Vec<(&'static str, String)> {
    let next = next_at.map(|at| at.to_string());
    vec![
        ("WAIL_UPDATE", update.id.to_string()),
        ("WAIL_AUDIENCE", to.audience.to_string()),
        ("WAIL_INCIDENT", incident.id.to_string()),
        ("WAIL_PERSON", plain(update.by.as_str()).into_owned()),
        ("WAIL_SEVERITY", incident.severity.word().to_owned()),
        ("WAIL_STATUS", incident.status.word().to_owned()),
        ("WAIL_SUMMARY", plain(&incident.summary).into_owned()),
        ("WAIL_UPDATED_AT", update.at.to_string()),
        ("WAIL_NEXT_AT", next.unwrap_or_default()),
    ]
}

/// That something did not reach everybody, if so.
pub(super) fn failed(outcomes: &[Outcome]) -> Result<(), Error> {
    let lines: Vec<String> = outcomes
        .iter()
        .filter_map(|outcome| {
            let why = outcome.result.as_ref().err()?;
            Some(format!("  {}: {}", outcome.audience, plain(why)))
        })
        .collect();
    if lines.is_empty() {
        return Ok(());
    }
    let audiences = count(lines.len(), "audience");
    Err(Error::new(Kind::No, format!("the update is kept, and did not reach {audiences}"))
        .detail(lines.join("\n"))
        .hint("`wail update --again` tries once more"))
}

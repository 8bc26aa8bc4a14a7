//! An update is composed, shown, kept and published.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::draft::{suggested, wrong_template};
use super::editor::{Edited, edit};
use super::facts::told;
use super::next::{Beside, owed_lines, owed_then, understood};
use super::publish::{NONE, Outcome, Shown, audiences, confirm, failed, publish};
use super::twice::{Kept, overtaken, save};
use super::{Known, Update as Arguments, list, promised};
use crate::cli::json::maybe;
use crate::cli::status::renew_after;
use crate::cli::{Session, promise};
use crate::config::Audience;
use crate::domain::incident::{Incident, IncidentId, Status};
use crate::domain::name::{AudienceName, PersonId};
use crate::domain::text::plain;
use crate::domain::update::{LONGEST, Next, Owed, Update, UpdateId, tidy};
use crate::engine::Written;
use crate::error::{Error, Kind};
use crate::publish::update::{Facts, for_audience};
use crate::store::Store;

/// Who writes, and on which clock: that of the machine they type at.
pub(super) struct Writer {
    pub(super) by: PersonId,
    pub(super) zone: TimeZone,
}

impl Writer {
    pub(super) fn of(session: &Session) -> Result<Self, Error> {
        Ok(Self { by: session.person()?, zone: session.zone() })
    }
}

/// What is about to be kept of one incident.
pub(super) struct Composed {
    pub(super) id: IncidentId,
    /// What each audience reads.
    texts: Vec<String>,
    /// The last update that the writer has seen, if it is known which.
    seen: Option<UpdateId>,
}

pub(super) fn run(
    session: &Session,
    store: &mut Store,
    known: &Known,
    (ids, typed, args): (&[IncidentId], &str, &Arguments),
) -> Result<(), Error> {
    let writer = Writer::of(session)?;
    let meant = audiences(known, &args.to)?;
    let mut edited = None;
    let mut seen = Vec::new();
    let text = if args.edit {
        let (text, last) = in_editor(session, store, known, (ids, typed, args, &writer))?;
        seen = last;
        edited.insert(text).text.clone()
    } else {
        match &args.file {
            Some(file) => read(file)?,
            None => typed.to_owned(),
        }
    };
    let said = Said { text: &text, seen: &seen, is_edited: args.edit };
    let kept = keep(session, store, known, (ids, &said, args), (&writer, &meant));
    match (kept, edited) {
        (Ok(()), edited) => {
            edited.into_iter().for_each(Edited::done);
            Ok(())
        }
        // What failed to be published is kept all the same.
        (Err(error), Some(edited)) => {
            Err(error.hint(format!("what you wrote is in {}", edited.file.display())))
        }
        (Err(error), None) => Err(error),
    }
}

/// The text as it comes from an editor, and the last update of each incident when it was opened.
fn in_editor(
    session: &Session,
    store: &mut Store,
    known: &Known,
    (ids, typed, args, writer): (&[IncidentId], &str, &Arguments, &Writer),
) -> Result<(Edited, Vec<UpdateId>), Error> {
    let mut drafts = Vec::new();
    for id in ids {
        drafts.push(suggested(session, store, known, (*id, args, writer))?);
    }
    let facts: Vec<&Facts> = drafts.iter().map(|(_, told)| &told.facts).collect();
    let begin = match drafts.first() {
        Some((draft, _)) if typed.trim().is_empty() => draft.as_str(),
        _ => typed,
    };
    let edited = edit(session, begin, &facts)?;
    let seen = drafts.iter().map(|(_, told)| told.last.as_ref().map_or(UpdateId(0), |it| it.id));
    Ok((edited, seen.collect()))
}

/// What stands in a file, or on standard input.
fn read(file: &Path) -> Result<String, Error> {
    let most = LONGEST as u64 + 1;
    let mut bytes = Vec::new();
    let done = match file.to_str() {
        Some("-") => io::stdin().take(most).read_to_end(&mut bytes),
        _ => File::open(file).and_then(|file| file.take(most).read_to_end(&mut bytes)),
    };
    done.map_err(|error| {
        Error::new(Kind::Usage, format!("{} cannot be read", file.display()))
            .detail(format!("  {error}"))
            .hint("`--file FILE` reads a file, `--file -` what another command prints")
    })?;
    // What is too long is cut, and found to be too long.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// What is said, and what its writer knows.
struct Said<'a> {
    text: &'a str,
    /// The last update of each incident that they have seen, where that is known.
    seen: &'a [UpdateId],
    is_edited: bool,
}

fn keep(
    session: &Session,
    store: &mut Store,
    known: &Known,
    (ids, said, args): (&[IncidentId], &Said<'_>, &Arguments),
    (writer, meant): (&Writer, &[(&AudienceName, &Audience)]),
) -> Result<(), Error> {
    let text = tidy(said.text);
    if text.is_empty() {
        let id = ids.first().map_or(412, |id| id.0);
        return Err(Error::new(Kind::Usage, "the update says nothing, and nothing is kept").hint(
            format!("`wail update {id} \"still read-only; next update 14:00\"`, or `--draft` for a start"),
        ));
    }
    if said.text.len() > LONGEST {
        let most = LONGEST / 1024;
        return Err(Error::new(Kind::Usage, format!("an update has at most {most} KiB"))
            .hint("say less; what is longer can be kept by `wail note ID --file FILE`"));
    }
    let beside = Beside { next: args.next.as_deref(), is_last: args.last };
    let next = understood(&text, beside, session.now, &writer.zone)?;
    let promised = promised::wanted(session, known, (ids, args), (writer, meant))?;
    let (mut composed, mut owed) = (Vec::new(), Vec::new());
    for (place, id) in ids.iter().enumerate() {
        let after = owed_then(session, store, known, (*id, next))?;
        owed.push(after);
        let told = told(session, store, *id, (after, &writer.zone))?;
        let texts = meant.iter().map(|(name, audience)| {
            let text = for_audience(audience.template.as_deref(), &told.facts, &text);
            let text = text.map_err(|why| wrong_template(&format!("[audience.{name}]"), &why))?;
            fits(name, audience, &text).map(|()| text)
        });
        let seen = said.seen.get(place).copied();
        composed.push(Composed { id: *id, texts: texts.collect::<Result<_, _>>()?, seen });
    }
    let mut beside = owed_lines(session, &writer.zone, (ids, &owed));
    beside.extend(promised::shown(session, &promised));
    if args.set.dry_run {
        return imagine(session, &text, (&composed, meant), (&owed, &beside));
    }
    let shown = shown(&composed, meant);
    if shown.is_empty() && said.is_edited && !args.yes {
        agree(session, &text, &beside)?;
    }
    confirm(session, (&shown, beside), args.yes)?;
    let written = |composed: &Composed, anyway: bool| Written {
        by: writer.by.clone(),
        text: text.clone(),
        next,
        seen: composed.seen,
        anyway,
        publish: meant
            .iter()
            .zip(&composed.texts)
            .map(|((name, audience), text)| {
                ((*name).clone(), text.clone(), audience.is_elsewhere())
            })
            .collect(),
    };
    let all = (&*composed, &*promised);
    let mut kept = save(session, store, known, all, |it| written(it, args.anyway))?;
    if let Err(first) = &kept {
        overtaken(session, first)?;
        kept = save(session, store, known, all, |it| written(it, true))?;
    }
    let kept = kept.map_err(|_| {
        Error::new(Kind::No, "somebody else writes at the same moment").hint("say it once more")
    })?;
    told_of(session, store, known, (&kept, writer))?;
    if known.is_at_fault && args.to.iter().all(|to| to != NONE) {
        let message = "the update is kept, and nobody has read it: the configuration is at fault";
        return Err(Error::new(Kind::No, message)
            .hint("`wail config check` shows what is wrong; then say it once more"));
    }
    Ok(())
}

/// Publishes what is kept, and says what is true now.
fn told_of(
    session: &Session,
    store: &mut Store,
    known: &Known,
    (kept, writer): (&Kept, &Writer),
) -> Result<(), Error> {
    let promises = kept.promises.iter();
    let (mut outcomes, mut values) = (Vec::new(), Vec::new());
    for (update, incident) in &kept.updates {
        let became = publish(session, store, known, (update, incident, &writer.by))?;
        if session.out.json {
            let mut value = list::fresh(store, update)?;
            value["promises"] =
                promises.clone().map(|it| promise::list::value(it, session.now)).collect();
            values.push(value);
        } else {
            let owed = store.read(|tx| tx.owed_update(update.incident))?;
            session.out.line(sentence(session, incident, (owed.as_ref(), writer), &became))?;
        }
        outcomes.extend(became);
    }
    if session.out.json {
        session.out.json(&Value::Array(values))?;
    } else {
        promises
            .map(|it| promise::sentence(session, it))
            .try_for_each(|it| session.out.line(it))?;
    }
    let kept: Vec<&Update> = kept.updates.iter().map(|(update, _)| update).collect();
    renew_after(session, failed(&outcomes), &kept)
}

/// Whether the service that an audience reads it by takes all of it.
fn fits(name: &AudienceName, audience: &Audience, text: &str) -> Result<(), Error> {
    let taken = audience.push.as_ref().map_or(Ok(()), |target| target.takes(text));
    taken.map_err(|why| {
        Error::new(Kind::Usage, format!("this is too long for {name}, and nothing is kept"))
            .detail(format!("  {why}"))
            .hint("say less, or name other audiences with `--to`")
    })
}

/// What came out of an editor is only kept once somebody says so.
fn agree(session: &Session, text: &str, beside: &[String]) -> Result<(), Error> {
    let lines = text.lines().map(|line| format!("    {}", plain(line)));
    let lines: Vec<String> = lines.chain(beside.iter().cloned()).collect();
    session.out.warn(lines.join("\n"));
    match session.out.ask("Keep this? [y/N] ") {
        Some(true) => Ok(()),
        Some(false) => Err(Error::new(Kind::No, "nothing is kept")),
        None => Err(Error::new(Kind::Usage, "nobody can be asked whether this is to be kept")
            .hint("say `--yes`")),
    }
}

fn shown<'c>(
    composed: &'c [Composed],
    meant: &[(&'c AudienceName, &'c Audience)],
) -> Vec<Shown<'c>> {
    let several = composed.len() > 1;
    let mut shown = Vec::new();
    for it in composed {
        for ((audience, how), text) in meant.iter().zip(&it.texts) {
            shown.push(Shown {
                audience,
                way: how.way(),
                text,
                remark: several.then(|| it.id.to_string()),
            });
        }
    }
    shown
}

/// What would be kept and published.
fn imagine(
    session: &Session,
    text: &str,
    (composed, meant): (&[Composed], &[(&AudienceName, &Audience)]),
    (owed, beside): (&[Next], &[String]),
) -> Result<(), Error> {
    session.out.talk("nothing is kept; this would be, and would be published");
    if session.out.json {
        let values = composed.iter().zip(owed).map(|(it, owed)| {
            let to = meant.iter().zip(&it.texts).map(
                |((audience, _), text)| json!({ "audience": audience.as_str(), "text": text }),
            );
            let to: Vec<Value> = to.collect();
            let next_at = maybe(owed.by());
            json!({ "incident": it.id.0, "text": text, "next_at": next_at, "publications": to })
        });
        return session.out.json(&values.collect());
    }
    for it in composed {
        session.out.line(format_args!("{}: {}", it.id, plain(text)))?;
        for ((audience, _), text) in meant.iter().zip(&it.texts) {
            session.out.line(format_args!("    to {audience}: {}", plain(text)))?;
        }
    }
    beside.iter().try_for_each(|line| session.out.line(line))
}

/// What is true now, in one line.
fn sentence(
    session: &Session,
    incident: &Incident,
    (owed, Writer { by, zone }): (Option<&Owed>, &Writer),
    became: &[Outcome],
) -> String {
    let (id, summary) = (incident.id, plain(&incident.summary));
    let owed = match owed {
        Some(owed) => list::owed_line(session, owed, zone),
        None => "no next one is promised".to_owned(),
    };
    let reached = became.iter().filter(|outcome| outcome.result.is_ok());
    let reached: Vec<&str> = reached.map(|outcome| outcome.audience.as_str()).collect();
    let reached = match reached.as_slice() {
        [] => String::new(),
        names => format!("; published to {}", names.join(", ")),
    };
    let rings = match &incident.status {
        Status::Triggered { .. } => format!("; nobody has it yet: `wail ack {id}`"),
        Status::Acknowledged { by: holder, .. } if holder != by => {
            format!("; {} has it", plain(holder.as_str()))
        }
        Status::Held { .. } | Status::Acknowledged { .. } | Status::Resolved { .. } => {
            String::new()
        }
    };
    format!("updated {id}: {summary}; {owed}{reached}{rings}")
}

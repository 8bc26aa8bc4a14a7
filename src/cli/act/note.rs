//! `wail note`: something written down, of now or of a moment, what mended it, whose task it is.

use std::fs::File;
use std::io::{Read, stdin};
use std::path::{Path, PathBuf};

use clap::Args;

use super::super::session::number;
use super::super::{Session, list, moment, promise};
use super::act;
use super::which::{Set, Which};
use crate::cli::unknown;
use crate::domain::incident::{IncidentId, Input};
use crate::domain::name::PersonId;
use crate::domain::record::timeline::WrittenEvent;
use crate::domain::record::written::{LONGEST, Written, size};
use crate::domain::rules::Rules;
use crate::domain::text::plain;
use crate::error::{Error, Kind};
use crate::store::{Chosen, Recorded, StoreError};

/// The arguments of `wail note`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail note 412 the replica lags              and your check-in is renewed, if you have it\n  \
    wail note 412 --at \"20 min ago\" failed over to db-2\n  \
    wail note --cmd \"kubectl rollout undo\" --exit $?\n  \
    dmesg | tail -n 50 | wail note 412 -        what a command prints\n  \
    wail note 412,413 looking at both\n  \
    wail note --mine still at it\n  \
    wail note --apart the office has no power   on no incident\n  \
    wail note --corrects 1730 it was db-2       the entry stays, and this stands beside it\n  \
    wail note 412 --fix \"restarted the replica\"  shown to whoever meets the same problem next\n  \
    wail note 412 --owner ana --by friday       whose task it is that it comes no more: a promise\n\n\
    Without a number it is about the only incident that is open; about none if none is.")]
pub(in crate::cli) struct Note {
    /// The incident's number, or several: `412,413`; then what to write down, `-` for standard input
    #[arg(value_name = "ID TEXT")]
    words: Vec<String>,
    /// When it was, if that was not now: `20 min ago`, `14:05`, `yesterday 23:10`
    #[arg(long, value_name = "TIME", conflicts_with_all = ["fix", "owner"])]
    at: Option<String>,
    /// Write down what is in this file
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// A command that was run
    #[arg(long, value_name = "COMMAND")]
    cmd: Option<String>,
    /// With what it ended
    #[arg(long, value_name = "CODE", requires = "cmd", allow_negative_numbers = true)]
    exit: Option<i32>,
    /// The entry that this corrects, by its number in `wail timeline` or `wail log -v`
    #[arg(
        long,
        value_name = "ENTRY",
        value_parser = entry_number,
        conflicts_with_all = ["cmd", "fix", "owner", "apart", "all", "mine", "matchers"]
    )]
    corrects: Option<i64>,
    /// On no incident, whatever is open
    #[arg(long, conflicts_with_all = ["fix", "owner", "all", "mine", "matchers"])]
    apart: bool,
    /// What mended it
    #[arg(long, value_name = "TEXT")]
    fix: Option<String>,
    /// Whose task it is that it comes no more
    #[arg(long, value_name = "PERSON")]
    owner: Option<String>,
    /// By when: a promise is made of it, for a week unless given
    #[arg(long, value_name = "TIME", requires = "owner")]
    by: Option<String>,
    #[command(flatten)]
    set: Set,
}

/// What a note is about.
enum Target {
    /// These incidents, or those of a set.
    Incidents(Vec<IncidentId>),
    /// None.
    Nothing,
}

pub(in crate::cli) fn note(session: &Session, args: &Note) -> Result<(), Error> {
    let Note { words, fix, owner, by: due, set, .. } = args;
    let (ids, words) =
        if is_all_text(args, words) { (Vec::new(), &**words) } else { numbers(words) };
    let ids = named(session, args, ids)?;
    let by = session.person()?;
    let mut inputs: Vec<Input> = written(session, args, words, &by)?.into_iter().collect();
    if let Some(fix) = fix {
        inputs.push(Input::NoteFix { by: by.clone(), text: said(fix)? });
    }
    // Who is meant is known by the configuration alone; a note needs none.
    let rules = match owner {
        Some(_) => session.settings()?.rules,
        None => session.rules_or_none(),
    };
    if let Some(owner) = owner {
        let owner = unknown::person(owner, &rules)?;
        let due = due.as_ref().map(|said| promise::due(session, said, &owner, &rules));
        let due_at = due.transpose()?.map(|due| due.at);
        inputs.push(Input::Own { by: by.clone(), owner, due_at });
    }
    if inputs.is_empty() {
        return Err(nothing_said());
    }
    match target(session, args, ids)? {
        Target::Nothing => apart(session, &rules, set, inputs),
        Target::Incidents(ids) => {
            let ids = ids.into_iter().map(|id| id.0).collect();
            act(session, &Which { ids, set: set.clone() }, &rules, &inputs)?;
            owner.as_ref().map_or(Ok(()), |owner| promise::tell_of_fixes(session, owner))
        }
    }
}

/// What is written down by the words, the file, the command and the moment, if anything is.
fn written(
    session: &Session,
    args: &Note,
    words: &[String],
    by: &PersonId,
) -> Result<Option<Input>, Error> {
    let text = text(args, words)?;
    let said_when = args.at.as_deref();
    let about =
        said_when.map(|said| moment::past(said, session.now, &session.zone())).transpose()?;
    let what = match (&args.cmd, args.corrects, text) {
        (Some(command), _, text) => Written::Ran { command: said(command)?, exit: args.exit, text },
        (None, Some(entry), Some(text)) => Written::Correction { entry, text },
        (None, None, Some(text)) => Written::Note(text),
        (None, None, None) if about.is_none() => return Ok(None),
        (None, _, None) => return Err(nothing_said()),
    };
    let by = by.clone();
    Ok(Some(match what {
        Written::Note(text) if about.is_none() => Input::Note { by, text },
        what => Input::Write(WrittenEvent { by, about, what }),
    }))
}

/// The text: the words, what is in the file, or what stands on standard input.
fn text(args: &Note, words: &[String]) -> Result<Option<String>, Error> {
    match (&args.file, words) {
        (Some(path), []) => from_file(path).map(Some),
        (Some(_), _) => {
            Err(Error::new(Kind::Usage, "a note is what is typed, or what is in the file")
                .hint("leave one of them out"))
        }
        (None, [dash]) if dash == "-" => from(stdin().lock(), "standard input").map(Some),
        (None, []) => Ok(None),
        (None, words) => said(&words.join(" ")).map(Some),
    }
}

fn from_file(path: &Path) -> Result<String, Error> {
    let name = path.display().to_string();
    let file = File::open(path).map_err(|error| unreadable(&name, &error))?;
    from(file, &name)
}

fn from(reader: impl Read, name: &str) -> Result<String, Error> {
    let mut bytes = Vec::new();
    // One byte more than fits shows that there is more.
    let read = reader.take(LONGEST as u64 + 1).read_to_end(&mut bytes);
    read.map_err(|error| unreadable(name, &error))?;
    if bytes.len() > LONGEST {
        return Err(too_long());
    }
    said(&String::from_utf8_lossy(&bytes))
}

fn unreadable(name: &str, error: &std::io::Error) -> Error {
    Error::new(Kind::Usage, format!("`{}` cannot be read", plain(name)))
        .detail(format!("  {error}"))
        .hint("`--file FILE` reads a file, `-` what another command prints")
}

/// What somebody said, without what ends its last line; nothing is no note.
pub(super) fn said(text: &str) -> Result<String, Error> {
    let text = text.trim_end();
    match text.len() {
        0 => Err(nothing_said()),
        length if length > LONGEST => Err(too_long()),
        _ => Ok(text.to_owned()),
    }
}

fn too_long() -> Error {
    Error::new(Kind::Usage, format!("the note is too long: at most {} are kept", size(LONGEST)))
        .hint("write down where it is to be found, or its end: `tail -c 100000 FILE | wail note 412 -`")
}

fn nothing_said() -> Error {
    Error::new(Kind::Usage, "the note says nothing")
        .hint("write it behind the number: `wail note 412 the replica lags`")
}

/// Whether a number alone is the note: what it is about is said otherwise.
fn is_all_text(args: &Note, words: &[String]) -> bool {
    let is_told = args.corrects.is_some() || args.apart;
    is_told && words.len() == 1 && args.file.is_none() && args.cmd.is_none()
}

/// The numbers that stand before the note, if any do.
fn numbers(words: &[String]) -> (Vec<i64>, &[String]) {
    let Some((first, rest)) = words.split_first() else { return (Vec::new(), words) };
    let ids: Result<Vec<i64>, _> = first.split(',').map(number).collect();
    ids.map_or((Vec::new(), words), |ids| (ids, rest))
}

/// The incidents that are named by number. Where something else says which are meant, a number is not taken
/// for the beginning of the note; a correction may name the incident of its entry.
fn named(session: &Session, args: &Note, ids: Vec<i64>) -> Result<Vec<i64>, Error> {
    let Some(first) = ids.first() else { return Ok(ids) };
    let flag = match args.corrects {
        Some(entry) => {
            let incident = corrected(session, entry)?.incident.map(|id| id.0);
            if incident.is_some_and(|incident| ids == [incident]) {
                return Ok(ids);
            }
            "`--corrects`"
        }
        None if args.apart => "`--apart`",
        None if args.set.chooses() => "`--mine`, `--match` or `--all`",
        None => return Ok(ids),
    };
    let message =
        format!("{first} is read as an incident, and {flag} says already what the note is about");
    Err(Error::new(Kind::Usage, message).hint(
        "leave the number out; a note that begins with one stands in quotes: `\"3 of 5 are back\"`",
    ))
}

fn entry_number(text: &str) -> Result<i64, String> {
    let digits = text.strip_prefix('#').unwrap_or(text);
    digits.parse().map_err(|_| "it is a number, as `wail timeline` shows it".to_owned())
}

/// What the note is about: what was named, what the entry that it corrects is about, or what is open.
fn target(session: &Session, args: &Note, ids: Vec<i64>) -> Result<Target, Error> {
    if let Some(entry) = args.corrects {
        let incident = corrected(session, entry)?.incident;
        return Ok(incident.map_or(Target::Nothing, |id| Target::Incidents(vec![id])));
    }
    if args.apart {
        return Ok(Target::Nothing);
    }
    if !ids.is_empty() || args.set.chooses() {
        return Ok(Target::Incidents(ids.into_iter().map(IncidentId).collect()));
    }
    let mut open = Vec::new();
    session.kept()?.read::<_, StoreError>(|tx| {
        tx.list(&Chosen::default(), |listed| open.push(listed.incident))
    })?;
    match open.as_slice() {
        [] if args.fix.is_none() && args.owner.is_none() => Ok(Target::Nothing),
        [] => Err(Error::new(Kind::Usage, "this does not say which incident is meant")
            .hint("begin with its number, `wail note 412 …`")),
        [only] => Ok(Target::Incidents(vec![only.id])),
        several => {
            let lines: Vec<String> =
                several.iter().take(10).map(|incident| list::one_line(session, incident)).collect();
            Err(Error::new(Kind::Usage, "this does not say which incident is meant")
                .detail(lines.join("\n"))
                .hint("begin with its number, `wail note 412 …`, or say `--mine`, `--match`, `--all`, or `--apart` for none"))
        }
    }
}

/// The entry of that number.
fn corrected(session: &Session, number: i64) -> Result<Recorded, Error> {
    let mut found = None;
    session.kept()?.read::<_, StoreError>(|tx| {
        tx.sealed_before(number.saturating_add(1), |sealed| {
            found = Some(sealed.entry);
            false
        })
    })?;
    found.filter(|entry| entry.id == number).ok_or_else(|| {
        Error::new(Kind::No, format!("there is no entry {number}"))
            .hint("`wail timeline ID` and `wail log -v` show the numbers")
    })
}

/// Writes it down on no incident.
fn apart(session: &Session, rules: &Rules, set: &Set, inputs: Vec<Input>) -> Result<(), Error> {
    let mut store = session.store()?;
    let events: Vec<WrittenEvent> = inputs.into_iter().filter_map(event).collect();
    if set.dry_run {
        session.out.talk("nothing is changed; this would go on the record");
        return events.iter().try_for_each(|event| session.out.line(plain(&event.sentence())));
    }
    session.decide(&mut store, rules, |_, engine| {
        events.iter().try_for_each(|event| Ok(engine.write_down(event.clone())?))
    })?;
    if session.out.json {
        return session.out.json(&serde_json::json!([]));
    }
    session.out.line("noted, on no incident")
}

fn event(input: Input) -> Option<WrittenEvent> {
    match input {
        Input::Note { by, text } => {
            Some(WrittenEvent { by, about: None, what: Written::Note(text) })
        }
        Input::Write(event) => Some(event),
        _ => None,
    }
}

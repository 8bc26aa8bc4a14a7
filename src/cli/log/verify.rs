//! `wail log verify`: whether the record is as it was written.

use clap::Args;
use serde_json::{Value, json};

use crate::cli::json as fields;
use crate::cli::{Session, time};
use crate::domain::text::plain;
use crate::error::{Error, Kind};
use crate::store::{Fault, Gone, Head, StoreError, Verified, Verify, hex};

/// How much of a hash is enough to be told from any other, in digits.
const ENOUGH: usize = 16;

/// The arguments of `wail log verify`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail log verify\n  \
    wail log verify --head 9f86d081884c7d659a2feaa0c55ad015\n\n\
    Every entry commits to the one before it, so whatever is changed, moved or taken away is found.\n\
    Whoever can write the file could write a whole new record: only a head that is kept elsewhere\n\
    shows that. Exit code 0 if the record is whole, 1 if not.")]
pub(super) struct VerifyArgs {
    /// A head that this printed earlier: the record must still have it
    #[arg(long, value_name = "HASH")]
    head: Option<String>,
}

pub(super) fn run(session: &Session, args: &VerifyArgs) -> Result<(), Error> {
    let head = args.head.as_deref().map(hash_of).transpose()?.unwrap_or_default();
    let what = Verify { head };
    let verified = session.kept()?.read::<_, StoreError>(|tx| tx.verify(&what))?;
    // The last entry that was let go is known by its head, and no other.
    let is_gone = verified.gone.as_ref().is_some_and(|gone| gone.head.starts_with(&what.head));
    let is_lost = args.head.is_some() && verified.kept.is_none() && !is_gone;
    if session.out.json {
        session.out.json(&value(&verified, is_lost))?;
        let is_whole = verified.fault.is_none() && !is_lost;
        return if is_whole { Ok(()) } else { Err(Error::exit(Kind::No.code())) };
    }
    if let Some(fault) = verified.fault {
        return Err(broken(fault, &verified));
    }
    if is_lost {
        let let_go = match verified.gone {
            Some(_) => ", or that entry was let go",
            None => "",
        };
        return Err(Error::new(Kind::No, "no entry has that head")
            .detail(format!("  the record was written anew since, or it is another one{let_go}"))
            .hint("a copy of the store from when the head was printed shows what was there"));
    }
    let mut lines = lines(session, &verified);
    if let Some(gone) = verified.gone.as_ref().filter(|_| is_gone && args.head.is_some()) {
        lines.insert(
            0,
            format!("the head you kept is that of entry {}, the last that was let go", gone.last),
        );
    }
    lines.iter().try_for_each(|line| session.out.line(line))
}

fn lines(session: &Session, verified: &Verified) -> Vec<String> {
    let mut lines = Vec::new();
    match &verified.head {
        None => lines.push("nothing is sealed yet: the next entry begins the chain".to_owned()),
        Some(head) => lines.push(whole(head)),
    }
    lines.extend(verified.gone.as_ref().map(|gone| let_go(session, gone)));
    if let Some(kept) = verified.kept {
        let when = time::with_distance(kept.at, session.now, &session.zone());
        lines.push(format!("the head you kept is that of entry {}, written {when}", kept.entry));
    }
    if verified.before > 0 {
        let number = entries(verified.before);
        let verb = if verified.before == 1 { "was" } else { "were" };
        let seal = match &verified.head {
            Some(_) => "the first seal goes over all of it",
            None => "the first seal will go over all of it",
        };
        lines.push(format!("before that {number} {verb} written by an earlier version: {seal}"));
    }
    if let Some(head) = &verified.head {
        let hash = hex(&head.hash);
        lines.push(format!("keep this elsewhere: `wail log verify --head {hash}`"));
    }
    lines
}

/// `412 entries are as they were written, 1 to 412`
fn whole(head: &Head) -> String {
    if head.number == 1 {
        return format!("entry {} is as it was written", head.last);
    }
    format!("{} are as they were written, {} to {}", entries(head.number), head.first, head.last)
}

/// `entries 1 to 4211 were let go Sat 03:12, 2d ago, by ana: their head was 9f86…`
fn let_go(session: &Session, gone: &Gone) -> String {
    let when = time::with_distance(gone.at, session.now, &session.zone());
    let by = gone.by.as_ref().map(|by| format!(", by {}", plain(by))).unwrap_or_default();
    let left = if gone.upto < gone.last {
        format!("; that broke off at entry {}: `wail prune --yes` goes on", gone.upto)
    } else {
        String::new()
    };
    let (first, last, head) = (gone.first, gone.last, hex(&gone.head));
    format!("entries {first} to {last} were let go {when}{by}: their head was {head}{left}")
}

fn broken(fault: Fault, verified: &Verified) -> Error {
    let holds = match verified.whole {
        0 => "  no entry before that holds".to_owned(),
        1 => "  the entry before that is as it was written".to_owned(),
        number => format!("  the {} before that are as they were written", entries(number)),
    };
    Error::new(Kind::No, format!("the record is not as it was written: {}", what(fault)))
        .detail(holds)
        .hint("compare it with a copy of the store: `wail --store COPY log --json`")
}

pub(in crate::cli) fn what(fault: Fault) -> String {
    match fault {
        Fault::Changed(id) => {
            format!("entry {id} was changed, or the seal of the one before it was")
        }
        Fault::Earlier(id) => {
            format!("what an earlier version wrote before entry {id} was changed, or that entry was")
        }
        Fault::Missing(from, to) if from == to => format!("entry {from} is missing"),
        Fault::Missing(from, to) => format!("entries {from} to {to} are missing"),
        Fault::OutOfOrder { belongs, stands } => {
            format!("entry {belongs} is out of order: it stands at {stands}")
        }
        Fault::Added(id) => format!("entry {id} has no seal: wail did not write it so"),
        Fault::Truncated { ends: 0, ended } => {
            format!("it is truncated: nothing is left, and it ended with entry {ended}")
        }
        Fault::Truncated { ends, ended } => {
            format!("it is truncated: it ends with entry {ends}, and ended with entry {ended}")
        }
        Fault::Headless => {
            "what says where it begins and ends is gone or was changed, so nobody knows whether it was cut"
                .to_owned()
        }
    }
}

/// The word of what is wrong, and which entries it is about.
fn fault(fault: Fault) -> Value {
    let (word, from, to) = match fault {
        Fault::Changed(id) | Fault::Earlier(id) => ("changed", Some(id), Some(id)),
        Fault::Missing(from, to) => ("missing", Some(from), Some(to)),
        Fault::OutOfOrder { belongs, stands } => ("out-of-order", Some(belongs), Some(stands)),
        Fault::Added(id) => ("added", Some(id), Some(id)),
        Fault::Truncated { ends, ended } => ("truncated", Some(ends + 1), Some(ended)),
        Fault::Headless => ("headless", None, None),
    };
    json!({ "what": word, "entry": from, "until": to, "text": what(fault) })
}

fn value(verified: &Verified, is_lost: bool) -> Value {
    let Verified { before, whole, head, fault: found, kept, gone } = verified;
    json!({
        "whole": found.is_none() && !is_lost,
        "entries": whole,
        "unsealed": before,
        "head": head.as_ref().map(|head| hex(&head.hash)),
        "last": head.as_ref().map(|head| head.last),
        "fault": found.map(fault),
        "kept": kept.map(|kept| kept.entry),
        "kept_at": fields::maybe(kept.map(|kept| kept.at)),
        "let_go": gone.as_ref().map(|gone| json!({
            "from": gone.first,
            "until": gone.last,
            "head": hex(&gone.head),
            "entry": gone.entry,
            "at": fields::instant(gone.at),
            "by": gone.by,
            "whole": gone.upto == gone.last,
        })),
    })
}

/// The bytes of a hash, or of its beginning.
fn hash_of(text: &str) -> Result<Vec<u8>, Error> {
    let wrong = || {
        Error::new(Kind::Usage, "that is no head of a record")
            .hint("`wail log verify` prints it: up to 64 digits of 0-9 and a-f, at least 16")
    };
    // With the number of its entry, as somebody may have noted it.
    let digits = text.trim().rsplit(':').next().unwrap_or_default();
    let is_some = digits.len() >= ENOUGH && digits.len() <= 64 && digits.len().is_multiple_of(2);
    if !is_some || !digits.is_ascii() {
        return Err(wrong());
    }
    let pair = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    (0..digits.len()).step_by(2).map(pair).collect::<Option<_>>().ok_or_else(wrong)
}

fn entries(number: i64) -> String {
    if number == 1 { "1 entry".to_owned() } else { format!("{number} entries") }
}

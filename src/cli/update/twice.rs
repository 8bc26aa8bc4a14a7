//! Two who write at once: the second sees what the first has said, and is asked.

use super::Known;
use super::write::Composed;
use crate::cli::{Session, promise, time};
use crate::domain::incident::Incident;
use crate::domain::promise::{Promise, Wanted};
use crate::domain::text::plain;
use crate::domain::update::Update;
use crate::engine::{Updated, Written};
use crate::error::{Error, Kind};
use crate::store::Store;

/// What is kept of what was said.
pub(super) struct Kept {
    /// The updates.
    pub(super) updates: Vec<(Update, Incident)>,
    /// What was promised with them.
    pub(super) promises: Vec<Promise>,
}

/// Keeps it for every incident, with what is promised, or nothing at all if somebody else has just written of
/// one.
pub(super) fn save(
    session: &Session,
    store: &mut Store,
    known: &Known,
    (composed, promised): (&[Composed], &[Wanted]),
    written: impl Fn(&Composed) -> Written,
) -> Result<Result<Kept, Update>, Error> {
    /// Ends the transaction with nothing done.
    enum Stop {
        Overtaken(Update),
        Failed(Error),
    }
    let mut stopped = None;
    let done = session.decide(store, &known.rules, |_, engine| {
        let mut kept = Kept { updates: Vec::new(), promises: Vec::new() };
        for composed in composed {
            let stop = match engine.update(composed.id, &written(composed))? {
                Updated::Kept(update, incident) => {
                    kept.updates.push((update, incident));
                    continue;
                }
                Updated::Overtaken(first) => Stop::Overtaken(first),
                Updated::Missing => Stop::Failed(
                    Error::new(Kind::No, format!("there is no incident {}", composed.id))
                        .hint("`wail list --all` shows every incident"),
                ),
            };
            stopped = Some(stop);
            return Err(Error::new(Kind::No, "nothing is kept"));
        }
        for wanted in promised {
            let made = engine.promise(wanted)?;
            let made = made.map_err(|bad| promise::refused(session, &bad, &known.rules))?;
            kept.promises.push(made);
        }
        Ok(kept)
    });
    match (done, stopped) {
        (Err(_), Some(Stop::Overtaken(first))) => Ok(Err(first)),
        (Err(_), Some(Stop::Failed(error))) => Err(error),
        (done, _) => done.map(Ok),
    }
}

/// Shows what somebody else has said meanwhile, and asks whether this is still to be said.
pub(super) fn overtaken(session: &Session, first: &Update) -> Result<(), Error> {
    let when = time::with_distance(first.at, session.now, &session.zone());
    let (id, by) = (first.incident, plain(first.by.as_str()));
    let message = format!("{by} has updated {id} meanwhile ({when})");
    let said: Vec<String> = first.text.lines().map(|line| format!("    {}", plain(line))).collect();
    let said = said.join("\n");
    match session.out.ask(&format!("{message}:\n{said}\nSay yours as well? [y/N] ")) {
        Some(true) => Ok(()),
        Some(false) => Err(Error::new(Kind::No, "nothing of yours is kept")),
        None => Err(Error::new(Kind::No, format!("{message}, and nothing of yours is kept"))
            .detail(said)
            .hint("say yours as well with `--anyway`, if it is still to be said")),
    }
}

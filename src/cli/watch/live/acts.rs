//! Doing what a key says: a command as anybody could type it, of which the screen hears what it says.

use std::sync::mpsc::{Sender, channel};
use std::thread;

use super::super::super::bug::caught;
use super::super::super::out::hear;
use super::super::super::{Color, Globals, Session, run_words};
use super::super::model::{Ran, Run, Undo};
use super::undoing;
use super::wire::{Event, Wire};
use crate::error::Error;
use crate::store::StoreError;

/// What follows when a silence is ended.
const SILENCE_ENDS: &str = "what still fires then pages at once";

/// What does what words say that somebody could have typed.
type Does = fn(&Globals, &[String]) -> Result<(), Error>;

/// The thread that does what the keys say.
pub(super) fn start(globals: Globals, wire: Wire) -> Sender<Run> {
    begin(globals, wire, run_words)
}

fn begin(globals: Globals, wire: Wire, does: Does) -> Sender<Run> {
    let globals = Globals { json: false, quiet: true, color: Color::Never, ..globals };
    let (acts, asked) = channel::<Run>();
    thread::spawn(move || {
        for run in asked {
            wire.send(Event::Ran(carry_out(&globals, run, does)));
        }
    });
    acts
}

/// Runs it, and says what it came to. Where it breaks off, whoever asked goes on.
fn carry_out(globals: &Globals, mut run: Run, does: Does) -> Ran {
    let (done, mut said) = hear(|| caught(|| does(globals, &run.words)));
    if let Err(error) = &done {
        said.push_str(&told(error));
    }
    run.undo = undoing::settled(globals, run.undo);
    if done.is_ok() && run.undo == Undo::EndSilence {
        run.undo = newest_silence(globals).unwrap_or_default();
    }
    Ran { run, is_done: done.is_ok(), said }
}

/// What is true, and what to type next.
fn told(error: &Error) -> String {
    let hints = error.hints().iter().map(|hint| format!("\nhint: {hint}"));
    error.message().to_owned() + &hints.collect::<String>()
}

/// What ends the silence that was made last by whoever sits here.
fn newest_silence(globals: &Globals) -> Option<Undo> {
    let session = Session::new(globals.clone());
    let me = session.person().ok()?;
    let mut store = session.store().ok()?;
    let silences = store.read::<_, StoreError>(|tx| tx.silences(session.now)).ok()?;
    let mine = silences.iter().filter(|it| it.what.by == me.as_str());
    let newest = mine.map(|silence| silence.id.0).max()?;
    let words = ["silence".to_owned(), "end".to_owned(), newest.to_string()];
    Some(Undo::By(words.to_vec(), SILENCE_ENDS))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn globals() -> Globals {
        Globals {
            config: None,
            store: None,
            person: None,
            json: false,
            color: Color::Never,
            quiet: false,
            verbose: false,
        }
    }

    #[test]
    fn a_key_that_breaks_off_is_told_and_the_next_one_is_carried_out() {
        let (wire, events) = Wire::new().unwrap();
        let does: Does = |_, words| {
            assert_ne!(words, ["break"], "the board has no 6");
            Ok(())
        };
        let acts = begin(globals(), wire, does);
        let ran = |word: &str| {
            let (words, undo) = (vec![word.to_owned()], Undo::default());
            acts.send(Run { words, undo, page: None }).unwrap();
            match events.recv_timeout(Duration::from_mins(1)) {
                Ok(Event::Ran(ran)) => ran,
                _ => panic!("nothing came of `{word}`"),
            }
        };
        let broken = ran("break");
        assert!(!broken.is_done && broken.said.starts_with("this is a bug in wail"), "{broken:?}");
        assert!(ran("list").is_done);
        assert!(!ran("break").is_done);
        assert!(ran("list").is_done);
    }
}

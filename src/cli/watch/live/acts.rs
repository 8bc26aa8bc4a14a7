//! Doing what a key says: a command as anybody could type it, of which the screen hears what it says.

use super::super::super::bug::caught;
use super::super::super::out::hear;
use super::super::super::{Globals, Session, run_words};
use super::super::model::{Ran, Run, Undo};
use super::undoing;
use crate::error::Error;
use crate::store::StoreError;

/// What follows when a silence is ended.
const SILENCE_ENDS: &str = "what still fires then pages at once";

/// Runs it, and says what it came to.
pub(super) fn carry_out(globals: &Globals, mut run: Run) -> Ran {
    let (done, mut said) = hear(|| caught(|| run_words(globals, &run.words)));
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

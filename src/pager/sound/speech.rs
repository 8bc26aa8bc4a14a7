//! Whoever says what rings, in words, between two rounds of an alarm: by a program that is installed.
//!
//! A program that writes a WAV file does so beside the alarm, and the player says it: by the same
//! device, as loud, and silent at once when somebody acknowledges. One that speaks by itself is given
//! room, in which the alarm is soft. What does not end, fails or is not there is killed and said once;
//! the alarm never waits for it.

use std::future::poll_fn;
use std::pin::pin;
use std::process::ExitStatus;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{ChildStdin, ChildStdout, Command};
use tokio::sync::watch;
use tokio::time::timeout;

use super::super::News;
use super::alarm::{Alarm, Beginning};
use super::group::Group;
use super::line::Words;
use super::loudspeaker::State;
use crate::domain::text::plain;

mod program;

pub use self::program::is_installed;

use self::program::Program;

/// How long a program may take to say a caption, which is at most twelve seconds long.
const LIMIT: Duration = Duration::from_secs(20);

/// How long it may take to write it to a file.
const FILE_LIMIT: Duration = Duration::from_secs(10);

/// The largest WAV file that is taken, in bytes: fifteen seconds in stereo, and more.
const LARGEST: u64 = 3_000_000;

/// How a WAV file begins.
const WAVE: &[u8] = b"RIFF";

/// A program that speaks now.
pub(super) struct Utterance {
    group: Group,
    /// What makes it silent once it is gone, where it has others speak for it.
    silencer: Option<Command>,
}

impl Utterance {
    /// Makes it silent, at once.
    pub(super) fn break_off(mut self) {
        self.group.kill();
        if let Some(mut silencer) = self.silencer {
            // Whether it ends well is of no use to anybody.
            drop(silencer.spawn());
        }
    }
}

/// Speaks for the alarm that reads from `begin`, once it sounds.
pub(super) async fn attend(state: Arc<State>, begin: watch::Sender<Beginning>) {
    let mut beginning = begin.subscribe();
    let sounds = beginning.wait_for(|known| matches!(known, Some(Ok(_)))).await.is_ok();
    let speaker = Speaker { state, begin, prepared: None, writes: None };
    if sounds {
        // It ends when the alarm is over, or when a program has failed.
        speaker.run().await;
    }
}

struct Speaker {
    state: Arc<State>,
    begin: watch::Sender<Beginning>,
    /// What the player says, or leaves room for.
    prepared: Option<String>,
    /// Whether the program writes a WAV file, as far as that is known.
    writes: Option<bool>,
}

/// What there is to speak of.
struct Cue {
    caption: String,
    has_room: bool,
    refused: Option<String>,
}

impl Speaker {
    /// Nothing when the alarm is over, or when nothing more will be said in it.
    async fn run(mut self) -> Option<()> {
        let cue = self.with_alarm(|alarm| Arc::clone(&alarm.speech.cue))?;
        // What began before it was listened for.
        cue.notify_one();
        loop {
            cue.notified().await;
            let line = self.state.output.borrow().speak.clone();
            let Some(program) = Program::of(&line) else { continue };
            let Cue { caption, has_room, refused } = self.with_alarm(|alarm| {
                let caption = alarm.caption()?.spoken();
                let has_room = std::mem::take(&mut alarm.speech.has_room);
                Some(Cue { caption, has_room, refused: alarm.speech.refused.take() })
            })??;
            let spoken = match refused {
                Some(why) => Err(why),
                None => self.prepare(&program, caption, has_room).await?,
            };
            if let Err(why) = spoken {
                return self.fall_silent(&program, &why);
            }
        }
    }

    /// Sees to it that the caption is said; nothing if the alarm is over.
    async fn prepare(
        &mut self,
        program: &Program,
        caption: String,
        has_room: bool,
    ) -> Option<Result<(), String>> {
        let writes = self.writes.or(program.writes());
        let is_new = self.prepared.as_ref() != Some(&caption);
        if !is_new && !has_room {
            return Some(Ok(()));
        }
        let room = Words::Room(u64::try_from(LIMIT.as_millis()).unwrap_or(u64::MAX));
        if writes != Some(true) && !has_room {
            self.with_alarm(|alarm| alarm.say(room))?;
            self.prepared = Some(caption);
            return Some(Ok(()));
        }
        if is_new && !has_room {
            // What is over is not said while the new words are made.
            self.with_alarm(|alarm| alarm.say(Words::Nothing))?;
        }
        let words = match self.utter(program, &caption).await? {
            Ok(Some(wave)) => Words::Wave(wave),
            Ok(None) if writes == Some(true) => {
                return Some(Err("it writes no WAV file".to_owned()));
            }
            Ok(None) => room,
            Err(why) => return Some(Err(why)),
        };
        self.writes = Some(matches!(words, Words::Wave(_)));
        self.with_alarm(|alarm| alarm.say(words))?;
        self.prepared = Some(caption);
        Some(Ok(()))
    }

    /// Runs the program to its end: the WAV file that it wrote, or nothing if it spoke by itself.
    /// Nothing at all if the alarm is over.
    async fn utter(
        &self,
        program: &Program,
        caption: &str,
    ) -> Option<Result<Option<Vec<u8>>, String>> {
        let begun = self.with_alarm(|alarm| {
            let mut child = program.command(caption, alarm.request.volume).spawn()?;
            let pipes = (child.stdin.take(), child.stdout.take());
            let group = Group::new(child);
            alarm.speech.utterance = Some(Utterance { group, silencer: program.silencer() });
            Ok(pipes)
        })?;
        let (input, output) = match begun {
            Ok(pipes) => pipes,
            Err(error) => return Some(Err(not_started(&error))),
        };
        let mut wave = Vec::new();
        let ended = async {
            tell(input, caption).await;
            listen(output, &mut wave).await;
            self.end().await
        };
        let limit = if program.writes() == Some(true) { FILE_LIMIT } else { LIMIT };
        let ended = timeout(limit, ended).await;
        let utterance = self.with_alarm(|alarm| alarm.speech.utterance.take())?;
        let Ok(ended) = ended else {
            if let Some(utterance) = utterance {
                utterance.break_off();
            }
            let seconds = limit.as_secs();
            return Some(Err(format!("it was killed because it did not end within {seconds} s")));
        };
        if wave.len() as u64 == LARGEST {
            return Some(Err("it writes more than fifteen seconds of sound".to_owned()));
        }
        Some(match ended? {
            Some(status) if status.success() => Ok(wave.starts_with(WAVE).then_some(wave)),
            Some(status) => Err(format!("it failed with {status}")),
            None => Err("it could not be waited for".to_owned()),
        })
    }

    /// Waits for the end of the program, under the lock of whoever may kill it: its number is not
    /// another's as long as it stands there. Nothing if the alarm is over.
    async fn end(&self) -> Option<Option<ExitStatus>> {
        poll_fn(|cx| {
            let polled = self.with_alarm(|alarm| {
                let utterance = alarm.speech.utterance.as_mut()?;
                Some(pin!(utterance.group.wait()).poll(cx))
            });
            match polled.flatten() {
                Some(polled) => polled.map(Some),
                None => std::task::Poll::Ready(None),
            }
        })
        .await
    }

    /// Says nothing more in this alarm, and that on the record.
    fn fall_silent(&self, program: &Program, why: &str) -> Option<()> {
        let pages = self.with_alarm(|alarm| {
            alarm.say(Words::Nothing);
            alarm.pages.sorted().into_iter().take(1).collect()
        })?;
        let why = format!("`{}`: {why}", plain(program.name()));
        // Nobody reads this any more when the station is going down.
        drop(self.state.news.send(News::Unspoken(pages, why)));
        None
    }

    fn with_alarm<T>(&self, work: impl FnOnce(&mut Alarm) -> T) -> Option<T> {
        self.state.with_alarm(&self.begin, work)
    }
}

fn not_started(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "it is not installed".to_owned(),
        _ => format!("it could not be started ({error})"),
    }
}

/// Writes the words to the program. One that speaks without reading them may.
async fn tell(input: Option<ChildStdin>, caption: &str) {
    if let Some(mut input) = input {
        drop(input.write_all(format!("{caption}\n").as_bytes()).await);
    }
}

/// Reads what it writes, until it ends or has written more than can be meant.
async fn listen(output: Option<ChildStdout>, wave: &mut Vec<u8>) {
    if let Some(output) = output {
        // What could be read is judged by itself.
        drop(output.take(LARGEST).read_to_end(wave).await);
    }
}

#[cfg(test)]
mod tests;

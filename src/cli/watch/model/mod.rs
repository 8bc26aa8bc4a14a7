//! What the screen knows, and what a key makes of it: values in, values out.
//!
//! A key that changes anything counts only if it stands alone: whoever types words, meant for another
//! window, is faster than whoever answers. It is drawn at once and done a moment later.

mod answer;
mod commands;
mod line;
mod view;
mod write;

use std::time::Duration;

pub(super) use self::answer::{leave, named, which};
pub(super) use self::commands::{COMMANDS, MOVES};
pub(super) use self::line::Line;
use super::data::{Data, Look, Order};
use super::keys::Key;
use crate::domain::incident::IncidentId;

/// How long a key must stand alone to be an answer.
pub(super) const ALONE: Duration = Duration::from_millis(200);

/// How long nothing must come before words have come to their end.
const PAUSE: Duration = Duration::from_secs(1);

/// How soon a key that is held down comes again, the first time.
const AGAIN: Duration = Duration::from_millis(700);

/// For how long nothing is done to what has just taken the place of another.
const JUST_MOVED: Duration = Duration::from_millis(700);

/// Everything the screen knows.
#[derive(Clone, Debug, Default)]
pub(super) struct Model {
    /// What was read last, if anything was.
    pub(super) data: Option<Data>,
    /// Why it cannot be read anew, if so.
    pub(super) unread: Option<String>,
    /// Of which sources it is not known yet what is open there.
    pub(super) reconciling: Vec<String>,
    /// As whom the keys act.
    pub(super) me: String,
    /// Whether nobody in the configuration is called so.
    pub(super) is_stranger: bool,
    pub(super) order: Order,
    pub(super) filter: String,
    /// The incident that is chosen, and its place in the list.
    pub(super) chosen: Option<IncidentId>,
    pub(super) cursor: usize,
    /// The first row that is seen.
    pub(super) top: usize,
    /// How many rows are seen.
    page: usize,
    /// Whether somebody has moved: until then what is first is chosen.
    has_moved: bool,
    /// When another incident was last chosen by itself.
    moved_at: Option<Duration>,
    pub(super) mode: Mode,
    /// The key that waits to stand alone, and since when.
    pub(super) pending: Option<(char, Duration)>,
    /// The key that was done last, and when it came last: while it is held down it comes again.
    held: Option<(char, Duration)>,
    /// Until when everything is words.
    words_until: Option<Duration>,
    /// What was last told, until the next key.
    pub(super) said: Option<Said>,
    /// What takes back what was done last.
    undo: Undo,
    /// Whether everything that waits for somebody is to be acknowledged, once it was read what that is.
    wants_loose: bool,
}

/// What the keys go to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Mode {
    /// The list.
    #[default]
    List,
    /// Everything about one incident, from that line on.
    Whole(usize),
    /// A text, from that line on.
    Text(Page),
    /// A line is written.
    Writes(Prompt),
    /// Something is asked.
    Asks(Question),
}

/// A text to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) title: String,
    pub(super) lines: Vec<String>,
    pub(super) top: usize,
}

/// A line that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Prompt {
    pub(super) what: Wanted,
    pub(super) line: Line,
    /// What should stand there, and what counts where nothing does.
    pub(super) asks: String,
    /// What is wrong with what stands there, until it is mended.
    pub(super) wrong: Option<String>,
    since: Duration,
}

/// What a line is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    CheckIn(IncidentId),
    Snooze(IncidentId),
    Note(IncidentId),
    Assign(IncidentId),
    Split(IncidentId),
    Silence(IncidentId, Vec<String>),
    Filter,
}

/// A question that only `y` answers with yes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Question {
    pub(super) text: String,
    act: Act,
    since: Duration,
}

/// What is to be done outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// A command of `wail`, in the words that one would type.
    Run(Run),
    /// Leave.
    Quit,
}

/// A command to be run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) words: Vec<String>,
    pub(super) undo: Undo,
    /// Whether what it says is to be read as a page, with that title.
    pub(super) page: Option<String>,
}

/// What a command came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ran {
    pub(super) run: Run,
    pub(super) is_done: bool,
    /// What it said.
    pub(super) said: String,
}

/// How something is taken back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Undo {
    /// Nothing was done.
    #[default]
    Nothing,
    /// It only looked, and changed nothing.
    Looked,
    /// By that command; and what that comes to.
    By(Vec<String>, &'static str),
    /// By ending the silence that it made.
    EndSilence,
    /// By giving back what of these was acknowledged.
    Acked(Vec<IncidentId>),
    /// By putting what was split off of that one back into it.
    JoinSplit(IncidentId),
    /// It cannot be, and why.
    Never(&'static str),
}

/// What is told in one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) text: String,
    pub(super) is_bad: bool,
}

impl Model {
    /// What should be read.
    pub(super) fn look(&self) -> Look {
        Look {
            order: self.order,
            filter: self.filter.clone(),
            first: self.top.saturating_sub(self.page),
            rows: self.page.max(1) * 3,
            chosen: self.chosen.filter(|_| self.has_moved),
            cursor: self.cursor,
            wants_loose: self.wants_loose,
        }
    }

    /// Tells something in a line.
    pub(super) fn tell(&mut self, text: impl Into<String>, is_bad: bool) {
        self.said = Some(Said { text: text.into(), is_bad });
    }

    /// A key was pressed, or something was pasted.
    pub(super) fn press(&mut self, key: &Key, at: Duration) -> Option<Act> {
        if let Key::Control('c') = key {
            return self.interrupt(at);
        }
        if self.words_until.is_some_and(|until| at < until) {
            self.words_until = Some(at + PAUSE);
            return None;
        }
        self.words_until = None;
        match &self.mode {
            Mode::Writes(prompt) if is_too_soon(prompt.since, at) && starts_words(key, prompt) => {
                self.are_words(at);
                None
            }
            Mode::Asks(question) if is_too_soon(question.since, at) => {
                self.are_words(at);
                None
            }
            Mode::Writes(_) => self.write(key, at),
            Mode::Asks(_) => self.answer(key),
            Mode::List | Mode::Whole(_) | Mode::Text(_) => self.command(key, at),
        }
    }

    /// So much time has passed.
    pub(super) fn passed(&mut self, at: Duration) -> Option<Act> {
        if self.words_until.is_some_and(|until| until <= at) {
            self.words_until = None;
        }
        let (key, since) = self.pending?;
        if at < since + ALONE {
            return None;
        }
        self.pending = None;
        self.held = Some((key, at));
        self.fire(key, since)
    }

    /// When something happens by itself.
    pub(super) fn wakes_at(&self) -> Option<Duration> {
        self.pending.map(|(_, since)| since + ALONE)
    }

    /// A command has run.
    pub(super) fn ran(&mut self, ran: Ran) {
        let Ran { run, is_done, said } = ran;
        if let Some(title) = run.page {
            // Whoever writes meanwhile goes on.
            if matches!(self.mode, Mode::Writes(_) | Mode::Asks(_)) {
                return;
            }
            let lines = said.lines().map(str::to_owned).collect();
            self.mode = Mode::Text(Page { title, lines, top: 0 });
            return;
        }
        // Of several, some may have been somebody's by then.
        let is_some = matches!(&run.undo, Undo::Acked(ids) if !ids.is_empty());
        if is_some || is_done && run.undo != Undo::Looked {
            self.undo = run.undo;
        }
        self.tell(in_a_line(&said), !is_done);
    }

    /// What came was words: nothing of it is done, and nothing more until there is a pause.
    fn are_words(&mut self, at: Duration) {
        self.pending = None;
        self.words_until = Some(at + PAUSE);
        if matches!(self.mode, Mode::Writes(_) | Mode::Asks(_)) {
            self.mode = Mode::List;
        }
        self.tell("that looked like words, and did nothing; ? shows the keys", false);
    }

    /// A key where the list, an incident or a text is shown.
    fn command(&mut self, key: &Key, at: Duration) -> Option<Act> {
        if let Some((waits, since)) = self.pending.take() {
            return match key {
                // One that is pressed twice, or held down, is meant.
                Key::Letter(letter) if *letter == waits => {
                    self.held = Some((waits, at));
                    self.fire(waits, at)
                }
                _ if at < since + ALONE => {
                    self.are_words(at);
                    None
                }
                _ => self.fire(waits, since).or_else(|| self.press(key, at)),
            };
        }
        if let (Some((held, since)), Key::Letter(letter)) = (self.held, key)
            && held == *letter
            && at < since + AGAIN
        {
            self.held = Some((held, at));
            return None;
        }
        (self.held, self.said, self.wants_loose) = (None, None, false);
        match key {
            Key::Letter('j') | Key::Down => self.down(1),
            Key::Letter('k') | Key::Up => self.up(1),
            Key::PageDown | Key::Letter(' ') => self.down(self.leap()),
            Key::PageUp => self.up(self.leap()),
            Key::Home | Key::Letter('g') => self.back_to_top(),
            Key::End | Key::Letter('G') => self.down(usize::MAX),
            Key::Enter | Key::Right => self.open(),
            Key::Escape | Key::Left | Key::Backspace => self.leave(),
            Key::Paste(_) => self.tell("a paste does nothing here; ? shows the keys", false),
            Key::Control('d') => self.tell("Ctrl-D does nothing; q leaves", false),
            Key::Control('z') => {
                self.tell("Ctrl-Z does nothing: a pager that is stopped calls nobody", false);
            }
            Key::Letter('q') if self.mode != Mode::List => self.leave(),
            Key::Letter(_) if matches!(self.mode, Mode::Text(_)) => {
                self.tell("Esc goes back", false);
            }
            Key::Letter(letter) => self.pending = Some((*letter, at)),
            Key::Control(_) | Key::Tab | Key::Delete | Key::Other => {
                self.tell("that key does nothing; ? shows the keys", false);
            }
        }
        None
    }
}

/// What a command said, in a line: what stands below a colon belongs to it.
fn in_a_line(said: &str) -> String {
    let mut line = String::new();
    for part in said.lines().map(str::trim).filter(|it| !it.is_empty()) {
        if !line.is_empty() {
            line.push_str(if line.ends_with(':') { " " } else { "; " });
        }
        line.push_str(part);
    }
    line
}

fn is_too_soon(since: Duration, at: Duration) -> bool {
    at < since + ALONE
}

/// Whether a key so soon after the one that asked for a line means that words are being typed. A filter
/// changes nothing.
fn starts_words(key: &Key, prompt: &Prompt) -> bool {
    prompt.what != Wanted::Filter && matches!(key, Key::Letter(_) | Key::Enter)
}

#[cfg(test)]
mod tests;

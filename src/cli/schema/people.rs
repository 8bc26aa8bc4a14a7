//! What is printed of rotas: who is on call, what is wrong, what changes, what is handed over.

use super::incidents::{SEVERITY, STATUS};
use super::record::PROMISES;
use super::shape::Shape::{
    ByName, Either, Flag, Instant, Integer, List, Maybe, Object, Text, Word,
};
use super::shape::{Field, MAYBE_INSTANT, MAYBE_INTEGER, MAYBE_TEXT, Shape, TEXTS};

const ON_CALL: &[Field] = &[
    Field("at", Instant, "the instant that was asked about"),
    Field("rota", Text, "which rota"),
    Field("tier", Text, "which tier of it"),
    Field("on_call", TEXTS, "people, the first is called; empty for nobody"),
    Field("since", MAYBE_INSTANT, "when the turn began"),
    Field("until", MAYBE_INSTANT, "when it ends"),
    Field("local_time", MAYBE_TEXT, "the instant on the clock of whoever is called first"),
    Field("because", Text, "what decided it"),
    Field("relieved", Maybe(&Object(&[RELIEVED])), "the relief of whoever is called first"),
    Field("also_called", MAYBE_TEXT, "whoever had the pager before and is called as well"),
    Field("next", List(&Object(&[SHIFT])), "the shifts that follow"),
];

const SHIFT: &[Field] = &[
    Field("person", Text, "who"),
    Field("start", Instant, "from when"),
    Field("end", MAYBE_INSTANT, "until when; null for no end"),
    Field("because", Text, "what decided it"),
];

const RELIEVED: &[Field] = &[
    Field("rota", Text, "which rota"),
    Field("tier", Text, "which tier of it"),
    Field("person", Text, "who is relieved"),
    Field("by", Text, "who took the first page when it began"),
    Field("begins_at", Instant, "from when"),
    Field("ends_at", Instant, "until when"),
];

const CALENDAR_FIELDS: &[Field] = &[
    Field("shifts", List(&Object(&[SHIFT])), "who is on call when"),
    Field("gaps", List(&Object(&[EMPTY])), "when nobody is"),
    Field("silences", List(&Object(&[EMPTY])), "when nobody is, on purpose"),
    Field("hours", ByName(&Object(&[HOURS])), "how much it is, by person"),
    Field("zone_data", Text, "the version of the zone data, and where it is from"),
];

const EMPTY: &[Field] = &[
    Field("start", Instant, "from when"),
    Field("end", Instant, "until when"),
    Field("because", Text, "why nobody is on call"),
];

const HOURS: &[Field] = &[
    Field("shifts", Integer, "how many"),
    Field("total", Integer, "seconds"),
    Field("night", Integer, "seconds from 22:00 to 06:00, by that person's clock"),
    Field("weekend", Integer, "seconds of weekends, by that person's clock"),
    Field("holiday", Integer, "seconds of holidays, by that person's clock"),
];

const REMARK: &[Field] = &[
    Field("level", Word(&["error", "warning"]), "whether nobody would be called"),
    Field("rule", Text, "what was looked for, as a word"),
    Field("rota", Text, "which rota"),
    Field("file", MAYBE_TEXT, "where it is written"),
    Field("line", MAYBE_INTEGER, "where it is written"),
    Field("at", MAYBE_INSTANT, "when it happens first, if it happens at an instant"),
    Field("times", Integer, "how often it happens"),
    Field("text", Text, "the sentence people read"),
    Field("hint", MAYBE_TEXT, "what to write or to type about it"),
];

const CHANGE: &[Field] = &[
    Field("rota", Text, "which rota"),
    Field("tier", MAYBE_TEXT, "which tier of it"),
    Field("start", Instant, "from when"),
    Field("end", Instant, "until when"),
    Field("was", MAYBE_TEXT, "who was on call then; null for nobody"),
    Field("is", MAYBE_TEXT, "who is on call then; null for nobody"),
];

const CHANGED_FIELDS: &[Field] = &[
    Field("what", Text, "the change as a sentence"),
    Field("file", Text, "the file it is written in"),
    Field("written", Flag, "whether it was"),
    Field("changes", CHANGES, "what becomes different"),
    Field("relieved", RELIEFS, "the reliefs that go on of whoever gets the pager"),
];

const ABSENCE: &[Field] = &[
    Field("person", Text, "who is off"),
    Field("start", Instant, "from when"),
    Field("end", Instant, "until when, exclusive"),
    Field("because", MAYBE_TEXT, "the title in the calendar"),
];

const BALANCE: &[Field] = &[
    Field("person", Text, "whose next 90 days change"),
    Field("gains", Integer, "seconds on call that they had not"),
    Field("loses", Integer, "seconds on call that they had"),
    Field("first_at", MAYBE_INSTANT, "when it changes first"),
];

const BRIEF: &[Field] = &[
    Field("rota", Text, "which rota"),
    Field("tier", Text, "which tier of it"),
    Field("giver", Text, "who hands over"),
    Field("taker", Text, "to whom"),
    Field("begins_at", Instant, "from when on it is theirs"),
    Field("open", List(&Object(&[OPEN])), "what is open, the gravest first"),
    Field("silences", List(&Object(&[ENDING])), "those that end in the shift to come"),
    Field("recurring", List(&Object(&[AGAIN])), "what came three times or more in a week"),
    Field("missed_drills", List(&Object(&[MISSED])), "the drills that nobody answered in time"),
    Field("promises", PROMISES, "what is owed, the first to be due first"),
    Field("opened", Integer, "how many incidents opened in the shift before"),
];

const OPEN: &[Field] = &[
    Field("id", Integer, "its number"),
    Field("severity", SEVERITY, "how grave it is"),
    Field("status", STATUS, "how it stands"),
    Field("summary", Text, "what its first alert says"),
    Field("opened_at", Instant, "when it opened"),
    Field("check_in_at", MAYBE_INSTANT, "when the alarm returns, where somebody has it"),
];

const ENDING: &[Field] = &[
    Field("id", Integer, "its number"),
    Field("ends_at", Instant, "when it ends"),
    Field("reason", Text, "why it is quiet"),
    Field("by", Text, "who asked for it"),
];

const AGAIN: &[Field] = &[
    Field("summary", Text, "which problem"),
    Field("times", Integer, "how often"),
    Field("latest", Integer, "the incident of the last time"),
];

const MISSED: &[Field] = &[
    Field("incident", Integer, "its number"),
    Field("at", Instant, "when"),
    Field("text", Text, "what it said"),
];

const ACCEPTED: &[Field] = &[
    Field("rota", Text, "which rota"),
    Field("tier", Text, "which tier of it"),
    Field("giver", Text, "who handed over"),
    Field("taker", Text, "to whom"),
    Field("accepted_by", Text, "who accepted"),
    Field("begins_at", Instant, "from when on it is theirs"),
];

/// Who is on call.
pub(super) const WHO: Shape = List(&Object(&[ON_CALL]));
/// Who is relieved.
pub(super) const RELIEFS: Shape = List(&Object(&[RELIEVED]));
/// A rota as a calendar.
pub(super) const CALENDAR: Shape = Object(&[CALENDAR_FIELDS]);
/// What may be wrong with rotas.
pub(super) const LINT: Shape = List(&Object(&[REMARK]));
/// What becomes different.
pub(super) const CHANGES: Shape = List(&Object(&[CHANGE]));
/// A rota that was changed.
pub(super) const CHANGED: Shape = Object(&[CHANGED_FIELDS]);
/// What another calendar has that the rota has not; with `--write` a rota that was changed.
pub(super) const IMPORTED: Shape = Either(&[List(&Object(&[ABSENCE])), CHANGED]);
/// What an edit changes.
pub(super) const DIFF: Shape = Object(&[&[
    Field("people", List(&Object(&[BALANCE])), "whose next 90 days change"),
    Field("changes", CHANGES, "what becomes different"),
]]);
/// What the next one has to know.
pub(super) const HANDOVER: Shape = List(&Object(&[BRIEF]));
/// What was accepted.
pub(super) const ACCEPT: Shape = List(&Object(&[ACCEPTED]));

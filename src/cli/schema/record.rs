//! What is printed of the record, of updates, promises and silences.

use super::incidents::{ENTRY, SEVERITY, STATUS};
use super::shape::Shape::{Either, Flag, Instant, Integer, List, Maybe, Object, Text, Word};
use super::shape::{Field, INTEGERS, MAYBE_INSTANT, MAYBE_INTEGER, MAYBE_TEXT, Shape, TEXTS};

const SEALED: &[Field] = &[
    Field("hash", MAYBE_TEXT, "what seals it"),
    Field("station", MAYBE_TEXT, "the machine that wrote it"),
    Field("version", MAYBE_TEXT, "the version of wail that wrote it"),
    Field("boot", MAYBE_TEXT, "what tells a run of that machine from others"),
    Field("monotonic_ms", MAYBE_INTEGER, "a clock of that machine that is never set"),
    Field("clock_moved_ms", MAYBE_INTEGER, "how far its wall clock was moved since"),
];

const VERIFIED: &[Field] = &[
    Field("whole", Flag, "whether every entry is there and as it was written"),
    Field("entries", Integer, "how many hold, from the first on"),
    Field("unsealed", Integer, "how many of an earlier version stand before it"),
    Field("head", MAYBE_TEXT, "the hash of the last entry"),
    Field("last", MAYBE_INTEGER, "the last entry"),
    Field("fault", Maybe(&Object(&[FAULT])), "the first thing that is wrong"),
    Field("kept", MAYBE_INTEGER, "the entry that has the head of `--head`"),
    Field("kept_at", MAYBE_INSTANT, "when that was written"),
    Field("let_go", Maybe(&Object(&[GONE])), "what of the beginning was let go"),
];

const GONE: &[Field] = &[
    Field("from", Integer, "the first entry of it"),
    Field("until", Integer, "the last entry of it"),
    Field("head", Text, "the hash of that one"),
    Field("entry", Integer, "the entry that says so"),
    Field("at", Instant, "when"),
    Field("by", MAYBE_TEXT, "by whom"),
    Field("whole", Flag, "whether all of it is gone; else that broke off"),
];

const FAULT: &[Field] = &[
    Field(
        "what",
        Word(&["changed", "missing", "out-of-order", "truncated", "added", "headless"]),
        "what is wrong",
    ),
    Field("entry", MAYBE_INTEGER, "from which entry"),
    Field("until", MAYBE_INTEGER, "until which entry"),
    Field("text", Text, "the same as people read it"),
];

const STORY: &[Field] = &[
    Field("incidents", List(&Object(&[SUBJECT])), "each with its moments"),
    Field("gaps", List(&Object(&[GAP])), "the times of which the record knows nothing"),
    Field("zone", MAYBE_TEXT, "the zone of `local`, if it has a name"),
    Field(
        "entries",
        List(&Object(&[ENTRY, SEALED, LINE])),
        "what happened, by the moment it is about",
    ),
];

const SUBJECT: &[Field] = &[
    Field("id", Integer, "its number"),
    Field("severity", SEVERITY, "how grave it is"),
    Field("summary", Text, "what its first alert says"),
    Field("status", STATUS, "how it stands"),
    Field("moments", List(&Object(&[MOMENT])), "the seven, in their order"),
];

const MOMENT: &[Field] = &[
    Field(
        "moment",
        Word(&["began", "detected", "paged", "heard", "acknowledged", "mitigated", "resolved"]),
        "which one",
    ),
    Field("at", MAYBE_INSTANT, "when; null if it has not been"),
    Field("seconds_after", MAYBE_INTEGER, "after the one before it that has been"),
    Field("seconds_since_began", MAYBE_INTEGER, "after the first"),
];

const GAP: &[Field] = &[
    Field("from", Instant, "from when"),
    Field("to", MAYBE_INSTANT, "until when; null if it goes on"),
    Field("why", Word(&["deaf", "stopped", "lost"]), "why"),
];

const LINE: &[Field] = &[
    Field("moment", Instant, "the moment it is about"),
    Field("local", Text, "that, as the clocks showed it"),
    Field("clock_set_by_ms", MAYBE_INTEGER, "how far the clock was put forward just before"),
    Field("corrected_by", INTEGERS, "the entries that correct it"),
];

/// The update that is owed.
pub(super) const OWED: &[Field] = &[
    Field("by", Text, "who promised it"),
    Field("promised_at", Instant, "when"),
    Field("next_at", Instant, "by when"),
    Field("is_late", Flag, "whether that has passed"),
];

const UPDATE: &[Field] = &[
    Field("id", Integer, "its number"),
    Field("incident", Integer, "of which incident"),
    Field("by", Text, "who wrote it"),
    Field("at", Instant, "when"),
    Field("text", Text, "what it says"),
    Field("next_at", MAYBE_INSTANT, "by when the next one was promised in it"),
    Field("publications", List(&Object(&[PUBLICATION])), "to whom it was to be published"),
];

const PUBLICATION: &[Field] = &[
    Field("audience", Text, "to whom"),
    Field("text", Text, "what they read"),
    Field("state", Word(&["pending", "published", "failed"]), "what became of it"),
    Field("why", MAYBE_TEXT, "why it failed"),
    Field("at", Instant, "when it came so far"),
];

const SAID: &[Field] = &[
    Field("incident", Integer, "the incident"),
    Field("summary", Text, "what its first alert says"),
    Field("status", STATUS, "how it stands"),
    Field("updates", List(&Object(&[UPDATE])), "what was said of it, the oldest first"),
    Field("update_owed", Maybe(&Object(&[OWED])), "the update that is owed"),
];

const DRAFTED: &[Field] =
    &[Field("incident", Integer, "of which incident"), Field("text", Text, "what could be said")];

const IMAGINED: &[Field] = &[
    Field("incident", Integer, "of which incident"),
    Field("text", Text, "what would be kept"),
    Field("next_at", MAYBE_INSTANT, "by when one would be owed after it"),
    Field("publications", List(&Object(&[MEANT])), "to whom it would be published"),
];

const MEANT: &[Field] =
    &[Field("audience", Text, "to whom"), Field("text", Text, "what they would read")];

const WITH_PROMISES: &[Field] =
    &[Field("promises", List(&Object(&[PROMISE_FIELDS])), "what was promised with it")];

const PROMISE_FIELDS: &[Field] = &[
    Field("id", Integer, "its number"),
    Field("status", Word(&["open", "late", "kept", "dropped"]), "how it stands"),
    Field("text", Text, "what is promised"),
    Field("owner", Text, "who does it"),
    Field("due_at", Instant, "by when"),
    Field("promised_to", MAYBE_TEXT, "to whom it was said"),
    Field("public", Flag, "whether everybody may read it"),
    Field("incident", MAYBE_INTEGER, "the incident it comes from"),
    Field("fixes", Flag, "whether it is that its problem comes no more"),
    Field("made_by", Text, "who said so"),
    Field("made_at", Instant, "when"),
    Field("closed_at", MAYBE_INSTANT, "when it ended"),
    Field("closed_by", MAYBE_TEXT, "who said so"),
    Field("how", MAYBE_TEXT, "how it was kept, or why it was dropped"),
];

const SILENCE_FIELDS: &[Field] = &[
    Field("id", Integer, "its number"),
    Field("state", Word(&["pending", "active", "expired"]), "whether it is in force"),
    Field("matchers", TEXTS, "its conditions as they are typed"),
    Field("starts_at", Instant, "from when on"),
    Field("ends_at", Instant, "until when"),
    Field("hold_down_seconds", MAYBE_INTEGER, "for how long all must be calm for it to end sooner"),
    Field("calm_since", MAYBE_INSTANT, "since when nothing of it fires"),
    Field("by", Text, "who asked for it"),
    Field("reason", Text, "why"),
    Field("hidden", Integer, "how many alerts it kept from paging"),
    Field("matched", Flag, "whether any alert ever met its conditions"),
    Field("holds", INTEGERS, "the incidents that it holds now"),
];

const COVERED: &[Field] = &[
    Field("id", Integer, "an open incident"),
    Field("summary", Text, "what its first alert says"),
    Field("alerts", Integer, "how many of its alerts it covers"),
    Field("of", Integer, "how many there are"),
];

/// A line of the export that is what `--json` prints elsewhere, with its kind.
const KIND: &[Field] = &[Field(
    "kind",
    Word(&["export", "incident", "entry", "silence", "update", "promise", "end"]),
    "what it is",
)];

const BEGINNING: &[Field] = &[
    Field("version", Text, "the version of wail that wrote it"),
    Field("at", Instant, "when"),
    Field("since", MAYBE_INSTANT, "from when on; null for everything"),
];

const END: &[Field] = &[
    Field("incidents", Integer, "how many there were"),
    Field("entries", Integer, "how many there were"),
    Field("silences", Integer, "how many there were"),
    Field("updates", Integer, "how many there were"),
    Field("promises", Integer, "how many there were"),
    Field("last_entry", Integer, "the last entry there was when the entries were begun; 0 if none"),
];

/// The timeline.
pub(super) const LOG: Shape = List(&Object(&[ENTRY, SEALED]));
/// An entry as it goes on the record.
pub(super) const WATCHED: Shape = Object(&[ENTRY]);
/// Whether the record is as it was written.
pub(super) const VERIFICATION: Shape = Object(&[VERIFIED]);
/// The story of incidents.
pub(super) const TIMELINE: Shape = Object(&[STORY]);
/// What was said of incidents.
pub(super) const UPDATES: Shape = List(&Object(&[SAID]));
/// Updates as they were kept; drafts with `--draft`, what would be kept with `--dry-run`.
pub(super) const WRITTEN: Shape = Either(&[
    List(&Object(&[UPDATE, WITH_PROMISES])),
    List(&Object(&[UPDATE])),
    List(&Object(&[DRAFTED])),
    List(&Object(&[IMAGINED])),
]);
/// One promise.
pub(super) const PROMISE: Shape = Object(&[PROMISE_FIELDS]);
/// Promises.
pub(super) const PROMISES: Shape = List(&PROMISE);
/// One silence.
pub(super) const SILENCE: Shape = Object(&[SILENCE_FIELDS]);
/// Silences.
pub(super) const SILENCES: Shape = List(&SILENCE);
/// A silence that was asked for, and what it covers.
pub(super) const SILENCED: Shape = Object(&[&[
    Field("silence", Maybe(&SILENCE), "the silence; null with `--dry-run`"),
    Field("covers", List(&Object(&[COVERED])), "the open incidents that it covers now"),
]]);
/// A line of everything that the store has.
pub(super) const EXPORTED: Shape = Either(&[
    Object(&[KIND, BEGINNING]),
    Object(&[KIND, super::incidents::LISTED]),
    Object(&[KIND, ENTRY, SEALED]),
    Object(&[KIND, SILENCE_FIELDS]),
    Object(&[KIND, UPDATE]),
    Object(&[KIND, PROMISE_FIELDS]),
    Object(&[KIND, END]),
]);

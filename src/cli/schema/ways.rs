//! What is printed of what comes in and what looks: sources, the inbox, monitors, heartbeats, gauges, sounds,
//! the configuration, the store.

use super::incidents::SEVERITY;
use super::shape::Shape::{
    Anything, ByName, Either, Flag, Instant, Integer, Labels, List, Maybe, Number, Object, Text,
    Word,
};
use super::shape::{Field, MAYBE_INSTANT, MAYBE_INTEGER, MAYBE_NUMBER, MAYBE_TEXT, Shape, TEXTS};

/// What a body is.
pub(super) const DISPOSITION: Shape = Word(&["alerts", "handshake", "test", "ignored"]);
/// What an alert says.
pub(super) const SIGNAL: Shape = Word(&["firing", "acknowledged", "resolved"]);

const ENTRY: &[Field] = &[
    Field("id", Integer, "its number"),
    Field("source", Text, "by which address it came"),
    Field("received_at", Instant, "when"),
    Field("bytes", Integer, "how long the body is"),
    Field("error", MAYBE_TEXT, "why it cannot be read"),
    Field("unread", Flag, "whether it still waits to be read"),
];

const REQUEST: &[Field] = &[
    Field("method", Text, "the verb it came by"),
    Field("path", Text, "what stands behind the source in its address"),
    Field("query", Text, "what stands behind the `?`, still encoded and without any key"),
    Field("content_type", MAYBE_TEXT, "what the sender says it is"),
    Field("headers", Labels, "those that this kind of source reads; none that proves a sender"),
    Field("encoding", Word(&["text", "base64"]), "how the body stands here"),
    Field("body", Text, "what arrived, byte for byte; in base64 if it is no text"),
];

const CONFIGURED: &[Field] = &[
    Field("name", Text, "the NAME of `[sources.NAME]`"),
    Field("kind", Text, "of which kind it is"),
    Field("address", Text, "where it sends to"),
    Field("key", Flag, "whether it must show a key"),
    Field("signed", Flag, "whether it must have signed"),
];

const SOURCE_KIND: &[Field] = &[
    Field("kind", Text, "what it is called"),
    Field("about", Text, "what it is"),
    Field("resolves", Word(&["yes", "some", "no"]), "whether it says that something is over"),
    Field("signs", Text, "how it proves that it is the sender"),
    Field("docs", Text, "where its documentation is"),
    Field("setup", Text, "what to do at the sender"),
];

const SOURCE_ONE: &[Field] = &[
    Field("name", Text, "what it is or would be called"),
    Field("address", Text, "where it sends to"),
    Field("configured", Flag, "whether the configuration has it"),
    Field("block", Text, "what to write into the configuration"),
];

const READ_ALERT: &[Field] = &[
    Field("signal", SIGNAL, "what it says"),
    Field("fingerprint", Text, "the identity of the problem; equal means same"),
    Field("severity", SEVERITY, "how grave it is"),
    Field("severity_raw", Text, "the sender's own word for that; empty if it has none"),
    Field("summary", Text, "what is wrong, in one line"),
    Field("source", MAYBE_TEXT, "the host or target it is about"),
    Field("service", MAYBE_TEXT, "the service it is about"),
    Field("link", MAYBE_TEXT, "where to look"),
    Field("started_at", MAYBE_INSTANT, "when it began"),
    Field("ended_at", MAYBE_INSTANT, "when it ended"),
    Field("labels", Labels, "what routes and matchers look at"),
];

const READ_OF: &[Field] = &[
    Field("disposition", DISPOSITION, "what it is"),
    Field("alerts", List(&Object(&[READ_ALERT])), "what it reports, in its order"),
];

const SEEN: &[Field] = &[
    Field("monitor", Text, "which monitor"),
    Field("kind", Text, "of which kind it is"),
    Field("target", Text, "what it looks at"),
    Field("finding", Word(&["ok", "warning", "failed", "unknown"]), "what it comes to"),
    Field("said", Text, "what was seen"),
    Field("at", Instant, "when"),
    Field("took_ms", Number, "how long it took"),
    Field("labels", Labels, "what routes and matchers look at"),
    Field("numbers", List(&Object(&[READING])), "what was measured"),
];

const READING: &[Field] = &[
    Field("label", Text, "of what"),
    Field("value", Number, "how much"),
    Field("unit", Text, "of which unit"),
    Field("max", MAYBE_NUMBER, "how much there can be"),
];

const LAST: &[Field] = &[
    Field("monitor", Text, "which monitor"),
    Field("state", Word(&["up", "degraded", "down", "unknown", "unwatched"]), "how it stands"),
    Field("since", MAYBE_INSTANT, "since when"),
    Field("seen_at", MAYBE_INSTANT, "up to when it was watched"),
    Field("flapping", Flag, "whether it comes and goes"),
    Field("why", MAYBE_TEXT, "why, if it is not up"),
    Field("looks", Integer, "how many were answered in the last 24 hours"),
    Field("median_ms", MAYBE_NUMBER, "how long these took"),
    Field("p95_ms", MAYBE_NUMBER, "how long these took"),
    Field("p99_ms", MAYBE_NUMBER, "how long these took"),
];

const HEARTBEAT: &[Field] = &[
    Field("name", Text, "the NAME of `[heartbeats.NAME]`"),
    Field(
        "state",
        Word(&["late", "long-running", "failed", "overlapping", "running", "fine", "new"]),
        "how it stands",
    ),
    Field("expected", Text, "when it is due"),
    Field("zone", Text, "by whose clock"),
    Field("grace", Integer, "how many seconds later it is late"),
    Field("heard_at", MAYBE_INSTANT, "when it was last heard"),
    Field("due_at", MAYBE_INSTANT, "when it is due next"),
    Field("runs", Maybe(&List(&Object(&[RUN]))), "the runs under way"),
    Field("took", MAYBE_NUMBER, "how many seconds the last run took"),
    Field("usually_takes", MAYBE_NUMBER, "how many seconds a run usually takes"),
];

const RUN: &[Field] = &[
    Field("run", MAYBE_TEXT, "its identity"),
    Field("started_at", Instant, "when it began"),
    Field("limit_at", MAYBE_INSTANT, "until when it must be over"),
];

const SIGN: &[Field] = &[
    Field("at", Instant, "when"),
    Field("beat", Word(&["start", "success", "fail", "exit", "log"]), "what it was"),
    Field("exit_code", MAYBE_INTEGER, "how the run ended"),
    Field("run", MAYBE_TEXT, "of which run"),
    Field("took", MAYBE_NUMBER, "how many seconds it took"),
    Field("body", Text, "the end of what was said"),
    Field("local", Flag, "whether it was typed here"),
];

const GAUGE_FIELDS: &[Field] = &[
    Field("gauge", Text, "its name"),
    Field("value", MAYBE_NUMBER, "the newest reading"),
    Field("max", MAYBE_NUMBER, "what it is full at"),
    Field("unit", Text, "what is counted"),
    Field("used", MAYBE_NUMBER, "which part of the maximum that is"),
    Field("at", MAYBE_INSTANT, "when that was read"),
    Field("level", Word(&["fine", "note", "page", "critical"]), "what was told last"),
    Field("stale", Flag, "whether it was told that readings stopped coming"),
    Field("trouble", MAYBE_TEXT, "why there was no reading the last time"),
    Field(
        "forecast",
        Word(&["runs-out", "not-within", "steady", "falling", "full", "too-little"]),
        "what is foretold",
    ),
    Field("days_left", MAYBE_NUMBER, "in how many days it runs out"),
    Field("days_left_from", MAYBE_NUMBER, "hardly sooner"),
    Field("days_left_to", MAYBE_NUMBER, "hardly later; null for no end"),
    Field("runs_out_at", MAYBE_INSTANT, "when that is"),
    Field(
        "growth",
        Maybe(&Word(&["even", "speeding-up", "faster", "slowing-down"])),
        "how it grows",
    ),
    Field("growth_times", MAYBE_NUMBER, "how many times as fast as in the long run"),
    Field("per_day", MAYBE_NUMBER, "how much is used a day"),
    Field("text", Text, "the same as people read it"),
];

const STRETCH: &[Field] = &[
    Field("from", Instant, "its first reading"),
    Field("at", Instant, "its last reading"),
    Field("value", Number, "the last value"),
    Field("low", Number, "the lowest value"),
    Field("high", Number, "the highest value"),
    Field("max", Number, "what it was full at"),
    Field("readings", Integer, "how many"),
];

const SOUND: &[Field] = &[
    Field("name", Text, "what it is called, or its file"),
    Field("about", Text, "what it sounds like"),
    Field("severities", TEXTS, "which have it"),
];

const PLAYED_FIELDS: &[Field] = &[
    Field("sound", Text, "what was played"),
    Field("device", Text, "on what"),
    Field("seconds", Number, "that the device took"),
    Field("note", MAYBE_TEXT, "what else there is to say"),
];

const HEARD: &[Field] = &[
    Field("heard_by", Text, "the source through which it was heard"),
    Field("pitch", Number, "what was listened for, in Hz"),
];

const FINDING: &[Field] = &[
    Field("check", Text, "what was looked at"),
    Field("state", Word(&["ok", "warn", "fail"]), "how it is"),
    Field("text", Text, "what was found"),
    Field("fix", MAYBE_TEXT, "what to do about it"),
];

const CHECKED: &[Field] = &[
    Field("path", Text, "where it is"),
    Field("faults", List(&Object(&[FAULT])), "what is wrong"),
    Field("warnings", List(&Object(&[FAULT])), "what may be wrong"),
    Field("tests", List(&Object(&[TEST])), "what came of its tests"),
    Field("maintenance", Maybe(&List(&Object(&[UPCOMING]))), "when each is; null with faults"),
];

const FAULT: &[Field] = &[
    Field("file", Text, "where"),
    Field("line", MAYBE_INTEGER, "where"),
    Field("column", MAYBE_INTEGER, "where"),
    Field("message", Text, "what is wrong"),
    Field("hint", MAYBE_TEXT, "what to write instead"),
];

const TEST: &[Field] = &[
    Field("name", Text, "which test"),
    Field("passed", Flag, "whether everything is as it expects"),
    Field("file", Text, "where"),
    Field("line", MAYBE_INTEGER, "where"),
    Field("differences", List(&Object(&[DIFFERENCE])), "what is not"),
];

const DIFFERENCE: &[Field] = &[
    Field("about", Text, "what it is about"),
    Field("expected", TEXTS, "the lines that were expected"),
    Field("actual", TEXTS, "the lines as they are"),
];

const UPCOMING: &[Field] = &[
    Field("name", Text, "the NAME of `[maintenance.NAME]`"),
    Field("next", List(&Object(&[SPAN])), "the next three times"),
];

const SPAN: &[Field] = &[Field("from", Instant, "from when"), Field("to", Instant, "until when")];

const PATH: &[Field] = &[Field("path", Text, "where it is")];

const MADE: &[Field] = &[
    Field("made", ByName(&Integer), "how many of each were made"),
    Field("left", List(&Object(&[LEFT])), "what was left behind"),
];

const UNWRITTEN: &[Field] = &[Field("text", Text, "the configuration, which was not written")];

const LEFT: &[Field] = &[
    Field("file", Text, "in which file"),
    Field("place", Text, "where in it"),
    Field("what", Text, "what became of it"),
];

const CONTENT: &[Field] = &[
    Field("entries", Integer, "how many are in it"),
    Field("last_at", MAYBE_INSTANT, "when the last was written"),
    Field("open", Integer, "how many incidents are open in it"),
    Field("fault", MAYBE_TEXT, "what is wrong with its record"),
    Field("head", MAYBE_TEXT, "the hash of its last entry"),
];

const COPY: &[Field] = &[
    Field("file", Text, "where the copy is"),
    Field("bytes", Integer, "how large it is"),
    Field("deleted", Integer, "how many older ones were deleted"),
];

const PLACE: &[Field] = &[
    Field("store", Text, "where the store is"),
    Field("aside", MAYBE_TEXT, "where that is which was there"),
];

const STAYS: Shape = Object(&[&[
    Field(
        "why",
        Word(&[
            "open",
            "update-owed",
            "promised",
            "still-reported",
            "younger-entries",
            "corrected",
        ]),
        "what keeps it",
    ),
    Field("incident", MAYBE_INTEGER, "the incident that keeps it"),
    Field("promise", MAYBE_INTEGER, "the promise that keeps it"),
    Field("entry", MAYBE_INTEGER, "the entry that is corrected later"),
    Field("text", Text, "the same in words"),
]]);

const LET_GO: &[Field] = &[
    Field("before", Instant, "what is older goes"),
    Field("entries", Integer, "how many entries go"),
    Field("from", MAYBE_INTEGER, "the first of them"),
    Field("until", MAYBE_INTEGER, "the last of them"),
    Field("oldest_at", MAYBE_INSTANT, "when the oldest was written"),
    Field("newest_at", MAYBE_INSTANT, "when the newest was written"),
    Field("incidents", Integer, "how many incidents go"),
    Field("alerts", Integer, "how many alerts go with them"),
    Field("pages", Integer, "how many pages go with them"),
    Field("fixes", Integer, "how many notes of what mended a problem go with them"),
    Field("bytes", Integer, "about how much room that takes"),
    Field("held_by", List(&STAYS), "what keeps more from going"),
    Field("done", Flag, "whether it was done"),
];

const IF_ASKED: &[Field] = &[Field("unfinished", Flag, "whether one before broke off")];

const DONE: &[Field] = &[
    Field("copy", MAYBE_TEXT, "where a copy of all there was is"),
    Field("freed", Integer, "by how many bytes the file is smaller"),
    Field("at", Instant, "when"),
];

const PAGE: &[Field] = &[
    Field("directory", Text, "where it was written"),
    Field("files", TEXTS, "the names of the files"),
    Field(
        "condition",
        Word(&["up", "maintenance", "unknown", "degraded", "down"]),
        "how the worst service is",
    ),
    Field("summary", Text, "the same as a sentence"),
];

/// What is kept of what arrived.
pub(super) const INBOX: Shape = List(&Object(&[ENTRY]));
/// One of it, with its body.
pub(super) const INBOX_SHOWN: Shape = Object(&[ENTRY, REQUEST]);
/// What sends, and what could; of one kind with its name.
pub(super) const SOURCES: Shape = Either(&[
    Object(&[&[
        Field("configured", List(&Object(&[CONFIGURED])), "what the configuration has"),
        Field("kinds", List(&Object(&[SOURCE_KIND])), "what is understood"),
    ]]),
    Object(&[SOURCE_KIND, SOURCE_ONE]),
]);
/// What a source makes of a body.
pub(super) const READ: Shape =
    Either(&[Object(&[READ_OF]), Object(&[READ_OF, &[Field("about", Text, "what it is about")]])]);
/// What monitors saw.
pub(super) const CHECKS: Shape = List(&Object(&[SEEN]));
/// How each monitor stands.
pub(super) const LAST_CHECKS: Shape = List(&Object(&[LAST]));
/// How it stands with one heartbeat.
pub(super) const BEAT: Shape = Object(&[HEARTBEAT]);
/// How it stands with heartbeats.
pub(super) const BEATS: Shape = List(&BEAT);
/// The same of one, with its newest signs of life.
pub(super) const BEAT_SHOWN: Shape = Object(&[
    HEARTBEAT,
    &[Field("beats", List(&Object(&[SIGN])), "its newest signs of life, the newest first")],
]);
/// One gauge.
pub(super) const GAUGE: Shape = Object(&[GAUGE_FIELDS]);
/// Gauges, the most urgent first.
pub(super) const GAUGES: Shape = List(&GAUGE);
/// The same of one, with its readings.
pub(super) const GAUGE_SHOWN: Shape = Object(&[
    GAUGE_FIELDS,
    &[Field("history", List(&Object(&[STRETCH])), "what is kept of its readings")],
]);
/// The sounds there are.
pub(super) const SOUNDS: Shape = List(&Object(&[SOUND]));
/// How a sound was played.
pub(super) const PLAYED: Shape = Object(&[PLAYED_FIELDS]);
/// The same of the proof; with `--listen` how it was heard.
pub(super) const PROVED: Shape =
    Either(&[Object(&[PLAYED_FIELDS]), Object(&[PLAYED_FIELDS, HEARD])]);
/// What the doctor found.
pub(super) const FINDINGS: Shape = List(&Object(&[FINDING]));
/// Whether a configuration is right.
pub(super) const CONFIG_CHECKED: Shape = Object(&[CHECKED]);
/// A configuration as it works, which has a schema of its own.
pub(super) const CONFIG_SHOWN: Shape = Anything;
/// Where a configuration is.
pub(super) const CONFIG_PATH: Shape = Object(&[PATH]);
/// Where a configuration was written, and from what.
pub(super) const INITIAL: Shape =
    Either(&[Object(&[PATH]), Object(&[PATH, MADE]), Object(&[PATH, MADE, UNWRITTEN])]);
/// A copy of the store.
pub(super) const BACKUP: Shape = Object(&[CONTENT, COPY]);
/// A store that was put back.
pub(super) const RESTORED: Shape = Object(&[CONTENT, PLACE]);
/// What of the beginning of the record may go, or went.
pub(super) const PRUNED: Shape = Either(&[Object(&[LET_GO, IF_ASKED]), Object(&[LET_GO, DONE])]);
/// The status page.
pub(super) const STATUS_PAGE: Shape = Object(&[PAGE]);
/// The names of schemas, or one schema.
pub(super) const SCHEMA: Shape = Either(&[TEXTS, ByName(&Anything)]);

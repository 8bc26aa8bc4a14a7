//! What is printed of what keeps the store: copies, what takes its place, what is let go.

use super::shape::Shape::{Either, Flag, Instant, Integer, List, Object, Text, Word};
use super::shape::{Field, MAYBE_INSTANT, MAYBE_INTEGER, MAYBE_TEXT, Shape};

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
            "dated-ahead",
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
    Field(
        "owners",
        List(&Object(&[LOST])),
        "who owns a problem no longer, though it may come again",
    ),
    Field("held_by", List(&STAYS), "what keeps more from going"),
    Field("done", Flag, "whether it was done"),
];

const LOST: &[Field] = &[
    Field("person", Text, "who"),
    Field("incident", Integer, "in which incident that was said"),
    Field("summary", Text, "what that was about"),
];

const IF_ASKED: &[Field] = &[Field("unfinished", Flag, "whether one before broke off")];

const DONE: &[Field] = &[
    Field("copy", MAYBE_TEXT, "where a copy of all there was is"),
    Field("freed", Integer, "by how many bytes the file is smaller"),
    Field("at", Instant, "when"),
];

/// A copy of the store.
pub(super) const BACKUP: Shape = Object(&[CONTENT, COPY]);
/// A store that was put back.
pub(super) const RESTORED: Shape = Object(&[CONTENT, PLACE]);
/// What of the beginning of the record may go, or went.
pub(super) const PRUNED: Shape = Either(&[Object(&[LET_GO, IF_ASKED]), Object(&[LET_GO, DONE])]);

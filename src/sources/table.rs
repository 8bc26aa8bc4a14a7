//! The table of sources as a document: `docs/sources.md` is what this makes.

use std::fmt::Write as _;

use super::{SOURCES, Source};

/// What stands before the table.
const HEAD: &str = "\
# Webhooks that are understood

Made by `wail sources --markdown`; the readers themselves are in `src/sources/`, one file each.
`kind = \"…\"` of a `[sources.NAME]` is a name of this table, and \"this address\" below is
`http://127.0.0.1:9911/in/NAME` with a key, as [webhooks.md](webhooks.md) says. *Resolves* is whether
the sender also says when a problem is over; *signs* is what it can prove itself by, besides a key.

| kind | what sends it | resolves | signs | its documentation |
|---|---|---|---|---|
";

/// The document, whole.
#[must_use]
pub fn markdown() -> String {
    let mut text = HEAD.to_owned();
    for Source { name, about, docs, resolves, proof, .. } in SOURCES {
        let (resolves, signs) = (resolves.word(), proof.phrase());
        // Writing to a string cannot fail.
        let _ = writeln!(text, "| `{name}` | {about} | {resolves} | {signs} | {docs} |");
    }
    text.push_str("\n## Where the address is entered\n\n");
    for Source { name, setup, .. } in SOURCES {
        let _ = writeln!(text, "- `{name}`: {setup}.");
    }
    text
}

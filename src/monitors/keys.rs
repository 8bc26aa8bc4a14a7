//! What can be said of a monitor: its keys, and what each of them is.

/// One key of a monitor.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// The word in the configuration.
    pub name: &'static str,
    /// What kind of value it has.
    pub kind: KeyKind,
    /// Whether it must be given.
    pub is_needed: bool,
    /// What it says, in one line, with what holds where it is not given.
    pub about: &'static str,
    /// A value as it could be written in TOML.
    pub example: &'static str,
}

/// What kind of value a key has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// Any text.
    Text,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A whole number from the first to the second.
    Whole(i64, i64),
    /// Any number.
    Number,
    /// `true` or `false`.
    Truth,
    /// A length of time, such as `30s`.
    Length,
    /// An amount of data, such as `64MB`.
    Size,
    /// A text or a list of texts; numbers in it count as texts.
    List,
    /// Texts by name.
    Table,
    /// Texts by name, each of which may be `env:NAME` or `file:PATH`.
    Secrets,
    /// `env:NAME` or `file:PATH`.
    Secret,
    /// A path; one that is not absolute starts where the configuration file is.
    Path,
}

/// A key that must be given.
pub(super) const fn needed(
    name: &'static str,
    kind: KeyKind,
    about: &'static str,
    example: &'static str,
) -> Key {
    Key { name, kind, is_needed: true, about, example }
}

/// A key that may be given.
pub(super) const fn key(
    name: &'static str,
    kind: KeyKind,
    about: &'static str,
    example: &'static str,
) -> Key {
    Key { name, kind, is_needed: false, about, example }
}

/// What can be said of every monitor.
pub static COMMON: &[Key] = &[
    key(
        "kind",
        KeyKind::Text,
        "What kind of monitor it is; the name of this table unless given.",
        "\"http\"",
    ),
    key("every", KeyKind::Length, "How often it looks; every 30 seconds unless given.", "\"30s\""),
    key(
        "timeout",
        KeyKind::Length,
        "How long a look may take; 10 seconds unless given, and never longer than `every`.",
        "\"5s\"",
    ),
    key(
        "down_after",
        KeyKind::Whole(1, 100),
        "How many looks in a row must fail before it is down; 2 unless given.",
        "3",
    ),
    key(
        "up_after",
        KeyKind::Whole(1, 100),
        "How many looks in a row must be good before it is up again; 2 unless given.",
        "2",
    ),
    key(
        "slow_over",
        KeyKind::Length,
        "From which time on an answer is slow, which is degraded and not down; never unless given.",
        "\"800ms\"",
    ),
    key(
        "severity",
        KeyKind::Text,
        "How grave it is when it is down; `error` unless given.",
        "\"critical\"",
    ),
    key(
        "labels",
        KeyKind::Table,
        "Labels of its alerts, besides `monitor`.",
        "{ service = \"shop\" }",
    ),
    key(
        "depends_on",
        KeyKind::List,
        "Monitors without which it cannot work: while one of them is down, its own page is held.",
        "[\"router\"]",
    ),
    key(
        "runbook",
        KeyKind::Text,
        "Where it is written what to do; a link of the page.",
        "\"https://wiki.example/shop\"",
    ),
    key(
        "caution",
        KeyKind::Text,
        "What to think of before doing anything; shown with the page.",
        "\"do not restart the primary\"",
    ),
    key(
        "target",
        KeyKind::Number,
        "How much of the time it should be available, in percent; for `wail report nines`.",
        "99.9",
    ),
    key(
        "local",
        KeyKind::Truth,
        "Whether it looks at this machine, so that it sees without a network; as its kind does unless given.",
        "true",
    ),
];

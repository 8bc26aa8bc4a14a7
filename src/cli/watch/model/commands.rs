//! The keys: which there are, what each is called where there is little room, and what it does.

/// A key that does something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli::watch) struct Command {
    /// The key.
    pub(in crate::cli::watch) key: &'static str,
    /// What it is called below the list.
    pub(in crate::cli::watch) short: &'static str,
    /// What it does, as the help says it.
    pub(in crate::cli::watch) does: &'static str,
}

const fn command(key: &'static str, short: &'static str, does: &'static str) -> Command {
    Command { key, short, does }
}

/// All of them, those first that are needed first. A test holds the table of `docs/watch.md` to it.
pub(in crate::cli::watch) const COMMANDS: [Command; 18] = [
    command("a", "ack", "acknowledge it: \"I have it\", quiet until the check-in of its policy"),
    command("s", "snooze", "keep it quiet for a while; asks for how long"),
    command("n", "note", "write something down about it"),
    command("w", "why", "say why it rang or did not, and what comes next"),
    command("?", "keys", "show every key"),
    command("q", "quit", "leave; asks once while something is open"),
    command("u", "undo", "take back what was done here last; asks once"),
    command("/", "filter", "show only what contains a text, a number, a status or `label=value`"),
    command("e", "escalate", "take the next step of its policy now; asks once"),
    command("c", "check-in", "acknowledge it with a check-in of your own; asks for how long"),
    command("t", "assign", "hand it to somebody; asks to whom"),
    command("m", "silence", "ask for quiet about just its labels; asks for how long and why"),
    command("d", "done", "say that it is over; asks once"),
    command("p", "split", "give some of its alerts an incident of their own; asks which"),
    command("A", "ack all", "acknowledge all that is shown and nobody has; asks, with the number"),
    command("o", "order", "change the order: by gravity, the newest first, what is due first"),
    command("r", "rest", "rest the morning after a hard night: `wail away 4h`"),
    command("Enter", "all of it", "show everything about it, and go back"),
];

/// The keys that move, and what they do.
pub(in crate::cli::watch) const MOVES: [(&str, &str); 4] = [
    ("↑ ↓, k j", "one line up or down"),
    ("PgUp PgDn", "one screen up or down"),
    ("Home End, g G", "to the first line, to the last"),
    ("Esc, Ctrl-C", "leave what is asked or shown; Ctrl-C in the list is as q"),
];

//! What is printed of incidents: what they are, what was done to them, why they ring.

use super::shape::Shape::{
    Either, Flag, Instant, Integer, Labels, List, Maybe, Number, Object, Text, Word,
};
use super::shape::{Field, MAYBE_INSTANT, MAYBE_INTEGER, MAYBE_NUMBER, MAYBE_TEXT, Shape, TEXTS};

/// How grave something is.
pub(super) const SEVERITY: Shape = Word(&["info", "warning", "error", "critical"]);

/// How an incident stands.
pub(super) const STATUS: Shape = Word(&["held", "triggered", "acknowledged", "resolved"]);

/// What is said of every incident.
pub(super) const LISTED: &[Field] = &[
    Field("id", Integer, "its number"),
    Field("status", STATUS, "how it stands"),
    Field("severity", SEVERITY, "the gravest so far"),
    Field("summary", Text, "what its first alert says"),
    Field("source", Text, "who reported it first"),
    Field("drill", Flag, "whether it is practice"),
    Field("labels", Labels, "those of its first alert"),
    Field("policy", Text, "the policy that calls people"),
    Field("opened_at", Instant, "when its first alert was decided"),
    Field("held_for", MAYBE_TEXT, "whose day it waits for"),
    Field("held_by_silence", MAYBE_INTEGER, "the silence that holds it"),
    Field("held_by_maintenance", MAYBE_TEXT, "the maintenance that holds it"),
    Field(
        "held_by_incident",
        MAYBE_INTEGER,
        "the incident that explains it or stands for its storm",
    ),
    Field(
        "held_as_noise",
        Maybe(&Word(&["old-news", "flapping", "storm"])),
        "as what noise it is held",
    ),
    Field("held_until", MAYBE_INSTANT, "until when it is held"),
    Field("step", MAYBE_INTEGER, "where the policy stands, from 0"),
    Field("round", MAYBE_INTEGER, "how often all steps were taken"),
    Field("next_step_at", MAYBE_INSTANT, "when the policy goes on"),
    Field("asked", MAYBE_TEXT, "who had it and is asked first"),
    Field("acknowledged_by", MAYBE_TEXT, "who last said that they have it"),
    Field("acknowledged_at", MAYBE_INSTANT, "since when they have it"),
    Field("check_in_at", MAYBE_INSTANT, "when the alarm returns"),
    Field("old_news_at", MAYBE_INSTANT, "when whoever has it is called for old news in it"),
    Field("snoozed", Flag, "whether that is a snooze"),
    Field("resolved_at", MAYBE_INSTANT, "when it was over"),
    Field("resolved_by", MAYBE_TEXT, "by which person or source"),
    Field("times_in_30_days", Integer, "how often its problem had come, this time included"),
    Field("recurring", Flag, "whether that is three times or more"),
    Field("on_call", TEXTS, "whom the policy calls at the present step"),
    Field("pages", List(&Object(&[PAGE])), "its pages"),
    Field("alerts", List(&Object(&[ALERT])), "its alerts"),
    Field("merged_into", MAYBE_INTEGER, "the incident that has its alerts now"),
];

const PAGE: &[Field] = &[
    Field("id", Integer, "its number"),
    Field("person", Text, "whom"),
    Field("channel", Text, "by which channel of theirs"),
    Field("reason", Text, "why, in a word"),
    Field("because", MAYBE_TEXT, "why this person, where a rota chose them"),
    Field("decided_at", Instant, "when it was decided"),
    Field("due_at", Instant, "when it is to go out"),
    Field("state", PAGE_STATE, "what became of it"),
    Field("station", MAYBE_TEXT, "who took it"),
    Field("note", MAYBE_TEXT, "the channel's proof, or its error"),
    Field("finished_at", MAYBE_INSTANT, "when it was done with"),
    Field("receipt", Maybe(&Object(&[RECEIPT])), "how it rang, once it does no longer"),
];

const PAGE_STATE: Shape = Word(&["waiting", "out", "delivered", "failed", "hushed"]);

const RECEIPT: &[Field] = &[
    Field("sound", Text, "what was played"),
    Field("device", MAYBE_TEXT, "on what"),
    Field("volume", MAYBE_NUMBER, "how loud, in percent, where the system tells"),
    Field("muted", Maybe(&Flag), "whether it was muted, where the system tells"),
    Field("seconds", Number, "of samples that the device took"),
    Field("fallback", MAYBE_TEXT, "what was played by instead, and why"),
];

const ALERT: &[Field] = &[
    Field("fingerprint", Text, "the identity of the problem; equal means same"),
    Field("source", Text, "who reports it"),
    Field("signal", Word(&["firing", "resolved"]), "whether it is still so"),
    Field("severity", SEVERITY, "how grave it is, as last reported"),
    Field("summary", Text, "what is wrong, in one line"),
    Field("details", Text, "what more there is to say"),
    Field("labels", Labels, "what routes and matchers look at"),
    Field("link", MAYBE_TEXT, "where to look"),
    Field("started_at", Instant, "when it began, else when it was first heard"),
    Field("last_at", Instant, "when it was last heard"),
    Field("reports", Integer, "how often"),
    Field("number", Integer, "the number by which a split knows it"),
    Field("suspected_origin", Flag, "whether it is likely to have caused the others"),
];

/// An entry of the timeline.
pub(super) const ENTRY: &[Field] = &[
    Field("id", Integer, "its number"),
    Field("at", Instant, "when"),
    Field("incident", MAYBE_INTEGER, "which one; null for the pager itself"),
    Field("event", Text, "what happened, in a word"),
    Field("who", MAYBE_TEXT, "the person or source it is by or about"),
    Field("reason", MAYBE_TEXT, "why, where a rule decided it"),
    Field("text", Text, "the sentence people read"),
    Field("about", MAYBE_INSTANT, "the moment it is about, where that is another"),
    Field("corrects", MAYBE_INTEGER, "the entry that it corrects"),
];

/// What only `wail show` says of an incident.
const SHOWN: &[Field] = &[
    Field(
        "seen_before",
        Maybe(&Object(&[BEFORE])),
        "the last time that the same problem was there",
    ),
    Field("fix", MAYBE_TEXT, "what mended it, this time or the last"),
    Field("owner", MAYBE_TEXT, "whose task it is that it comes no more"),
    Field("update_owed", Maybe(&Object(&[super::record::OWED])), "the update that is owed"),
    Field("timeline", List(&Object(&[ENTRY])), "its entries"),
];

const BEFORE: &[Field] = &[
    Field("incident", Integer, "which incident that was"),
    Field("opened_at", MAYBE_INSTANT, "when it opened"),
    Field("seconds", MAYBE_INTEGER, "how long it took"),
    Field("by", MAYBE_TEXT, "by whom it was acknowledged or ended"),
    Field("note", MAYBE_TEXT, "the last note then"),
    Field("fix", MAYBE_TEXT, "the fix that was noted last, then or before"),
];

/// An incident that somebody changed.
const CHANGED: &[Field] =
    &[Field("taken_from", Maybe(&Object(&[HAD])), "who had it before and has it no longer")];

const HAD: &[Field] = &[Field("person", Text, "who had it"), Field("since", Instant, "since when")];

/// What would become of an incident.
const TRIED: &[Field] = &[
    Field("id", Integer, "its number"),
    Field("would", List(&Object(&[WOULD])), "what would go on the record"),
];

const WOULD: &[Field] = &[
    Field("incident", MAYBE_INTEGER, "of which incident"),
    Field("event", Text, "what would happen, in a word"),
    Field("who", MAYBE_TEXT, "the person or source it is by or about"),
    Field("reason", MAYBE_TEXT, "why, where a rule decides it"),
    Field("text", Text, "the sentence people would read"),
];

const REGROUPED: &[Field] = &[
    Field("dry_run", Flag, "whether nothing was changed, and this only would be so"),
    Field("moved", Integer, "how many alerts went to another incident"),
    Field("from", ONE, "the incident that they were taken from"),
    Field("to", ONE, "the incident that they are in now"),
];

const FINDING: &[Field] = &[
    Field("stage", Text, "which stage of the chain"),
    Field("verdict", Word(&["passes", "changes", "holds", "joins", "ends"]), "what it comes to"),
    Field("text", Text, "the same as people read it"),
    Field("until", MAYBE_INSTANT, "until when it holds, or held"),
];

const FOUND_AT: &[Field] = &[Field("at", Instant, "when that was")];

const PLAN: &[Field] = &[
    Field("after_incident", MAYBE_INTEGER, "the incident that must be over first"),
    Field("joins_incident", MAYBE_INTEGER, "the open incident that it becomes part of"),
    Field("in_storm", Flag, "whether it is part of a storm"),
    Field("instead", STEPS, "what the storm's incident does at once instead"),
    Field("complete", Flag, "whether the steps are all, or it goes on for longer"),
    Field("steps", STEPS, "what happens if nobody acknowledges"),
];

const STEPS: Shape = List(&Object(&[STEP]));

const STEP: &[Field] = &[
    Field("at", Instant, "when"),
    Field("after_seconds", Integer, "how long from the beginning"),
    Field("step", MAYBE_INTEGER, "the step of the policy, from 0"),
    Field("round", MAYBE_INTEGER, "the round of the policy, from 0"),
    Field("calls", List(&Object(&[CALL])), "who is called"),
    Field("notes", TEXTS, "what else goes on the record"),
];

const CALL: &[Field] = &[
    Field("person", Text, "who"),
    Field("reason", Text, "why, in a word"),
    Field("because", MAYBE_TEXT, "why this person, where a rota chose them"),
    Field("pages", List(&Object(&[PLANNED])), "by what, one after the other"),
];

const PLANNED: &[Field] = &[
    Field("channel", Text, "by which channel"),
    Field("at", Instant, "when"),
    Field("sound", MAYBE_TEXT, "what is played"),
    Field("reachable", Maybe(&Flag), "whether it can be reached so now, if that is known"),
];

/// Why an incident rang.
const HAPPENED: &[Field] = &[
    Field("incident", Integer, "its number"),
    Field("status", STATUS, "how it stands"),
    Field("policy", Text, "the policy that calls people"),
    Field("findings", List(&Object(&[FINDING, FOUND_AT])), "the chain, stage by stage"),
    Field(
        "plan",
        Maybe(&Object(&[PLAN])),
        "what comes next; null if the configuration is at fault",
    ),
];

/// What an alert would come to.
const WOULD_CALL: &[Field] = &[
    Field("at", Instant, "the instant that was asked about"),
    Field("source", Text, "who would report it"),
    Field("severity", SEVERITY, "how grave it is by its routes"),
    Field("labels", Labels, "what was asked"),
    Field("route", Text, "the route that decides"),
    Field("policy", MAYBE_TEXT, "the policy that calls"),
    Field("held", MAYBE_TEXT, "what holds it first"),
    Field("findings", List(&Object(&[FINDING])), "the chain, stage by stage"),
    Field("plan", Object(&[PLAN]), "whom it calls"),
];

/// One incident.
pub(super) const ONE: Shape = Object(&[LISTED]);
/// Incidents.
pub(super) const MANY: Shape = List(&ONE);
/// One incident with everything that is known of it.
pub(super) const WHOLE: Shape = Object(&[LISTED, SHOWN]);
/// Incidents that were changed, or what would become of them with `--dry-run`.
pub(super) const ACTED: Shape =
    Either(&[List(&Object(&[LISTED, CHANGED])), List(&Object(&[TRIED]))]);
/// What a split or a merge came to.
pub(super) const SPLIT: Shape = Object(&[REGROUPED]);
/// Why an incident rang, or whom an alert would call.
pub(super) const WHY: Shape = Either(&[Object(&[HAPPENED]), Object(&[WOULD_CALL])]);

/// A drill that was timed.
pub(super) const DRILL: Shape = Object(&[&[
    Field("incident", MAYBE_INTEGER, "its number; null if it was not decided in time"),
    Field("summary", Text, "what was reported"),
    Field("severity", SEVERITY, "how grave"),
    Field("sent_at", Instant, "when the request was sent"),
    Field("decided", MAYBE_NUMBER, "after how many seconds it was decided"),
    Field("went_out", MAYBE_NUMBER, "after how many seconds the first page was proved"),
    Field("pages", List(&Object(&[DRILLED])), "its pages"),
    Field("acknowledged_by", MAYBE_TEXT, "who answered"),
    Field("acknowledged", MAYBE_NUMBER, "after how many seconds"),
    Field("passed", Flag, "whether somebody answered in time"),
]]);

const DRILLED: &[Field] = &[
    Field("person", Text, "whom"),
    Field("channel", Text, "by which channel"),
    Field("station", MAYBE_TEXT, "who took it"),
    Field("state", PAGE_STATE, "what became of it"),
    Field("went_out", MAYBE_NUMBER, "after how many seconds it was proved"),
    Field("sounded", MAYBE_NUMBER, "the same, if it was by a loudspeaker"),
    Field("note", MAYBE_TEXT, "the channel's proof, or its error"),
];

/// What became of a sample.
pub(super) const SENT: Shape = Object(&[&[
    Field("received", Integer, "its number in the inbox"),
    Field("disposition", super::ways::DISPOSITION, "what it is"),
    Field("alerts", List(&Object(&[VERDICT])), "what it reports"),
]]);

const VERDICT: &[Field] = &[
    Field("signal", super::ways::SIGNAL, "what it says"),
    Field("severity", SEVERITY, "how grave it is"),
    Field("summary", Text, "what is wrong, in one line"),
    Field("incident", MAYBE_INTEGER, "the incident that it is part of"),
    Field(
        "outcome",
        Word(&["open", "counted", "acknowledged", "resolved", "nothing"]),
        "what follows from it",
    ),
    Field("reason", MAYBE_TEXT, "why nothing follows"),
];

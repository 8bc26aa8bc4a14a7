//! What is printed of reports: the numbers, the load, the nines, the write-up.

use super::incidents::SEVERITY;
use super::shape::Shape::{Day, Either, Flag, Instant, Integer, List, Number, Object, Text};
use super::shape::{
    Field, INTEGERS, MAYBE_INSTANT, MAYBE_INTEGER, MAYBE_NUMBER, MAYBE_TEXT, Shape, TEXTS,
};

const SPAN: &[Field] =
    &[Field("from", Instant, "from when"), Field("to", Instant, "until when, exclusive")];

const ZONE: &[Field] = &[Field("zone", MAYBE_TEXT, "by whose clock, if that has a name")];

const FIGURES: &[Field] = &[
    Field("incidents", INTEGERS, "which ones count"),
    Field("paged", INTEGERS, "those that paged somebody"),
    Field("pages", Integer, "how many"),
    Field("to_ack", MEASURE, "how long until somebody had it"),
    Field("to_resolve", MEASURE, "how long until it was over"),
    Field("unanswered", INTEGERS, "those that nobody answered"),
    Field("never_acted_on", INTEGERS, "those that nobody did anything about"),
    Field("flapping", INTEGERS, "those that came and went"),
    Field("reports", Integer, "how many"),
    Field("duplicates", Integer, "how many reports said nothing new"),
];

const MEASURE: Shape = Object(&[&[
    Field("number", Integer, "how many values"),
    Field("mean_seconds", MAYBE_NUMBER, "null of none"),
    Field("median_seconds", MAYBE_NUMBER, "null of none"),
    Field("p90_seconds", MAYBE_NUMBER, "null of none"),
]]);

const NAME: &[Field] = &[Field("name", Text, "of what")];

const NUMBERED: &[Field] = &[
    Field("whole", Object(&[FIGURES]), "the numbers of everything"),
    Field("services", PARTS, "the same of each"),
    Field("sources", PARTS, "the same of each"),
    Field("rotas", PARTS, "the same of each"),
    Field("months", PARTS, "the same of each"),
    Field("pages_by_hour", INTEGERS, "in each hour of the day, from 0"),
    Field("pages_by_weekday", INTEGERS, "on each weekday, from Monday"),
];

const PARTS: Shape = List(&Object(&[FIGURES, NAME]));

const COUNTED: &[Field] = &[
    Field("entry", Integer, "an entry of the timeline that counts"),
    Field("at", Instant, "when"),
    Field("incident", MAYBE_INTEGER, "of which incident"),
    Field("text", Text, "the sentence people read"),
];

const TOOK: &[Field] =
    &[Field("took_seconds", MAYBE_NUMBER, "what was measured up to it, if anything was")];

const DUPLICATES: &[Field] = &[Field("duplicates", Integer, "how many of it said nothing new")];

const LOADED: &[Field] = &[
    Field("people", List(&Object(&[PERSON])), "each of them"),
    Field("typical", Object(&[TYPICAL]), "the one in the middle, number by number"),
    Field("limits", Object(&[LIMITS]), "what the SRE book holds for sustainable"),
    Field("alerts", List(&Object(&[COST])), "what each cost"),
];

const PERSON: &[Field] = &[
    Field("person", Text, "who"),
    Field("pages", Integer, "how many"),
    Field("rings", Integer, "how many of them rang"),
    Field("incidents", Integer, "of how many incidents"),
    Field("acks", Integer, "how many they had"),
    Field("to_ack_median_seconds", MAYBE_NUMBER, "how long until they had it"),
    Field("on_call_seconds", Number, "on call"),
    Field("on_call_percent", Number, "of the time that is counted"),
    Field("shifts", Integer, "of at most 12 hours"),
    Field("shifts_over_limit", Integer, "those with more incidents than the limit"),
    Field("busiest_shift", Integer, "the most incidents in one"),
    Field("wakes", List(&Object(&[WAKE])), "each wake-up"),
    Field("nights", List(&Day), "the evenings on which those nights began"),
    Field("nights_in_a_row", Integer, "the most in a row"),
    Field("to_quiet_median_seconds", MAYBE_NUMBER, "from a wake-up until it was quiet again"),
    Field("weekends", Integer, "on how many they were on call"),
    Field("holidays", Integer, "on how many they were on call"),
];

const WAKE: &[Field] = &[
    Field("at", Instant, "when"),
    Field("night", Day, "the evening on which that night began"),
    Field("incidents", INTEGERS, "by what"),
    Field("to_quiet_seconds", Number, "until it was quiet again"),
    Field("entry", Integer, "the entry of the record"),
];

const TYPICAL: &[Field] = &[
    Field("pages", Number, "how many"),
    Field("rings", Number, "how many of them rang"),
    Field("incidents", Number, "of how many incidents"),
    Field("wakes", Number, "how many"),
    Field("busiest_shift", Number, "the most incidents in one"),
    Field("nights", Number, "how many with a wake-up"),
    Field("nights_in_a_row", Number, "the most in a row"),
    Field("weekends", Number, "on how many they were on call"),
    Field("holidays", Number, "on how many they were on call"),
    Field("on_call_seconds", Number, "on call"),
    Field("on_call_percent", Number, "of the time that is counted"),
    Field("to_ack_median_seconds", MAYBE_NUMBER, "how long until they had it"),
    Field("to_quiet_median_seconds", MAYBE_NUMBER, "from a wake-up until it was quiet again"),
];

const LIMITS: &[Field] = &[
    Field("incidents_in_12_hours", Integer, "at most"),
    Field("on_call_percent", Number, "at most"),
];

const COST: &[Field] = &[
    Field("source", Text, "who reports it"),
    Field("summary", Text, "what it says"),
    Field("incidents", INTEGERS, "which ones"),
    Field("pages", Integer, "how many"),
    Field("people", TEXTS, "whom it called"),
    Field("nights", Integer, "how many it broke"),
    Field("awake_seconds", Number, "that it kept people awake"),
    Field("acted_on", Flag, "whether anybody ever did anything about it"),
    Field("text", Text, "the same as people read it"),
];

const AVAILABLE: &[Field] = &[
    Field("services", LINES, "how available each was"),
    Field("monitors", LINES, "how available what each watches was"),
    Field("worst", List(&Object(&[OUTAGE])), "the longest outages, the longest first"),
];

const LINES: Shape = List(&Object(&[AVAILABILITY]));

const AVAILABILITY: &[Field] = &[
    Field("name", Text, "what it is called"),
    Field("monitors", TEXTS, "what it is made of"),
    Field("target_percent", Number, "what it has to reach"),
    Field("window", TALLY, "how it was in the time that is counted"),
    Field("month_before", TALLY, "how it was in the month before that in which it ends"),
    Field("month", BUDGET, "the error budget of the month in which it ends"),
    Field("quarter", BUDGET, "the error budget of the quarter in which it ends"),
    Field("burn_day", MAYBE_NUMBER, "how many times too fast it was used in the last 24 hours"),
    Field("burn_week", MAYBE_NUMBER, "how many times too fast it was used in the last 7 days"),
];

const TALLY: Shape = Object(&[
    SPAN,
    &[
        Field("available_seconds", Number, "up"),
        Field("down_seconds", Number, "down"),
        Field("unknown_seconds", Number, "nobody knows"),
        Field("maintenance_seconds", Number, "in maintenance"),
        Field("availability_percent", MAYBE_NUMBER, "null where nothing was observed"),
        Field("at_least_percent", MAYBE_NUMBER, "had it been down while nobody knew"),
        Field("at_most_percent", MAYBE_NUMBER, "had it been up while nobody knew"),
    ],
]);

const BUDGET: Shape = Object(&[
    SPAN,
    &[
        Field("allowed_seconds", Number, "in all of it"),
        Field("allowed_so_far_seconds", Number, "until the end of what is counted"),
        Field("used_seconds", Number, "down so far"),
        Field("left_seconds", Number, "negative if more was used"),
        Field("spent_at", MAYBE_INSTANT, "since when nothing is left"),
    ],
]);

const OUTAGE: &[Field] = &[
    Field("monitor", Text, "who saw it"),
    Field("began_at", Instant, "when it began"),
    Field("ended_at", MAYBE_INSTANT, "when it ended; null if it goes on"),
    Field("down_seconds", Number, "that count"),
    Field("why", Text, "what was seen"),
    Field("incident", MAYBE_INTEGER, "the incident about it"),
];

const ALERT: &[Field] =
    &[Field("summary", Text, "what it says"), Field("source", Text, "who reports it")];

const WRITEUP_FIELDS: &[Field] = &[
    Field("id", Integer, "its number"),
    Field("summary", Text, "what it said"),
    Field("severity", SEVERITY, "how grave it was"),
    Field("services", TEXTS, "what it was about"),
    Field("began_at", Instant, "when it began, as far as is known"),
    Field("opened_at", MAYBE_INSTANT, "when it was detected"),
    Field("paged_at", MAYBE_INSTANT, "when somebody was paged first"),
    Field("heard_at", MAYBE_INSTANT, "when a channel proved it first"),
    Field("acknowledged_at", MAYBE_INSTANT, "when somebody had it first"),
    Field("mitigated_at", MAYBE_INSTANT, "when somebody marked that the worst was over"),
    Field("resolved_at", MAYBE_INSTANT, "when it was over"),
    Field("pages", Integer, "how many"),
    Field("asleep", Integer, "how many of them in hours of sleep"),
    Field("times_in_30_days", Integer, "how often its problem had come, this time included"),
    Field("problems", List(&Object(&[PROBLEM])), "the problems in it"),
    Field("impact", TEXTS, "what was noted of it"),
    Field("went_well", TEXTS, "what the record says of it"),
    Field("was_hard", TEXTS, "what the record says of it"),
    Field("causes", TEXTS, "what was noted of it"),
    Field("fixes", TEXTS, "what was noted of it"),
    Field("before", MAYBE_TEXT, "the last time, in a sentence"),
    Field("owner", MAYBE_TEXT, "whose task it is that it comes no more"),
];

const PROBLEM: &[Field] = &[
    Field("problem", Text, "its identity; equal means same"),
    Field("summary", Text, "what it said"),
];

/// The numbers; with `--explain` the entries that one of them counts.
pub(super) const REPORT: Shape = Either(&[
    Object(&[SPAN, ZONE, NUMBERED]),
    List(&Object(&[COUNTED, TOOK])),
    List(&Object(&[COUNTED, DUPLICATES])),
]);
/// What being on call cost.
pub(super) const LOAD: Shape = Object(&[SPAN, ZONE, LOADED]);
/// How available everything was.
pub(super) const NINES: Shape = Object(&[SPAN, ZONE, AVAILABLE]);
/// What was good for nothing.
pub(super) const NOISE: Shape = Object(&[
    SPAN,
    ZONE,
    &[Field("alerts", List(&Object(&[FIGURES, ALERT])), "the same numbers of each")],
]);
/// The week; with `--send` whom it is told.
pub(super) const WEEK: Shape = Either(&[
    Object(&[SPAN, ZONE, &[Field("sentences", TEXTS, "what is to be said of it")]]),
    Object(&[&[Field("to", TEXTS, "whom it is told")]]),
]);
/// What a write-up is filled with.
pub(super) const WRITEUP: Shape = List(&Object(&[WRITEUP_FIELDS]));

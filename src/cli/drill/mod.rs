//! `wail drill`: a page for practice through the real front door, timed to the sound and the answer.

mod course;
mod door;
mod patience;
mod when;

use clap::Args;
use jiff::SignedDuration;
use serde_json::{Map, Value};

use self::course::{Answered, Course};
pub(super) use self::door::FrontDoor;
pub(super) use self::patience::Patience;
use self::when::{When, begins_at};
use super::out::Progress;
use super::page::{RAISED_BY, label, severity};
use super::session::length;
use super::{Session, time};
use crate::daemon::clock;
use crate::domain::alert::{Severity, one_line};
use crate::domain::drill::{DrillEnd, seconds};
use crate::domain::text::plain;
use crate::domain::wait::spell;
use crate::error::{Error, Kind};
use crate::store::{Store, lease_holder};

/// How long the end of a drill may take to be decided before somebody is told that it is still open.
const ENDING: SignedDuration = SignedDuration::from_secs(15);

/// The arguments of `wail drill`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail drill\n  \
    wail drill --in 5m\n  \
    wail drill --between 10:00..16:00 --within 2m\n  \
    wail drill --severity error --label service=db\n\n\
    It is an incident as any other, but practice: rota, quiet hours and channels are the real ones, \
    its summary begins with DRILL, it counts in no statistic but its own, and it ends by itself. \
    Exit code 0 once somebody has acknowledged, 1 if nobody does.")]
pub(super) struct Drill {
    #[command(flatten)]
    when: When,
    /// How long somebody has to acknowledge
    #[arg(long, value_name = "LENGTH", default_value = "5m", value_parser = length)]
    within: SignedDuration,
    /// How grave it pretends to be: critical, error, warning or info
    #[arg(long, value_name = "SEVERITY", default_value = "critical", value_parser = severity)]
    severity: Severity,
    /// A label, to try a route: `service=db`
    #[arg(long = "label", value_name = "LABEL=VALUE", value_parser = label)]
    labels: Vec<(String, String)>,
    /// What it says, after DRILL
    #[arg(long, value_name = "TEXT", default_value = "this is practice, acknowledge it")]
    summary: String,
}

/// What is reported.
struct Report {
    key: String,
    severity: Severity,
    summary: String,
    labels: Map<String, Value>,
}

pub(super) fn run(session: &Session, args: &Drill) -> Result<(), Error> {
    let zone = session.zone();
    let report = report(session, args)?;
    let mut store = session.store()?;
    needs_daemon(&store)?;
    let mut patience = Patience::begin()?;
    if let Some(at) = begins_at(&args.when, session.now, &zone)? {
        let at_clock = time::with_distance(at, session.now, &zone);
        session.out.talk(format_args!("the drill begins at {at_clock}; Ctrl-C calls it off"));
        patience.rest_until(at)?;
        needs_daemon(&store)?;
    }
    // The file may have changed meanwhile.
    let door = FrontDoor::find(&session.settings()?, &mut store)?;
    let mut course = Course::begin(&report, clock::now());
    door.report(&mut patience, report.json("firing"))?;
    let mut practice = Practice { session, store, patience, door, within: args.within };
    let answered = practice.follow(&mut course);
    // However it went, nothing is left that rings.
    let is_over = practice.end(&mut course, &report);
    match answered {
        Ok(answered) => practice.tell(&course, answered.as_ref()).and(is_over),
        // That something still rings weighs more than that nobody waited.
        Err(broken_off) => Err(is_over.err().unwrap_or(broken_off)),
    }
}

/// Fails where nobody decides.
pub(super) fn needs_daemon(store: &Store) -> Result<(), Error> {
    if lease_holder(store.path()).is_some() {
        return Ok(());
    }
    Err(Error::new(Kind::Unreachable, "no daemon runs for this store, so there is nothing to try")
        .hint("`wail watch` starts one in another terminal; then try again"))
}

fn report(session: &Session, args: &Drill) -> Result<Report, Error> {
    let summary = one_line(&args.summary);
    if summary.is_empty() {
        return Err(Error::new(Kind::Usage, "the summary says nothing")
            .hint("leave it out, and the drill says that it is one"));
    }
    let by = session.person()?.to_string();
    let labels = args.labels.iter().map(|(name, text)| (name.clone(), text.clone().into()));
    let mut labels: Map<_, _> = labels.collect();
    labels.entry(RAISED_BY).or_insert(by.into());
    let key = format!("{}-{}", session.now.as_nanosecond(), std::process::id());
    Ok(Report { key, severity: args.severity, summary, labels })
}

impl Report {
    /// What is sent to say that it is so.
    fn json(&self, status: &str) -> String {
        let Self { key, severity, summary, labels } = self;
        let fields = [
            ("key", key.as_str().into()),
            ("status", status.into()),
            ("severity", severity.word().into()),
            ("summary", summary.as_str().into()),
            ("labels", Value::Object(labels.clone())),
        ];
        fields.into_iter().collect::<Value>().to_string()
    }
}

/// A drill under way.
struct Practice<'a> {
    session: &'a Session,
    store: Store,
    patience: Patience,
    door: FrontDoor,
    within: SignedDuration,
}

impl Practice<'_> {
    /// Tells what happens as it happens, until somebody answers or the time is up.
    fn follow(&mut self, course: &mut Course) -> Result<Option<Answered>, Error> {
        let sent_at = course.sent_at;
        self.say(format_args!(
            "answered 202 after {}",
            seconds(clock::now().duration_since(sent_at))
        ))?;
        let until = sent_at + self.within;
        let _progress = Progress::of(self.session, "waiting for an answer");
        loop {
            // The clock first: what is on the record by the end of the time is in time.
            let is_late = clock::now() >= until;
            for line in self.look(course)? {
                self.say(line)?;
            }
            if let Some(answered) = course.answered() {
                self.say(answered.phrase())?;
                return Ok(Some(answered));
            }
            if course.is_only_logged() {
                let message = "this severity is only logged here, so the drill calls nobody";
                return Err(Error::new(Kind::No, message)
                    .hint("`[severities]` in the configuration says what each severity does"));
            }
            if is_late {
                return Ok(None);
            }
            self.patience.rest()?;
        }
    }

    fn look(&mut self, course: &mut Course) -> Result<Vec<String>, Error> {
        Ok(self.store.read(|tx| course.look(tx))?)
    }

    fn say(&self, line: impl std::fmt::Display) -> Result<(), Error> {
        if self.session.out.json { Ok(()) } else { self.session.out.line(plain(&line.to_string())) }
    }

    /// Ends the incident by the same door, and waits until that is decided.
    fn end(&mut self, course: &mut Course, report: &Report) -> Result<(), Error> {
        if course.is_only_logged() {
            return Ok(());
        }
        self.door.report(&mut self.patience, report.json("resolved"))?;
        let until = clock::now() + ENDING;
        let _progress = Progress::of(self.session, "waiting for its end");
        while course.is_open() && clock::now() < until {
            // Whoever breaks off now has to wait for this much: nothing is left that rings.
            drop(self.patience.rest());
            self.store.read(|tx| course.refresh(tx))?;
        }
        match course.incident() {
            Some(id) if course.is_open() => Err(Error::new(
                Kind::Unreachable,
                format!("the drill is over, incident {id} is not"),
            )
            .hint(format!("`wail resolve {id}` ends it"))),
            Some(_) | None => Ok(()),
        }
    }

    /// Puts the result on the record, and says it.
    fn tell(&mut self, course: &Course, answered: Option<&Answered>) -> Result<(), Error> {
        let result = course.result(answered, self.within);
        if let Some(id) = course.incident() {
            let result = result.clone();
            self.store.write(|tx| tx.put_drill(id, result, clock::now()))?;
            self.session.saved(&self.store);
        }
        if self.session.out.json {
            self.session.out.json(&course.value(&result))?;
        }
        match (&result.end, course.incident()) {
            (DrillEnd::Passed(person, after), _) => {
                self.say(format_args!("passed: {person} acknowledged after {}", seconds(*after)))
            }
            (DrillEnd::Missed(..), Some(id)) => {
                let within = spell(self.within);
                let message = format!("the drill is not passed: nobody acknowledged in {within}");
                Err(Error::new(Kind::No, message)
                    .hint(format!("`wail show {id}` tells who was called, and by what")))
            }
            (DrillEnd::Missed(..), None) => {
                Err(Error::new(Kind::No, "the drill is not passed: it was not decided in time")
                    .hint("`wail doctor` looks whether this machine can page anybody"))
            }
        }
    }
}

//! Gauges: a reading is kept and weighed, and what it comes to is told; so is silence.

use jiff::{SignedDuration, Timestamp};

use super::Engine;
use crate::domain::alert::{Alert, Fingerprint, Severity, Signal};
use crate::domain::gauge::forecast::{Forecast, forecast};
use crate::domain::gauge::thin::{Grain, Reading, Stretch, together};
use crate::domain::gauge::{Gauge, Level, SOURCE, Standing, patience, used, words};
use crate::domain::label::Labels;
use crate::domain::name::{GaugeName, SourceName};
use crate::domain::record::timeline::{Entry, Event};
use crate::domain::wait::spell;
use crate::store::{Result, Tx};

/// What became of a reading.
#[derive(Clone, Debug, PartialEq)]
pub enum Gauged {
    /// It is kept.
    Kept(Box<Weighed>),
    /// It is not: nothing says what the gauge is full at.
    NoMax,
    /// It is not: this is no number that it could have, or none that it could be full at.
    NoNumber,
}

/// A gauge with what is foretold of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Weighed {
    /// How it stands.
    pub standing: Standing,
    /// What is foretold, counted from its newest reading.
    pub forecast: Forecast,
}

impl Engine<'_> {
    /// Keeps a reading of that gauge, and tells what it comes to: full at that `max`, else at what the
    /// configuration says, else as before. A reading of the past, or one that is older than the gauge may
    /// be silent, is only kept.
    pub fn gauge(
        &self,
        name: &GaugeName,
        value: f64,
        max: Option<f64>,
        at: Timestamp,
    ) -> Result<Gauged> {
        let gauge = self.gauge_of(name);
        let known = self.tx.gauge(name.as_str())?;
        let before = known.as_ref().and_then(|known| known.newest);
        let Some(max) = max.or(gauge.max).or(before.map(|newest| newest.max)) else {
            return Ok(Gauged::NoMax);
        };
        if !value.is_finite() || !max.is_finite() || max <= 0.0 {
            return Ok(Gauged::NoNumber);
        }
        // As exactly as the store keeps it.
        let at = Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at);
        let reading = Reading { at, value, max };
        if before.is_some_and(|newest| newest.at > self.now) {
            self.tx.drop_readings_after(name.as_str(), self.now)?;
        }
        self.tx.keep_reading(name.as_str(), reading)?;
        let mut standing = known.unwrap_or_else(|| self.new_standing(name));
        // One of a clock that was ahead must not keep back all that are true.
        let is_newest = before.is_none_or(|newest| newest.at <= at || newest.at > self.now);
        if is_newest {
            standing.newest = Some(reading);
        }
        standing.is_configured = self.cx.rules.gauges.contains_key(name);
        if !gauge.unit.is_empty() {
            standing.unit.clone_from(&gauge.unit);
        }
        let newest_at = standing.newest.map_or(at, |newest| newest.at);
        let history = history(self.tx, name.as_str(), newest_at)?;
        let patience = patience(gauge.stale_after, &history);
        standing.heard_at = self.now;
        standing.stale_at = self.now.checked_add(patience).ok();
        standing.why = None;
        self.heard_again(&gauge, &mut standing)?;
        let forecast = forecast(&history, standing.newest.map_or(max, |newest| newest.max));
        if is_newest && self.now.duration_since(at) <= patience {
            self.weigh(&gauge, &mut standing, &forecast)?;
        }
        self.tx.put_gauge(&standing)?;
        Ok(Gauged::Kept(Box::new(Weighed { standing, forecast })))
    }

    /// Writes down what a gauge counts, as it was typed or printed, unless the configuration says it.
    pub fn count_in(&self, name: &GaugeName, unit: &str) -> Result<()> {
        if !self.gauge_of(name).unit.is_empty() {
            return Ok(());
        }
        let known = self.tx.gauge(name.as_str())?;
        let mut standing = known.unwrap_or_else(|| self.new_standing(name));
        unit.clone_into(&mut standing.unit);
        self.tx.put_gauge(&standing)
    }

    /// Writes down that there was to be a reading, and why there is none. When there was none for too
    /// long, that is told with it.
    pub fn no_reading(&self, name: &GaugeName, why: &str) -> Result<()> {
        let known = self.tx.gauge(name.as_str())?;
        let mut standing = known.unwrap_or_else(|| self.new_standing(name));
        standing.why = Some(why.to_owned());
        self.tx.put_gauge(&standing)
    }

    /// Settles which gauges there are, after the configuration may have changed: whoever is new is waited
    /// for, and of whom it has no longer nothing is told any more.
    pub fn settle_gauges(&self) -> Result<()> {
        for standing in self.tx.gauges()? {
            let name = GaugeName::from(standing.name.as_str());
            if standing.is_configured && !self.cx.rules.gauges.contains_key(&name) {
                self.forget_gauge(standing)?;
            }
        }
        for name in self.cx.rules.gauges.keys() {
            match self.tx.gauge(name.as_str())? {
                None => self.tx.put_gauge(&self.new_standing(name))?,
                Some(standing) if !standing.is_configured => {
                    let stale_at = self.new_standing(name).stale_at;
                    let standing = Standing { is_configured: true, stale_at, ..standing };
                    self.tx.put_gauge(&standing)?;
                }
                Some(_) => {}
            }
        }
        Ok(())
    }

    /// Nobody could hear a reading for so long: those that are waited for have as long again, as far as
    /// they have that at all.
    pub(super) fn wait_for_gauges(&self, gap: SignedDuration) -> Result<()> {
        for mut standing in self.tx.gauges()? {
            let Some(stale_at) = standing.stale_at.filter(|_| !standing.is_stale) else { continue };
            let wait = gap.min(stale_at.duration_since(standing.heard_at));
            let later = self.now.saturating_add(wait).unwrap_or(stale_at);
            if wait.is_positive() && later > stale_at {
                standing.stale_at = Some(later);
                self.tx.put_gauge(&standing)?;
            }
        }
        Ok(())
    }

    /// Tells of the gauges that have been silent for too long.
    pub(super) fn tell_silent_gauges(&self) -> Result<()> {
        for mut standing in self.tx.silent_gauges(self.now)? {
            let name = GaugeName::from(standing.name.as_str());
            let gauge = self.gauge_of(&name);
            // Its patience may be another by now.
            let given = gauge.stale_after.and_then(|wait| standing.heard_at.checked_add(wait).ok());
            if let Some(later) = given.filter(|at| *at > self.now) {
                standing.stale_at = Some(later);
            } else {
                standing.is_stale = true;
                let severity =
                    if standing.level >= Level::Page { Severity::Error } else { Severity::Warning };
                let alert = alert(&gauge, &name, About::Silence, Signal::Firing, severity);
                self.hear(&alert.summary(&self.said_of_silence(&standing)))?;
            }
            self.tx.put_gauge(&standing)?;
        }
        Ok(())
    }

    /// `events.id: no reading for 3d, its headroom is not known: exit code 1`.
    fn said_of_silence(&self, standing: &Standing) -> String {
        let why = standing.why.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
        let silent = spell(self.now.duration_since(standing.heard_at));
        let never = if standing.newest.is_none() { "never a reading, " } else { "" };
        format!("{}: {never}no reading for {silent}, its headroom is not known{why}", standing.name)
    }

    fn gauge_of(&self, name: &GaugeName) -> Gauge {
        self.cx.rules.gauges.get(name).cloned().unwrap_or_default()
    }

    fn new_standing(&self, name: &GaugeName) -> Standing {
        let gauge = self.cx.rules.gauges.get(name);
        let wait = patience(gauge.and_then(|gauge| gauge.stale_after), &[]);
        Standing {
            name: name.to_string(),
            is_configured: gauge.is_some(),
            unit: gauge.map(|gauge| gauge.unit.clone()).unwrap_or_default(),
            newest: None,
            heard_at: self.now,
            stale_at: self.now.checked_add(wait).ok(),
            is_stale: false,
            level: Level::Fine,
            why: None,
        }
    }

    /// A gauge that was silent is heard again.
    fn heard_again(&self, gauge: &Gauge, standing: &mut Standing) -> Result<()> {
        if !standing.is_stale {
            return Ok(());
        }
        standing.is_stale = false;
        let name = GaugeName::from(standing.name.as_str());
        let alert = alert(gauge, &name, About::Silence, Signal::Resolved, Severity::Warning);
        self.hear_once(&alert.summary(&format!("{name}: there is a reading again")))
    }

    /// Nothing is waited for any more, and nothing of it is open.
    fn forget_gauge(&self, mut standing: Standing) -> Result<()> {
        let (gauge, name) = (Gauge::default(), GaugeName::from(standing.name.as_str()));
        let gone = format!("{name}: the configuration has this gauge no longer");
        let over = |about| alert(&gauge, &name, about, Signal::Resolved, Severity::Warning);
        if standing.is_stale {
            self.hear_once(&over(About::Silence).summary(&gone))?;
        }
        if standing.level > Level::Fine {
            self.hear_once(&over(About::Headroom).summary(&gone))?;
        }
        standing.is_configured = false;
        (standing.level, standing.stale_at, standing.is_stale) = (Level::Fine, None, false);
        self.tx.put_gauge(&standing)
    }

    /// Tells how grave it is by now, where that is another thing than before.
    fn weigh(&self, gauge: &Gauge, standing: &mut Standing, forecast: &Forecast) -> Result<()> {
        let Some(newest) = standing.newest else { return Ok(()) };
        let before = standing.level;
        standing.level = gauge.steps.level(before, forecast, used(newest.value, newest.max));
        if standing.level == before {
            return Ok(());
        }
        let name = GaugeName::from(standing.name.as_str());
        let said = words::sentence(&standing.name, &newest, &standing.unit, forecast);
        let severity = standing.level.severity();
        let signal = if standing.level == Level::Fine { Signal::Resolved } else { Signal::Firing };
        let alert = alert(gauge, &name, About::Headroom, signal, severity).summary(&said);
        if signal == Signal::Resolved {
            return self.hear_once(&alert);
        }
        let (board, _) = self.tx.board(&alert)?;
        let open = board.known.and_then(|known| known.open.and(known.incident));
        if let Some(id) = open {
            // Whoever is called is to hear how it is now.
            self.tx.retitle(id, &alert.summary)?;
            let event = Event::Headroom(said);
            self.tx.append(&Entry { at: self.now, incident: open, event })?;
        }
        if standing.level > before { self.hear(&alert).map(drop) } else { Ok(()) }
    }
}

/// What is told of a gauge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum About {
    Headroom,
    Silence,
}

/// What is told, without its words. Both problems of one gauge are one incident.
fn alert(
    gauge: &Gauge,
    name: &GaugeName,
    about: About,
    signal: Signal,
    severity: Severity,
) -> Alert {
    let about = match about {
        About::Headroom => "headroom",
        About::Silence => "silence",
    };
    let identity = Fingerprint::of([name.as_str(), about]);
    let mut labels: Labels = gauge.labels.clone();
    let own = [("gauge", Some(name.as_str())), ("service", gauge.service.as_deref())];
    for (label, value) in own {
        if let Some(value) = value {
            labels.entry(label.to_owned()).or_insert_with(|| value.to_owned());
        }
    }
    let link = gauge.runbook.clone().filter(|runbook| runbook.starts_with("http"));
    Alert::new(SourceName::from(SOURCE), identity, signal, severity)
        .group(Some(name.to_string()))
        .service(gauge.service.clone())
        .labels(labels)
        .advised(gauge.runbook.as_deref(), gauge.caution.as_deref())
        .link(link)
}

/// What is known of a gauge up to that instant, which is that of a reading, as finely as forecasts look
/// at it.
fn history(tx: &Tx<'_>, name: &str, end: Timestamp) -> Result<Vec<Stretch>> {
    let begin = |grain: Grain| end.saturating_sub(grain.looked_at()).unwrap_or(Timestamp::MIN);
    let [hours, days] =
        [Grain::Hour, Grain::Day].map(|grain| tx.stretches(name, grain, begin(grain), end));
    let (hours, days) = (hours?, days?);
    // Where hours go back further, only this one is looked at more finely.
    let minute = begin(Grain::Minute);
    let is_long = hours.first().is_some_and(|first| first.first.at < minute);
    let from = if is_long { Grain::Hour.start(end) } else { minute };
    let minutes = tx.stretches(name, Grain::Minute, from, end)?;
    Ok(together(&minutes, &hours, &days))
}

/// How a gauge stood at that instant, with what could be foretold then; nothing if it had no reading.
pub fn gauge_at(
    tx: &Tx<'_>,
    mut standing: Standing,
    at: Timestamp,
) -> Result<Option<(Weighed, Vec<Stretch>)>> {
    let Some(newest) = standing.newest else { return Ok(None) };
    let mut history = history(tx, &standing.name, at.min(newest.at))?;
    // What began before then and went on after it was not known whole.
    history.retain(|stretch| stretch.last.at <= at);
    let Some(newest) = history.last().map(|stretch| stretch.last) else { return Ok(None) };
    let forecast = forecast(&history, newest.max);
    let elapsed = at.duration_since(newest.at).max(SignedDuration::ZERO);
    standing.newest = Some(newest);
    let forecast = forecast.later(elapsed.as_secs_f64() / 86_400.0);
    Ok(Some((Weighed { standing, forecast }, history)))
}

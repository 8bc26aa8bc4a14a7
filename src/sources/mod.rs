//! Webhooks that are understood: one file each, one table of them.
//!
//! A source is a name, a few words about it, and a function from a request to alerts. The function
//! is pure: it reads no clock and touches nothing, so what was kept can be read again later.

mod _66uptime;
mod alertmanager;
mod alertmanager_api;
mod apex_ping;
mod auvik;
mod aws_sns_cloudwatch;
mod axiom;
mod azure_monitor;
mod better_stack;
mod body;
mod checkly;
mod checkmk;
mod cloudevents;
mod cloudflare;
mod coralogix;
mod cronitor;
mod dash0;
mod datadog;
mod dead_mans_snitch;
mod drill;
pub mod dropin;
mod dynatrace;
mod elastalert2;
mod falco;
mod fields;
mod flux;
mod freshping;
mod gatus;
mod gcp_monitoring;
mod generic;
mod github;
mod gitlab;
mod goalert_generic;
mod grafana;
mod grafana_legacy;
mod graylog;
mod healthchecks;
mod hetrixtools;
mod honeycomb;
mod hyperping;
mod icinga;
mod kapacitor;
mod kibana;
mod librato;
mod librenms;
mod logicmonitor;
mod mailgun;
mod map;
mod mapping;
mod nagios;
mod netdata;
mod newrelic;
mod ntfy;
mod onlineornot;
mod opsgenie_api;
mod opsgenie_webhook;
mod pagerduty_events_v1;
mod pagerduty_events_v2;
mod pagerduty_webhooks;
mod papertrail;
mod pingdom;
pub mod polled;
mod prometheus;
mod proof;
mod prtg;
mod pulsetic;
mod raygun;
mod reading;
mod request;
mod riemann;
mod rollbar;
mod sample;
mod sentry;
mod site24x7;
mod solarwinds;
mod splunk;
mod standard_webhooks;
mod statuscake;
mod statusgator;
mod statuspage;
mod table;
mod thousandeyes;
mod times;
mod uptime_com;
mod uptime_kuma;
mod uptimerobot;
mod victorops;
mod vmware_vrealize;
mod weight;
mod zabbix;

use jiff::SignedDuration;

pub use self::aws_sns_cloudwatch::is_amazons;
pub use self::drill::rehearsal;
pub use self::dropin::DropIn;
pub use self::mapping::{Entry, Map, Part};
pub use self::proof::{Place, Proof, Signature};
pub use self::reading::{ParseError, Reading};
pub use self::request::{BodyFields, Grades, Head, LIST, PART, Request, content};
pub use self::sample::{Sample, Samples};
pub use self::table::markdown;
pub use crate::domain::alert::Alert;

/// A kind of sender.
pub struct Source {
    /// The word in the configuration, kebab-case.
    pub name: &'static str,
    /// What it is, in one line.
    pub about: &'static str,
    /// Where the sender documents what it sends.
    pub docs: &'static str,
    /// What to do at the sender, in one sentence in which "this address" is that of `/in/NAME`.
    pub setup: &'static str,
    /// Whether it also says when a problem is over.
    pub resolves: Resolves,
    /// How it proves who it is.
    pub proof: Proof,
    /// The headers that say something of an alert; they are kept with the body.
    pub headers: &'static [&'static str],
    /// Reads a request; called by [`Source::read`] and by nobody else.
    pub parse: fn(&Request<'_>) -> Result<Reading, ParseError>,
    /// Recorded requests, to try it with.
    pub samples: Samples,
}

/// Whether a kind of sender says when a problem is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolves {
    /// It does.
    Yes,
    /// Of some problems.
    Some,
    /// It never does.
    No,
}

impl Resolves {
    /// The word for it in a table.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Some => "some",
            Self::No => "no",
        }
    }
}

/// Every kind there is, in the order of their names.
pub static SOURCES: &[&Source] = &[
    &_66uptime::SOURCE,
    &alertmanager::SOURCE,
    &alertmanager_api::SOURCE,
    &apex_ping::SOURCE,
    &auvik::SOURCE,
    &aws_sns_cloudwatch::SOURCE,
    &axiom::SOURCE,
    &azure_monitor::SOURCE,
    &better_stack::SOURCE,
    &checkly::SOURCE,
    &checkmk::SOURCE,
    &cloudevents::SOURCE,
    &cloudflare::SOURCE,
    &coralogix::SOURCE,
    &cronitor::SOURCE,
    &dash0::SOURCE,
    &datadog::SOURCE,
    &dead_mans_snitch::SOURCE,
    &dynatrace::SOURCE,
    &elastalert2::SOURCE,
    &falco::SOURCE,
    &flux::SOURCE,
    &freshping::SOURCE,
    &gatus::SOURCE,
    &gcp_monitoring::SOURCE,
    &generic::SOURCE,
    &github::SOURCE,
    &gitlab::SOURCE,
    &goalert_generic::SOURCE,
    &grafana::SOURCE,
    &grafana_legacy::SOURCE,
    &graylog::SOURCE,
    &healthchecks::SOURCE,
    &hetrixtools::SOURCE,
    &honeycomb::SOURCE,
    &hyperping::SOURCE,
    &icinga::SOURCE,
    &kapacitor::SOURCE,
    &kibana::SOURCE,
    &librato::SOURCE,
    &librenms::SOURCE,
    &logicmonitor::SOURCE,
    &mailgun::SOURCE,
    &map::SOURCE,
    &nagios::SOURCE,
    &netdata::SOURCE,
    &newrelic::SOURCE,
    &ntfy::SOURCE,
    &onlineornot::SOURCE,
    &opsgenie_api::SOURCE,
    &opsgenie_webhook::SOURCE,
    &pagerduty_events_v1::SOURCE,
    &pagerduty_events_v2::SOURCE,
    &pagerduty_webhooks::SOURCE,
    &papertrail::SOURCE,
    &pingdom::SOURCE,
    &prometheus::SOURCE,
    &prtg::SOURCE,
    &pulsetic::SOURCE,
    &raygun::SOURCE,
    &riemann::SOURCE,
    &rollbar::SOURCE,
    &sentry::SOURCE,
    &site24x7::SOURCE,
    &solarwinds::SOURCE,
    &splunk::SOURCE,
    &standard_webhooks::SOURCE,
    &statuscake::SOURCE,
    &statusgator::SOURCE,
    &statuspage::SOURCE,
    &thousandeyes::SOURCE,
    &uptime_com::SOURCE,
    &uptime_kuma::SOURCE,
    &uptimerobot::SOURCE,
    &victorops::SOURCE,
    &vmware_vrealize::SOURCE,
    &zabbix::SOURCE,
];

/// What `wail drill` sends. It is always there and nobody configures it, so it is not in the table.
pub static DRILL: &Source = &drill::SOURCE;

/// The kind of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Source> {
    SOURCES.iter().copied().find(|source| source.name == name)
}

/// How far ahead of ours a sender's clock may be. An episode that begins later than that would make
/// every report after it look like an older one.
const AHEAD: SignedDuration = SignedDuration::from_mins(15);

impl Source {
    /// What a request of this kind comes to.
    ///
    /// A report is never refused for a time, a title, a link or a severity that is missing or makes
    /// no sense: it goes without, by the order of arrival, or by what the configuration says.
    ///
    /// # Errors
    ///
    /// Says in one sentence why nothing can be made of it.
    pub fn read(&self, request: &Request<'_>) -> Result<Reading, ParseError> {
        let polled = polled::find(self.name).filter(|_| request.head.is_list());
        let reading = match polled.map(|polled| polled.way) {
            Some(polled::Way::List(list)) => (list.read)(request)?.into(),
            Some(polled::Way::Stream(_)) | None => (self.parse)(request)?,
        };
        match reading {
            Reading::Alerts(alerts) => {
                let finished = alerts.into_iter().map(|alert| finish(alert, request));
                Ok(Reading::Alerts(finished.collect()))
            }
            other => Ok(other),
        }
    }
}

fn finish(mut alert: Alert, request: &Request<'_>) -> Alert {
    let latest = request.received_at.saturating_add(AHEAD).unwrap_or(request.received_at);
    alert.started_at = alert.started_at.filter(|at| *at <= latest);
    alert.ended_at = alert.ended_at.filter(|at| *at <= latest);
    if alert.summary.is_empty() {
        alert = alert.summary(&format!("an alert from {}", request.source));
    }
    // Routes and `--match` see labels only. What the sender calls so itself stays.
    let said = [
        ("source", &alert.origin),
        ("service", &alert.service),
        ("severity", &alert.severity_word),
    ];
    for (name, value) in said {
        if let Some(value) = value {
            alert.labels.entry(name.to_owned()).or_insert_with(|| value.clone());
        }
    }
    alert
}

#[cfg(test)]
mod tests;

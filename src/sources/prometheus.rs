//! Prometheus, which posts to `wail` as if it were an Alertmanager.
//!
//! The body is a list of alerts without a state: one whose `endsAt` has passed when it arrives is
//! over, and while it lasts Prometheus sets that some minutes ahead. The whole label set is the
//! identity. Others that post so, such as `ElastAlert`, write the severity into the annotations.

use super::{Proof, Resolves, Samples, Source, alertmanager_api};

pub(super) const SOURCE: Source = Source {
    name: "prometheus",
    about: "Prometheus itself, without an Alertmanager",
    docs: "prometheus.io, Configuration, alertmanager_config",
    setup: "in `alerting.alertmanagers`, host and port of this address as target, its path as \
            `path_prefix` and the key in `authorization`",
    resolves: Resolves::Yes,
    proof: Proof::Key,
    headers: &[],
    parse: alertmanager_api::parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/prometheus/firing.json"),
        include_str!("../../tests/fixtures/prometheus/resolved.json"),
    ),
};

#[cfg(test)]
mod tests;

//! Icinga: its notification commands, which post the same names as those of Nagios.
//!
//! In Icinga 2 a macro that does not exist fails the command, so that hosts need one of their own.

use super::{Proof, Resolves, Samples, Source, nagios};

pub(super) const SOURCE: Source = Source {
    name: "icinga",
    about: "Icinga 2, by a NotificationCommand",
    docs: "icinga.com, Icinga 2 documentation, Monitoring Basics, Notification Commands",
    setup: "a `NotificationCommand` for services, and the same without the service's fields for hosts: \
            `command = [ \"curl\", \"-fsS\", \
            \"--data-urlencode\", \"NOTIFICATIONTYPE=$notification.type$\", \
            \"--data-urlencode\", \"HOSTNAME=$host.name$\", \
            \"--data-urlencode\", \"HOSTSTATE=$host.state$\", \
            \"--data-urlencode\", \"HOSTOUTPUT=$host.output$\", \
            \"--data-urlencode\", \"SERVICEDESC=$service.name$\", \
            \"--data-urlencode\", \"SERVICESTATE=$service.state$\", \
            \"--data-urlencode\", \"SERVICEOUTPUT=$service.output$\", \
            \"--data-urlencode\", \"LASTSERVICESTATECHANGE=$service.last_state_change$\", \
            \"--data-urlencode\", \"TIMET=$icinga.timet$\", \"ADDRESS\" ]` with this address",
    resolves: Resolves::Yes,
    proof: Proof::Key,
    headers: &[],
    parse: nagios::parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/icinga/firing.json"),
        include_str!("../../tests/fixtures/icinga/resolved.json"),
    ),
};

//! Webhooks that are understood: one file each, one table of them.

/// A kind of sender.
pub struct Source {
    /// The word in the configuration, kebab-case.
    pub name: &'static str,
    /// What it is, in one line.
    pub about: &'static str,
}

/// Every kind there is, in the order of their names.
pub static SOURCES: &[&Source] = &[
    &Source { name: "alertmanager", about: "Prometheus Alertmanager, webhook version 4" },
    &Source { name: "generic", about: "the documented JSON shape of wail" },
];

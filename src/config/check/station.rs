//! This machine: whose it is, where it keeps everything and where it listens.

use std::path::{Path, PathBuf};

use super::{Check, values};
use crate::config::environment::Environment;
use crate::config::fault::Finding;
use crate::config::raw::{DropInsTable, Given, Raw};
use crate::config::settings::{KeepBodies, Listen, StoreSettings};
use crate::config::suggest;
use crate::domain::name::PersonId;

/// No body needs to be larger than this.
const LARGEST_BODY: u64 = 64 * 1024 * 1024;

/// Whose machine this is, unchecked.
pub(crate) fn machine(raw: &Raw) -> Option<Vec<PersonId>> {
    let people = raw.me.as_ref()?.each();
    Some(people.into_iter().map(|name| PersonId::new(name.value)).collect())
}

/// The database file. A relative path starts at the directory of the configuration.
pub(crate) fn store_path(raw: &Raw, directory: &Path, environment: &Environment) -> PathBuf {
    let given = raw.store.as_ref().and_then(|store| store.path.as_ref());
    match given.filter(|path| !path.trim().is_empty()) {
        Some(path) => directory.join(&path.value),
        None => environment.store_file(),
    }
}

/// Where everything is kept.
pub(super) fn store(raw: &Raw, check: &mut Check<'_>) -> StoreSettings {
    let table = raw.store.clone().unwrap_or_default();
    if let Some(path) = table.path.as_ref().filter(|path| path.trim().is_empty()) {
        check.fault(
            Finding::at(path.span.clone(), "this path is empty")
                .hint("leave `path` out for the platform's data directory"),
        );
    }
    if let Some(path) = table.path.as_ref().filter(|path| path.starts_with('~')) {
        check.fault(
            Finding::at(path.span.clone(), "`~` is not understood here")
                .hint("write the path of your home directory in full"),
        );
    }
    if table.path.is_none() && !check.environment.has_data_directory() {
        check.fault(
            Finding::absent("the store has no place, because there is no home directory")
                .hint("name a file in `[store] path`, or set `HOME`"),
        );
    }
    let keep = table.keep_bodies.unwrap_or_default();
    let default = KeepBodies::default();
    let bytes = keep.size.as_ref().and_then(|given| check.take(values::size("a size", given)));
    StoreSettings {
        path: store_path(raw, check.directory, check.environment),
        keep_bodies: KeepBodies {
            age: check.duration("an age", keep.age.as_ref(), default.age),
            bytes: bytes.unwrap_or(default.bytes),
        },
    }
}

/// Where alerts are received.
pub(super) fn listen(raw: &Raw, check: &mut Check<'_>) -> Listen {
    let table = raw.listen.clone().unwrap_or_default();
    let default = Listen::default();
    let address = table.address.as_ref().and_then(|given| check.take(values::address(given)));
    if let (Some(address), Some(given)) = (address, &table.address)
        && !address.ip().is_loopback()
    {
        refuse_open_door(raw, given, check);
    }
    let limit = table.body_limit.as_ref().and_then(|given| {
        let bytes = check.take(values::size("a limit", given))?;
        if bytes > LARGEST_BODY {
            check.fault(Finding::at(given.span.clone(), "a body cannot be larger than 64MiB"));
        }
        usize::try_from(bytes).ok()
    });
    let public_url =
        table.public_url.as_ref().and_then(|given| check.take(values::public_url(given)));
    Listen {
        address: address.unwrap_or(default.address),
        public_url,
        body_limit: limit.unwrap_or(default.body_limit),
    }
}

/// Whoever can reach the listener could page people: each source needs a key.
fn refuse_open_door(raw: &Raw, address: &Given<String>, check: &mut Check<'_>) {
    let doors = raw.dropin.iter().flat_map(DropInsTable::open);
    let doors: Vec<String> = doors
        .filter(|(_, table)| table.key.is_none() && !check.was_dropped(Some(&table.span), "key"))
        .map(|(door, _)| format!("dropin.{}", door.name()))
        .collect();
    let has_doors = !doors.is_empty();
    let keyless: Vec<String> = raw
        .sources
        .iter()
        .filter(|(_, table)| {
            let is_signed = table.signed.as_ref().is_some_and(|signed| signed.value);
            let is_polled = table.poll.is_some() || table.url.is_some();
            table.key.is_none() && table.secret.is_none() && !is_signed && !is_polled
        })
        .filter(|(_, table)| {
            ["key", "secret"].iter().all(|key| !check.was_dropped(Some(&table.span), key))
        })
        .map(|(name, _)| name.value.clone())
        .chain(doors)
        .collect();
    if keyless.is_empty() {
        return;
    }
    let hint = if has_doors {
        "give every door a `key`, and every source a `key` or a `secret`, or listen on 127.0.0.1"
    } else {
        "give every source a `key` or a `secret`, or listen on 127.0.0.1"
    };
    let verb = if keyless.len() == 1 { "has" } else { "have" };
    let keyless: Vec<&str> = keyless.iter().map(String::as_str).collect();
    let message =
        format!("others can reach this address, and {} {verb} no key", suggest::listed(&keyless));
    check.fault(Finding::at(address.span.clone(), message).hint(hint));
}

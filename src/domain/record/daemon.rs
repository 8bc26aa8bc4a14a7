//! What a daemon or a station writes down about itself.

use jiff::SignedDuration;

use super::gaps::{LOST, STARTED, STOPPED};
use super::status_page::StatusPageEvent;
use crate::domain::name::{ChannelName, PersonId, SourceName};
use crate::domain::wait::{count, spell};

/// The words of what is written down about the outside watcher: it is not told, it cannot be told, it is
/// told again.
pub const DEADMAN: [&str; 3] = ["deadman-withheld", "deadman-unreached", DEADMAN_PINGED];

/// The last of them.
pub const DEADMAN_PINGED: &str = "deadman-pinged";

/// What a daemon writes down about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DaemonEvent {
    /// It began to decide.
    Started,
    /// It stopped in order.
    Stopped,
    /// The one before it ended without having been stopped, and for so long none decided.
    Lost(SignedDuration),
    /// A changed configuration is in force.
    ConfigReloaded,
    /// A changed configuration has that many faults; the last good one stays.
    ConfigRefused(usize),
    /// A changed configuration would change who was on call, in these words; what was accepted stays.
    HistoryKept(String),
    /// Something could not be decided, for that reason, and does not stop the rest.
    SetAside(String, String),
    /// A station cannot ring by that kind of channel, for that reason.
    CannotRing(String, String, String),
    /// A station can ring by that kind of channel again.
    CanRing(String, String),
    /// A station would sound and nobody would hear it, for that reason.
    Inaudible(String, String),
    /// No message to that person over that channel goes out any more; how the last one failed.
    PushFails(PersonId, ChannelName, String),
    /// One does again.
    PushWorks(PersonId, ChannelName),
    /// What other processes save is noticed late, for that reason.
    CannotFeel(String),
    /// This machine is kept from falling asleep, by that program.
    StaysAwake(String),
    /// It may fall asleep again.
    MaySleep,
    /// It should be kept from falling asleep, and nothing here can do that.
    CannotStayAwake,
    /// That source's offer to send was confirmed.
    Subscribed(SourceName),
    /// It could not be; the address that confirms it.
    NotSubscribed(SourceName, String),
    /// Senders were turned away that many times because too much arrived at once.
    Flood(u64),
    /// Requests were refused that many times for a missing or wrong key.
    WrongKey(u64),
    /// A loop of that name has not ticked for so long.
    LoopStuck(String, SignedDuration),
    /// It is stuck no longer.
    LoopGoesOn(String),
    /// The clock was put back by so much, and what is due with it.
    PutBack(SignedDuration),
    /// The outside watcher is not told that all is well, for that reason.
    DeadmanWithheld(String),
    /// It could not be reached that many times in a row, for that reason.
    DeadmanUnreached(String, u32),
    /// It is told again that all is well.
    DeadmanPinged,
    /// Something about the status page.
    StatusPage(StatusPageEvent),
}

impl DaemonEvent {
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::Started => STARTED,
            Self::Stopped => STOPPED,
            Self::Lost(_) => LOST,
            Self::ConfigReloaded => "config-reloaded",
            Self::ConfigRefused(_) | Self::HistoryKept(_) => "config-refused",
            Self::SetAside(..) => "set-aside",
            Self::CannotRing(..) => "cannot-ring",
            Self::CanRing(..) => "can-ring",
            Self::Inaudible(..) => "inaudible",
            Self::PushFails(..) => "push-fails",
            Self::PushWorks(..) => "push-works",
            Self::CannotFeel(_) => "cannot-feel",
            Self::StaysAwake(_) => "stays-awake",
            Self::MaySleep => "may-sleep",
            Self::CannotStayAwake => "cannot-stay-awake",
            Self::Subscribed(_) => "subscribed",
            Self::NotSubscribed(..) => "not-subscribed",
            Self::Flood(_) => "flood",
            Self::WrongKey(_) => "wrong-key",
            Self::LoopStuck(..) => "loop-stuck",
            Self::LoopGoesOn(_) => "loop-goes-on",
            Self::PutBack(_) => "clock-put-back",
            Self::DeadmanWithheld(_) => DEADMAN[0],
            Self::DeadmanUnreached(..) => DEADMAN[1],
            Self::DeadmanPinged => DEADMAN_PINGED,
            Self::StatusPage(event) => event.word(),
        }
    }

    pub(super) fn sentence(&self) -> String {
        match self {
            Self::Started => "a daemon starts deciding".to_owned(),
            Self::Stopped => "the daemon stops".to_owned(),
            Self::Lost(length) => format!(
                "nobody listened for {}: the daemon before had broken off without being stopped",
                spell(*length)
            ),
            Self::ConfigReloaded => "the changed configuration is in force".to_owned(),
            Self::ConfigRefused(faults) => format!(
                "the changed configuration has {}, the last good one stays",
                count(*faults, "fault")
            ),
            Self::HistoryKept(changes) => format!(
                "the changed configuration is refused, it would change who was on call: {changes}; \
                 `wail config accept` confirms it"
            ),
            Self::SetAside(what, why) => {
                format!("{what} could not be decided and was set aside: {why}")
            }
            Self::CannotRing(station, kind, why) => {
                format!("{station} cannot ring by {kind}: {why}")
            }
            Self::CanRing(station, kind) => format!("{station} can ring by {kind} again"),
            Self::Inaudible(station, why) => format!("{station} cannot be heard: {why}"),
            Self::PushFails(person, channel, why) => {
                format!("push to {person} by {channel} keeps failing: {why}")
            }
            Self::PushWorks(person, channel) => {
                format!("push to {person} by {channel} goes out again")
            }
            Self::CannotFeel(why) => format!(
                "no socket for taps here, so what others save is noticed up to 15s late: {why}"
            ),
            Self::StaysAwake(program) => {
                format!("this machine is kept awake by {program}, somebody here is on call")
            }
            Self::MaySleep => "this machine may sleep again".to_owned(),
            Self::CannotStayAwake => {
                "this machine may fall asleep while somebody here is on call: neither \
                 systemd-inhibit nor caffeinate holds it awake"
                    .to_owned()
            }
            Self::Subscribed(source) => format!("the subscription of {source} is confirmed"),
            Self::NotSubscribed(source, address) => format!(
                "{source} sends nothing before its subscription is confirmed, and that failed: \
                 visit {address}"
            ),
            Self::Flood(times) => format!(
                "too much arrived at once, {} refused and told to come again",
                count(usize::try_from(*times).unwrap_or(usize::MAX), "request")
            ),
            Self::WrongKey(times) => format!(
                "{} refused: the key is missing or wrong",
                count(usize::try_from(*times).unwrap_or(usize::MAX), "request")
            ),
            Self::LoopStuck(name, silent_for) => {
                format!("the loop {name} is stuck: it has not ticked for {}", spell(*silent_for))
            }
            Self::LoopGoesOn(name) => format!("the loop {name} is stuck no longer"),
            Self::PutBack(by) => format!(
                "the clock was put back by {}: steps, check-ins and snoozes go with it",
                spell(*by)
            ),
            Self::DeadmanWithheld(why) => format!("the deadman is not pinged: {why}"),
            Self::DeadmanUnreached(why, times) => format!(
                "the deadman could not be reached {} in a row, and will miss us: {why}",
                count(*times as usize, "time")
            ),
            Self::DeadmanPinged => "the deadman is pinged again".to_owned(),
            Self::StatusPage(event) => event.sentence(),
        }
    }
}

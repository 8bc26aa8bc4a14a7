//! The channel `command`.

use super::Channel;

pub(super) const CHANNEL: Channel =
    Channel { name: "command", about: "", needs_station: true, build: |_| unreachable!() };

//! The channel `sound`.

use super::Channel;

pub(super) const CHANNEL: Channel =
    Channel { name: "sound", about: "", needs_station: true, build: |_| unreachable!() };

//! The channel `desktop`.

use super::Channel;

pub(super) const CHANNEL: Channel =
    Channel { name: "desktop", about: "", needs_station: true, build: |_| unreachable!() };

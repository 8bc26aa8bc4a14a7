//! The channel `bell`.

use super::Channel;

pub(super) const CHANNEL: Channel =
    Channel { name: "bell", about: "", needs_station: true, build: |_| unreachable!() };

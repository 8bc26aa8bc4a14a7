//! What systemd is told: ready, alive, stopping. Nothing happens where it is not listening.

use sd_notify::NotifyState;

fn tell(state: &[NotifyState<'_>]) {
    // Whoever started us may not be systemd; then there is nobody to tell.
    drop(sd_notify::notify(state));
}

/// The store is open, the listener is bound.
pub(super) fn ready() {
    tell(&[NotifyState::Ready]);
}

/// The deciding thread has taken a turn.
pub(super) fn alive() {
    tell(&[NotifyState::Watchdog]);
}

/// It is about to stop.
pub(super) fn stopping() {
    tell(&[NotifyState::Stopping]);
}

//! What a panic does while the screen is there.

use std::fs::File;
use std::sync::Arc;
use std::thread;

use super::super::super::{Globals, bug};
use super::super::terminal::Entered;
use super::SCREEN;
use super::wire::Wire;
use crate::system::Mode;

/// What is done with a panic meanwhile: one of the screen gives the terminal back before it is told; one
/// of another thread, which goes on or is told of by the daemon, must not be printed over the screen.
pub(super) struct Hook {
    wire: Wire,
}

impl Hook {
    pub(super) fn set(
        (out, mode, entered): (Arc<File>, Mode, Entered),
        globals: Globals,
        wire: Wire,
    ) -> Self {
        let before = std::panic::take_hook();
        let told = wire.clone();
        std::panic::set_hook(Box::new(move |panic| {
            if thread::current().name() == Some(SCREEN) {
                entered.leave(&*out);
                mode.give_back();
                before(panic);
            } else {
                bug::keep("watch", &globals, &panic.to_string());
                told.keep(format!("error: a part of this program failed: {panic}"));
            }
        }));
        Self { wire }
    }

    /// Panics are printed again; gives back what was kept.
    pub(super) fn take_back(self) -> Vec<String> {
        drop(std::panic::take_hook());
        self.wire.kept()
    }
}

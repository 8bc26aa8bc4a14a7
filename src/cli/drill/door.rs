//! The front door of the daemon, at which a drill is reported as any monitor would.

use std::net::SocketAddr;
use std::time::Duration;

use super::patience::Patience;
use crate::cli::web::{self, Letter};
use crate::config::Settings;
use crate::daemon::drill::DrillKey;
use crate::domain::drill::SOURCE;
use crate::error::{Error, Kind};
use crate::store::Store;

/// How long the daemon has to answer, as long as senders usually wait.
const ANSWER: Duration = Duration::from_secs(10);

/// Where the door is, and what opens it.
pub(in crate::cli) struct FrontDoor {
    address: SocketAddr,
    key: DrillKey,
}

impl FrontDoor {
    /// The door of the daemon of that store.
    pub(in crate::cli) fn find(settings: &Settings, store: &mut Store) -> Result<Self, Error> {
        let key = DrillKey::of(store)?.ok_or_else(|| {
            Error::new(Kind::Unreachable, "this system has no random numbers to make a key of")
        })?;
        Ok(Self { address: web::reachable(settings.listen.address), key })
    }

    /// Reports that, and insists on a 202.
    pub(super) fn report(&self, patience: &mut Patience, json: String) -> Result<(), Error> {
        patience.wait_for(self.deliver(Letter::json(format!("/in/{SOURCE}"), json))).map(drop)
    }

    /// Hands that in, insists on a 202, and returns what was answered.
    pub(in crate::cli) async fn deliver(&self, letter: Letter) -> Result<String, Error> {
        let path = letter.path.split('?').next().unwrap_or_default();
        let url = format!("http://{}{path}", self.address);
        let answer = web::deliver(self.address, letter, self.key.expose(), ANSWER).await;
        let answer = answer.map_err(|silence| {
            Error::new(Kind::Unreachable, format!("{url} takes no drill: {}", silence.phrase()))
                .hint("`wail doctor` looks what is wrong with the listener")
        })?;
        if answer.is_success {
            return Ok(answer.text);
        }
        let why = answer.text.lines().next().unwrap_or_default();
        let message = format!("{url} takes no drill: {} ({why})", answer.status);
        let hint = match answer.status.get(..3) {
            Some("401" | "404") => {
                "is it the daemon of this store, and of this version? `wail doctor` tells"
            }
            _ => "`wail doctor` looks what is wrong with the listener",
        };
        Err(Error::new(Kind::Unreachable, message).hint(hint))
    }
}

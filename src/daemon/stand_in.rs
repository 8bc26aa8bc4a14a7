//! Other channels of a machine take the place of one that failed.

use std::collections::BTreeMap;
use std::sync::mpsc::Sender;

use super::decider::Message;
use crate::domain::name::ChannelName;
use crate::domain::page::Said;
use crate::pager::{Call, Ring};

/// The channels of a station, by kind.
pub(super) type Channels = BTreeMap<&'static str, Box<dyn Ring>>;

/// Lets other channels of this machine take the place of one that failed.
pub(super) async fn stand_in(
    channels: &Channels,
    results: &Sender<Message>,
    call: &Call,
    kinds: &[&'static str],
) {
    for kind in kinds {
        let Some(channel) = channels.get(kind) else { continue };
        let call = Call { channel: ChannelName::from(*kind), ..call.clone() };
        let page = call.page;
        if let Ok(proof) = channel.ring(call).await {
            let said = Said::StoodIn(ChannelName::from(*kind), proof);
            drop(results.send(Message::Said(page, said)));
        }
    }
}

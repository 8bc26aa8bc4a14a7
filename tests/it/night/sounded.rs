//! What the loudspeaker says of a page after it was asked to ring it.

use wail::domain::incident::Input;
use wail::domain::page::{PageResult, Said, Sounding};
use wail::store::PageState;

use super::Night;

impl Night {
    /// The loudspeaker of the first page's station says that of it.
    fn says(mut self, said: &[Said]) -> Self {
        let id = self.pages(1)[0].id;
        for said in said {
            self.decide(|_, engine| engine.said(id, said.clone())).unwrap();
        }
        self
    }

    fn stands(&mut self) -> (PageState, usize) {
        let page = self.pages(1).remove(0);
        let station = page.station.unwrap();
        (page.state, self.read(|tx| tx.ringing(&station)).len())
    }
}

fn lost() -> [Said; 2] {
    [Said::Result(PageResult::Failed { error: "the server is gone".to_owned() }), Said::Trying]
}

#[test]
fn a_page_that_is_still_tried_has_failed_and_rings_until_it_is_hushed() {
    let mut night = Night::new().fires().says(&lost());
    assert_eq!(night.stands(), (PageState::Trying, 1));
    night.does_quietly(Input::Resolve { by: "ana".into() });
    assert_eq!(night.stands(), (PageState::Failed, 0), "a hush does not make it heard");
}

#[test]
fn a_page_that_is_heard_again_is_delivered() {
    let again = PageResult::Delivered { proof: "sounding again on desk".to_owned() };
    let mut night = Night::new().fires().says(&lost()).says(&[Said::Result(again)]);
    assert_eq!(night.stands(), (PageState::Delivered, 1));
    assert_eq!(night.pages(1)[0].note.as_deref(), Some("sounding again on desk"));
}

#[test]
fn a_receipt_is_kept_with_its_page() {
    let receipt = Sounding {
        sound: "siren".to_owned(),
        device: "desk".to_owned(),
        volume: Some(80),
        muted: Some(true),
        milliseconds: 1200,
        fallback: Some("paplay plays because `attic` failed: gone".to_owned()),
    };
    let mut night = Night::new().fires().says(&[Said::Rang(receipt.clone())]);
    assert_eq!(night.pages(1)[0].receipt.as_ref(), Some(&receipt));
    let log = night.log();
    assert!(log.contains("siren sounded for 1.2s on desk at 80 %, muted; paplay plays"), "{log}");
}

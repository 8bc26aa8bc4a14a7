//! Strokes on a file that stands in for a terminal.

use std::fs;
use std::os::unix::net::UnixStream;

use tempfile::TempDir;
use tokio::sync::mpsc::unbounded_channel;
use tokio::time::timeout;

use super::super::tests::{call, telling};
use super::*;
use crate::domain::page::PageId;

const OFTEN: Duration = Duration::from_millis(5);

struct Room {
    folder: TempDir,
    bell: Bell,
}

impl Room {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let terminal = folder.path().join("tty");
        File::create(&terminal).unwrap();
        Self { folder, bell: Bell::new(terminal, OFTEN, unbounded_channel().0) }
    }

    fn strokes(&self) -> usize {
        let written = fs::read(self.folder.path().join("tty")).unwrap();
        String::from_utf8(written).unwrap().matches('\x07').count()
    }

    async fn wait_for_strokes(&self, wanted: usize) {
        let mut looks = interval(OFTEN);
        let enough = async {
            while self.strokes() < wanted {
                looks.tick().await;
            }
        };
        timeout(Duration::from_secs(5), enough).await.unwrap();
    }
}

#[tokio::test]
async fn the_bell_is_struck_at_once_and_again() {
    let room = Room::new();
    let proof = room.bell.ring(call()).await.unwrap();
    assert!(proof.starts_with("ringing the bell of "), "{proof}");
    assert_eq!(room.strokes(), 1);
    room.wait_for_strokes(4).await;
}

#[tokio::test]
async fn what_is_told_is_one_stroke() {
    let room = Room::new();
    let proof = room.bell.tell(telling()).await.unwrap();
    assert!(proof.starts_with("one stroke of the bell of "), "{proof}");
    let mut looks = interval(OFTEN);
    for _ in 0..10 {
        looks.tick().await;
    }
    assert_eq!(room.strokes(), 1);
}

#[tokio::test]
async fn it_stops_when_the_last_incident_is_hushed() {
    let room = Room::new();
    room.bell.ring(call()).await.unwrap();
    room.bell.ring(Call { page: PageId(8), incident: IncidentId(5), ..call() }).await.unwrap();
    room.bell.hush(IncidentId(412));
    let before = room.strokes();
    room.wait_for_strokes(before + 2).await;
    room.bell.hush(IncidentId(5));
    let after = room.strokes();
    let mut looks = interval(OFTEN);
    for _ in 0..10 {
        looks.tick().await;
    }
    assert_eq!(room.strokes(), after);
}

#[tokio::test]
async fn without_a_terminal_the_page_fails() {
    let bell = Bell::new(PathBuf::from("/nowhere/tty"), OFTEN, unbounded_channel().0);
    let error = bell.ring(call()).await.unwrap_err();
    assert!(error.to_string().starts_with("there is no terminal whose bell could ring"), "{error}");
}

#[tokio::test]
async fn a_terminal_that_goes_away_loses_the_pages() {
    let (report, mut lost) = unbounded_channel();
    let bell = Bell::new(PathBuf::new(), OFTEN, report);
    let (near, far) = UnixStream::pair().unwrap();
    let mut pages = Pages::default();
    pages.insert(IncidentId(412), PageId(7));
    let terminal = File::from(std::os::fd::OwnedFd::from(near));
    let striker = tokio::spawn(strike(Arc::clone(&bell.state), Terminal(terminal), OFTEN));
    *bell.state.ringing() = Some(Striking { pages, striker });
    drop(far);
    let lost = timeout(Duration::from_secs(5), lost.recv()).await.unwrap().unwrap();
    assert_eq!(lost.pages, [PageId(7)]);
    assert!(
        lost.error.to_string().starts_with("the terminal's bell cannot be rung"),
        "{}",
        lost.error
    );
}

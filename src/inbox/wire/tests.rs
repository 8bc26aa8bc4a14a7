//! Who is cut off for not taking an answer, and who is not.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, duplex};

use super::*;

/// As short as makes no difference.
const SHORT: Duration = Duration::from_millis(20);

/// How much the line between both ends holds.
const FULL: usize = 64;

fn wire(limit: Duration) -> (Wire<DuplexStream>, DuplexStream) {
    let (ours, theirs) = duplex(FULL);
    (Wire::new(ours, limit), theirs)
}

#[tokio::test]
async fn a_client_that_takes_no_answer_is_cut_off() {
    let (mut wire, _theirs) = wire(SHORT);
    wire.write_all(&[1; FULL]).await.unwrap();
    let error = wire.write_all(b"more").await.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::TimedOut);
}

#[tokio::test]
async fn a_client_that_takes_its_answers_slowly_is_not() {
    let (mut wire, mut theirs) = wire(SHORT * 10);
    let reading = async {
        let mut piece = [0; FULL / 2];
        for _ in 0..20 {
            // Together they take longer than the limit, each much less.
            let _ = timeout(SHORT, pending::<()>()).await;
            theirs.read_exact(&mut piece).await.unwrap();
        }
    };
    let (written, ()) = tokio::join!(wire.write_all(&[1; FULL * 10]), reading);
    written.unwrap();
}

#[tokio::test]
async fn a_line_on_which_no_answer_waits_may_be_silent_for_longer() {
    let (mut wire, mut theirs) = wire(SHORT);
    for _ in 0..2 {
        // This one waits for a moment.
        let write = wire.write_all(&[1; FULL + 1]);
        let take = async { theirs.read_exact(&mut [0; FULL + 1]).await.map(drop) };
        let (wrote, took) = tokio::join!(write, take);
        assert!(wrote.is_ok() && took.is_ok());
        let _ = timeout(SHORT * 3, pending::<()>()).await;
    }
}

//! What a body holds while it is read, and that it holds nothing once it was refused.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Bytes, HttpBody};
use hyper::body::Frame;

use super::*;
use crate::inbox::budget::MOST_LARGE;

const LIMIT: usize = 1024 * 1024;

/// A body that comes in these pieces, and then no further unless it ends.
struct Pieces {
    left: VecDeque<Bytes>,
    ends: bool,
}

impl HttpBody for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match self.left.pop_front() {
            Some(piece) => Poll::Ready(Some(Ok(Frame::data(piece)))),
            None if self.ends => Poll::Ready(None),
            None => Poll::Pending,
        }
    }
}

fn pieces(length: usize, piece: usize, ends: bool) -> Body {
    let bytes = Bytes::from(vec![b'x'; length]);
    let left = (0..length).step_by(piece).map(|at| bytes.slice(at..length.min(at + piece)));
    Body::new(Pieces { left: left.collect(), ends })
}

fn bounds(budget: &Arc<Budget>, declared: Option<usize>) -> Bounds<'_> {
    Bounds { declared, limit: LIMIT, budget, may_be_empty: false }
}

#[tokio::test]
async fn a_body_holds_what_it_is_however_it_came() {
    let budget = Arc::default();
    for length in [1, 2, 1023, 1025, SMALL - 1, SMALL, SMALL + 1, LIMIT - 1, LIMIT] {
        for declared in [None, Some(length)] {
            for piece in [1000, 16 * 1024, LIMIT] {
                let body = pieces(length, piece, true);
                let held = read(body, bounds(&budget, declared)).await.unwrap();
                assert_eq!(held.bytes.len(), length);
                assert_eq!(held.share.bytes(), length);
                assert_eq!(budget.held(), length);
                drop(held);
                assert_eq!(budget.held(), 0);
            }
        }
    }
}

#[tokio::test]
async fn a_body_that_is_refused_holds_nothing() {
    let budget = Arc::default();
    let too_large = read(pieces(LIMIT + 1, 5000, true), bounds(&budget, None)).await;
    assert_eq!(too_large.err(), Some(BodyError::TooLarge(LIMIT)));
    let empty = read(Body::from(" \r\n\t"), bounds(&budget, None)).await;
    assert_eq!(empty.err(), Some(BodyError::Empty));
    let none = read(Body::empty(), bounds(&budget, Some(0))).await;
    assert_eq!(none.err(), Some(BodyError::Empty));
    assert_eq!(budget.held(), 0);
}

/// Reads for as long as something comes; says what is held then.
async fn held_midway(budget: &Arc<Budget>, sent: usize, declared: Option<usize>) -> usize {
    let reading = read(pieces(sent, 1000, false), bounds(budget, declared));
    let mut reading = Box::pin(reading);
    std::future::poll_fn(|cx| {
        assert!(reading.as_mut().poll(cx).is_pending());
        Poll::Ready(budget.held())
    })
    .await
}

#[tokio::test]
async fn a_small_promise_holds_what_has_come_of_it_and_a_large_one_all_of_it() {
    let budget = Arc::default();
    assert_eq!(held_midway(&budget, 1, Some(SMALL)).await, FIRST);
    assert_eq!(held_midway(&budget, 5000, Some(SMALL)).await, 8192);
    assert_eq!(held_midway(&budget, 0, None).await, FIRST);
    assert_eq!(held_midway(&budget, 100_000, None).await, 131_072);
    assert_eq!(held_midway(&budget, 1, Some(LIMIT)).await, LIMIT);
    assert_eq!(budget.held(), 0, "a client that breaks off holds nothing");
}

#[tokio::test]
async fn where_large_bodies_hold_everything_a_small_one_comes_in_and_a_large_one_does_not() {
    let budget: Arc<Budget> = Arc::default();
    let _others: Vec<Share> =
        (0..MOST_LARGE / LIMIT).map(|_| budget.share(LIMIT).unwrap()).collect();
    for declared in [None, Some(LIMIT)] {
        let refused = read(pieces(LIMIT, 1000, true), bounds(&budget, declared)).await;
        assert_eq!(refused.err(), Some(BodyError::NoRoom));
    }
    assert!(read(pieces(SMALL, 1000, true), bounds(&budget, None)).await.is_ok());
    assert_eq!(budget.held(), MOST_LARGE);
}

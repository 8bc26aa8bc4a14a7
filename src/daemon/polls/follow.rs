//! Following a stream of lines: each message is kept before the place after it counts as reached, and a
//! stream that ends is begun again from there.

use std::path::PathBuf;
use std::time::Duration;

use tokio::time::{Instant, timeout};

use super::{Asker, NotKept, ask, rest};
use crate::client;
use crate::daemon::clock::Watchfulness;
use crate::sources::polled::{Line, Stream};
use crate::store::{Store, StoreError};

/// How long the first rest is before a stream is begun again, and how long the last.
const FIRST_REST: Duration = Duration::from_secs(1);
const LAST_REST: Duration = Duration::from_secs(30);

/// How long an answer may take to begin.
const ANSWER: Duration = Duration::from_secs(10);

/// How often it is looked whether the machine has slept: a connection does not survive that, and does
/// not say so.
const LOOK: Duration = Duration::from_secs(5);

/// How long a line may be, in bytes.
const LONGEST: usize = 256 * 1024;

/// How far a stream has been followed.
struct Place {
    /// After which message, or since when; nothing before the first word from it.
    cursor: Option<String>,
}

/// How a stream came to its end.
enum End {
    /// The machine has slept, or something could not be kept: nothing is wrong with the source.
    Ours,
    /// It broke off, and why.
    Theirs(String),
}

impl From<NotKept> for End {
    fn from(_: NotKept) -> Self {
        Self::Ours
    }
}

impl Asker {
    /// Follows it for as long as this daemon decides. Of a source that cannot be reached that is told once
    /// for each time in which there should have been word.
    pub(super) async fn follow(&self, stream: Stream, store: PathBuf) {
        let mut place = Place { cursor: self.cursor(store).await };
        let (mut wait, mut told): (_, Option<Instant>) = (FIRST_REST, None);
        loop {
            let mut had_word = false;
            let end = self.follow_once(stream, &mut place, &mut had_word).await;
            if had_word {
                (wait, told) = (FIRST_REST, None);
            }
            if let End::Theirs(why) = end
                && !had_word
                && told.is_none_or(|at| at.elapsed() >= self.every())
            {
                told = Some(Instant::now());
                self.tell(Err(why), None);
            }
            self.pulse.through(rest(wait)).await;
            wait = (wait * 2).min(LAST_REST);
        }
    }

    /// How far it was followed before. A store that cannot be asked now can be a little later.
    async fn cursor(&self, path: PathBuf) -> Option<String> {
        drop(self.pulse.through(self.shared.polls.keeping.write()).await);
        loop {
            let (source, path) = (self.source.clone(), path.clone());
            let asked = tokio::task::spawn_blocking(move || {
                Store::open(&path)?.read(|tx| tx.cursor(&source))
            });
            match self.pulse.through(asked).await {
                Ok(Ok::<_, StoreError>(cursor)) => return cursor,
                Ok(Err(_)) | Err(_) => rest(FIRST_REST).await,
            }
        }
    }

    async fn follow_once(&self, stream: Stream, place: &mut Place, had_word: &mut bool) -> End {
        let question = (stream.question)(place.cursor.as_deref());
        let client = match ask::made() {
            Ok(client) => client,
            Err(why) => return End::Theirs(why),
        };
        let mut answer = match timeout(ANSWER, self.send(&client, &question)).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(why)) => return End::Theirs(why),
            Err(_) => {
                let limit = ANSWER.as_secs();
                return End::Theirs(format!("no answer within {limit} seconds"));
            }
        };
        let mut watch = Watchfulness::begin();
        let mut heard = Instant::now();
        let mut rest_of_line = Vec::new();
        loop {
            self.pulse.tick();
            let piece = timeout(LOOK, answer.chunk()).await;
            if watch.deaf_for(LOOK).is_some() {
                return End::Ours;
            }
            match piece {
                Ok(Ok(Some(piece))) => {
                    heard = Instant::now();
                    rest_of_line.extend_from_slice(&piece);
                    let lines = whole_lines(&mut rest_of_line);
                    for line in lines {
                        if let Err(end) = self.hear(stream, &line, place).await {
                            return end;
                        }
                        *had_word = true;
                    }
                    if rest_of_line.len() > LONGEST {
                        return End::Theirs("what it sends is no stream of lines".to_owned());
                    }
                }
                Ok(Ok(None)) => return End::Theirs("the stream ended".to_owned()),
                Ok(Err(error)) => return End::Theirs(client::cause(error)),
                Err(_) if heard.elapsed() >= self.every() => {
                    let silence = heard.elapsed().as_secs();
                    return End::Theirs(format!("the stream said nothing for {silence} seconds"));
                }
                Err(_) => {}
            }
        }
    }

    /// Takes one line.
    async fn hear(&self, stream: Stream, line: &[u8], place: &mut Place) -> Result<(), End> {
        match (stream.line)(line) {
            Line::Said(cursor) => {
                self.keep(line.to_vec(), None, Some(cursor.clone())).await?;
                place.cursor = Some(cursor);
                self.tell(Ok(()), None);
            }
            Line::Begins(since) => {
                let begins = place.cursor.is_none().then(|| since.clone());
                place.cursor.get_or_insert(since);
                self.tell(Ok(()), begins);
            }
            Line::GoesOn => self.tell(Ok(()), None),
            Line::Nonsense => {
                return Err(End::Theirs("what it sends is none of its messages".to_owned()));
            }
        }
        Ok(())
    }
}

/// Takes the lines that are whole out of what has come, without those that are empty.
fn whole_lines(bytes: &mut Vec<u8>) -> Vec<Vec<u8>> {
    let Some(end) = bytes.iter().rposition(|byte| *byte == b'\n') else { return Vec::new() };
    let rest = bytes.split_off(end + 1);
    let whole = std::mem::replace(bytes, rest);
    let lines = whole.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    lines.filter(|line| !line.is_empty()).map(<[u8]>::to_vec).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_taken_out_when_they_are_whole() {
        let mut bytes = b"one\n\ntwo\r\nth".to_vec();
        assert_eq!(whole_lines(&mut bytes), [b"one".to_vec(), b"two".to_vec()]);
        assert_eq!(bytes, b"th");
        assert!(whole_lines(&mut bytes).is_empty());
        bytes.extend_from_slice(b"ree\n");
        assert_eq!(whole_lines(&mut bytes), [b"three".to_vec()]);
        assert!(bytes.is_empty());
    }
}

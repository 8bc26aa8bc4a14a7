//! Players made of shell scripts: what they say, and how they end.

use super::super::super::Sound;
use super::*;

/// Starts the script as a player.
fn player(script: &str) -> (Group, Talk) {
    let mut command = std::process::Command::new("sh");
    command.args(["-c", script]);
    spawn(command, request("siren"), Duration::from_secs(2)).unwrap()
}

fn request(name: &str) -> Request {
    Request::new(&Sound::new(name, 0.5), true)
}

/// What is said of a player that does not sound.
async fn failure(script: &str) -> String {
    let (child, mut talk) = player(script);
    loop {
        if let Err(ended) = talk.next().await {
            return talk.explain(ended, child).await.to_string();
        }
    }
}

#[tokio::test]
async fn the_first_sample_is_the_proof() {
    let script = "echo noted tea.wav is silent; echo opened Kitchen; echo beat 0; echo what?; \
                  echo beat 0; echo beat 480; exec sleep 60";
    let (_child, mut talk) = player(script);
    assert_eq!(talk.next().await, Ok(Heard::Beat));
    assert_eq!(talk.proof(), "sounding on Kitchen; tea.wav is silent");
    assert_eq!((talk.device(), talk.note()), ("Kitchen", Some("tea.wav is silent")));
}

#[tokio::test]
async fn the_player_has_its_requests_line_by_line() {
    let script = "read one; read two; echo noted $one $two; echo done 5";
    let (_child, mut talk) = player(script);
    talk.asker().send(request("bell")).unwrap();
    assert_eq!(talk.next().await, Ok(Heard::Done(5)));
    let line = |name: &str| {
        format!(r#"{{"name":"{name}","volume":0.5,"repeat":true,"from":0.4,"over":1000,"gap":0}}"#)
    };
    assert_eq!(talk.note(), Some(format!("{} {}", line("siren"), line("bell")).as_str()));
}

#[tokio::test]
async fn what_the_player_says_is_the_reason() {
    assert_eq!(failure("echo beat 5; echo failed no device; exec sleep 60").await, "no device");
}

#[tokio::test]
async fn a_player_that_ends_is_told_with_its_last_complaint() {
    let aborts = "echo beat 5; echo one >&2; printf 'Assertion \\033[1m failed\\n' >&2; exit 3";
    let said = "the player ended with exit code 3 (Assertion \\x1b[1m failed)";
    assert_eq!(failure(aborts).await, said);
    assert_eq!(failure("kill -9 $$").await, "the player was killed by signal 9");
}

#[tokio::test]
async fn a_player_that_only_complains_is_not_blocked_by_it() {
    let talks = "head -c 300000 /dev/zero | tr '\\0' 'x\\n' >&2; echo beat 5; exec sleep 60";
    let (_child, mut talk) = player(talks);
    assert_eq!(talk.next().await, Ok(Heard::Beat));
}

#[tokio::test]
async fn a_complaint_without_an_end_is_heard_in_pieces() {
    let complains = "head -c 300000 /dev/zero | tr '\\0' 'x' >&2; exec sleep 60";
    let (_child, mut talk) = player(complains);
    let first = next_complaint(&mut talk.complaints).await;
    assert_eq!(first, Some("x".repeat(200)), "its line is not at its end, and never will be");
    assert!(talk.complaints.as_ref().unwrap().line.capacity() <= 8192);
}

#[tokio::test]
async fn a_dropped_child_is_killed() {
    let (child, mut talk) = player("echo beat 5; exec sleep 60");
    assert_eq!(talk.next().await, Ok(Heard::Beat));
    drop(child);
    assert_eq!(talk.next().await, Err(Ended::Gone));
}

//! `wail init` on a terminal: five questions, each asked again until its answer can be used.

use crate::cli::{Out, Session};
use crate::config::{self, closest};
use crate::error::{Error, Kind};
use crate::import::{Answers, Reach, is_person};
use crate::pager::CHANNELS;
use crate::sources::SOURCES;

/// How people are reached unless they say otherwise.
const USUAL: &str = "sound, desktop, bell";

/// The channels that need nothing said about them.
fn channels() -> Vec<&'static str> {
    let names = CHANNELS.iter().map(|channel| channel.name);
    names.filter(|name| !["command", "push"].contains(name)).collect()
}

/// What whoever sits at the terminal answers.
pub(super) fn answers(session: &Session) -> Result<Answers, Error> {
    session.out.talk(
        "five questions; Enter takes what stands in brackets, Ctrl-C ends it without a trace",
    );
    let user = session.environment().user().filter(|user| is_person(user));
    let user = user.unwrap_or_else(|| "you".to_owned());
    let zone = session.zone();
    let zone = zone.iana_name().filter(|name| config::zone(name).is_some()).unwrap_or("UTC");
    let name = ask(session, "1. Who are you? A short name, for the rota", &user, person)?;
    let zone = ask(session, "2. Whose clock do you live by? A zone", zone, zone_of)?;
    let question = "3. Who else takes turns, and how long is one? `bo, cleo; 2 weeks`";
    let (others, every) = ask(session, question, "nobody; week", turns)?;
    let question =
        "4. How are you reached, in order? sound, desktop, bell, `ntfy TOPIC`, a program";
    let reach = ask(session, question, USUAL, reach)?;
    let question = "5. What sends alerts? Words of `wail sources`";
    let senders = ask(session, question, "alertmanager, generic", senders)?;
    Ok(Answers { name, zone, others, every, reach, senders })
}

/// One question; what cannot be used is told, and it is asked again.
fn ask<T>(
    session: &Session,
    question: &str,
    usual: &str,
    read: impl Fn(&str) -> Result<T, String>,
) -> Result<T, Error> {
    loop {
        let Some(answer) = Out::answer(&format!("{question} [{usual}]: ")) else {
            return Err(Error::new(
                Kind::No,
                "not all questions were answered; nothing is written",
            )
            .hint("`wail init </dev/null` writes one without questions"));
        };
        let answer = if answer.trim().is_empty() { usual } else { answer.trim() };
        match read(answer) {
            Ok(read) => return Ok(read),
            Err(why) => session.out.warn(format_args!("   {why}")),
        }
    }
}

fn person(text: &str) -> Result<String, String> {
    if is_person(text) {
        return Ok(text.to_owned());
    }
    Err(format!(
        "`{text}` can be no name here: letters, digits, `.`, `_` and `-`, and not `everyone`"
    ))
}

fn zone_of(text: &str) -> Result<String, String> {
    match config::zone(text) {
        Some(_) => Ok(text.to_owned()),
        None => Err(format!("there is no zone `{text}`; they are called `Europe/Berlin` or `UTC`")),
    }
}

/// Who else, and how long a turn is.
fn turns(text: &str) -> Result<(Vec<String>, String), String> {
    let (names, every) = text.split_once(';').unwrap_or((text, "week"));
    let every = every.trim().trim_start_matches("every ").trim();
    let every = if every.is_empty() { "week" } else { every };
    config::turn(every)?;
    let names = names.split([',', ' ']).filter(|name| !name.is_empty() && *name != "nobody");
    let names: Vec<String> = names.map(person).collect::<Result<_, _>>()?;
    Ok((names, every.to_owned()))
}

fn reach(text: &str) -> Result<Vec<Reach>, String> {
    let known = channels();
    let ways = text.split(',').filter(|way| !way.trim().is_empty());
    let mut reach: Vec<Reach> = Vec::new();
    for way in ways {
        let way = Reach::parse(way, &known)?;
        if !reach.contains(&way) {
            reach.push(way);
        }
    }
    if reach.is_empty() {
        Err("somebody who is not reached is not on call".to_owned())
    } else {
        Ok(reach)
    }
}

fn senders(text: &str) -> Result<Vec<String>, String> {
    let words = text.split([',', ' ']).filter(|word| !word.is_empty());
    let mut kinds: Vec<String> = Vec::new();
    for word in words {
        if !SOURCES.iter().any(|source| source.name == word && source.name != "map") {
            let names = SOURCES.iter().map(|source| source.name);
            let near = closest(word, names).map(|name| format!("did you mean `{name}`?"));
            let near = near.unwrap_or_else(|| "`wail sources` lists them".to_owned());
            return Err(format!("no source is of the kind `{word}`; {near}"));
        }
        if !kinds.iter().any(|known| known == word) {
            kinds.push(word.to_owned());
        }
    }
    if kinds.is_empty() {
        Err("`generic` takes anything that posts JSON".to_owned())
    } else {
        Ok(kinds)
    }
}

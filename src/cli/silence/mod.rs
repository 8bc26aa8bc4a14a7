//! `wail silence`: ask for quiet with a reason and an end; see what is quiet, let it last, end it.

mod add;
mod change;
pub(super) mod list;
mod preview;

use clap::{Args, Subcommand};

pub(super) use add::keep;

use super::Session;
use crate::domain::label::Matcher;
use crate::domain::quiet::silence::{BadSilence, Silence as Known, takes_everything};
use crate::domain::text::plain;
use crate::domain::wait::spell;
use crate::error::{Error, Kind};

/// The arguments of `wail silence`.
#[derive(Args, Debug)]
pub(super) struct Silence {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Ask for quiet about alerts with some labels, for a while and for a reason
    Add(add::Add),
    /// List what is quiet, and what will be
    List(list::List),
    /// Let a silence end later
    Extend(change::Extend),
    /// End a silence now: what still fires pages at once
    End(change::End),
}

/// What is to be quiet.
#[derive(Args, Debug)]
pub(super) struct About {
    /// Alerts with this label: `service=db`, `env!=dev`, `host=~web-.*`; all must match
    #[arg(
        long = "match",
        value_name = "LABEL=VALUE",
        value_parser = matcher,
        required_unless_present = "everything"
    )]
    pub(super) matchers: Vec<Matcher>,
    /// Every alert there is; nothing that takes them all is made without this
    #[arg(long)]
    everything: bool,
}

fn matcher(text: &str) -> Result<Matcher, String> {
    Matcher::parse(text).map_err(|error| error.to_string())
}

impl About {
    /// Whether it is not everything that it takes, or that was said.
    pub(super) fn is_meant(&self) -> bool {
        self.everything || !takes_everything(&self.matchers)
    }

    /// Asks back where every alert is meant and nobody has said that this is known.
    pub(super) fn confirm(&self, session: &Session) -> Result<(), Error> {
        if self.is_meant() {
            return Ok(());
        }
        let question = "this takes every alert there is. Go on? [y/N] ";
        match session.out.ask(question) {
            Some(true) => Ok(()),
            Some(false) => Err(Error::new(Kind::No, "nothing was made")),
            None => Err(Error::new(Kind::Usage, "this takes every alert there is")
                .hint("name a label, `--match service=db`, or say `--everything` if it is meant")),
        }
    }
}

pub(super) fn run(session: &Session, args: &Silence) -> Result<(), Error> {
    match &args.command {
        Command::Add(args) => add::run(session, args),
        Command::List(args) => list::run(session, args),
        Command::Extend(args) => change::extend(session, args),
        Command::End(args) => change::end(session, args),
    }
}

/// The number of a silence.
fn number(text: &str) -> Result<i64, String> {
    text.parse().map_err(|_| "it is a number, as `wail silence list` shows it".to_owned())
}

/// By what quiet is asked for.
#[derive(Clone, Debug)]
pub(super) enum Asked {
    /// `wail silence add`.
    Add,
    /// `wail silence extend` of that one, which may last until then, as it is typed.
    Extend(i64, String),
    /// `wail mute`.
    Mute,
}

/// Why a silence cannot be, and what to type instead.
pub(super) fn refused(bad: BadSilence, asked: Asked) -> Error {
    let message = match bad {
        BadSilence::Everything => "this takes every alert there is".to_owned(),
        BadSilence::Backwards => "the silence would end before it begins".to_owned(),
        BadSilence::Past => "the silence would be over already".to_owned(),
        BadSilence::TooLong(longest) => format!("no silence lasts longer than {}", spell(longest)),
    };
    let hint = match (bad, asked) {
        (BadSilence::Everything, _) => {
            "name a label, `--match service=db`, or say `--everything` if it is meant".to_owned()
        }
        (BadSilence::Backwards, Asked::Extend(id, _)) => format!(
            "name a time after its beginning; `wail silence end {id}` withdraws it before that"
        ),
        (BadSilence::Backwards, Asked::Add | Asked::Mute) => {
            "name an `--until` after `--from`, or say how long: `--for 2h`".to_owned()
        }
        (BadSilence::Past, Asked::Extend(id, _)) => {
            format!("`wail silence end {id}` ends it now; to let it last, say `--for 1h`")
        }
        (BadSilence::Past, Asked::Add | Asked::Mute) => {
            "name a time to come, `--until \"tomorrow 09:00\"`, or say how long: `--for 2h`"
                .to_owned()
        }
        (BadSilence::TooLong(longest), asked) => {
            let length = spell(longest).replace(' ', "");
            let most = match asked {
                Asked::Add => format!("--for {length}"),
                Asked::Mute => format!("--at-most {length}"),
                Asked::Extend(_, latest) => format!("--until \"{latest}\""),
            };
            format!(
                "`{most}` is the most, unless `[silence] longest` in the configuration allows more"
            )
        }
    };
    Error::new(Kind::Usage, message).hint(hint)
}

fn missing(id: i64) -> Error {
    Error::new(Kind::No, format!("there is no silence {id}"))
        .hint("`wail silence list --all` shows all there were")
}

/// `silence 3 about host=db`, fit to be shown.
pub(super) fn named(silence: &Known) -> String {
    format!("silence {} about {}", silence.id, plain(&silence.what.about()))
}

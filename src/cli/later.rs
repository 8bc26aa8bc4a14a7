//! What a command takes, put together once that command is typed: most of a start would be the rest.

use std::ops::Deref;

use clap::builder::{Resettable, StyledStr};
use clap::{ArgMatches, Args, Command, Error, FromArgMatches, Id};

use super::examples;

/// The arguments of a command, which clap only asks for where that command is typed, or the whole tree built.
#[derive(Debug)]
pub(super) struct Later<Arguments>(Arguments);

impl<Arguments> Deref for Later<Arguments> {
    type Target = Arguments;

    fn deref(&self) -> &Arguments {
        &self.0
    }
}

impl<Arguments: Args> Args for Later<Arguments> {
    fn group_id() -> Option<Id> {
        Arguments::group_id()
    }

    fn augment_args(command: Command) -> Command {
        command.defer(taken::<Arguments>)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Arguments::augment_args_for_update(command)
    }
}

impl<Arguments: FromArgMatches> FromArgMatches for Later<Arguments> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        Arguments::from_arg_matches(matches).map(Self)
    }

    fn from_arg_matches_mut(matches: &mut ArgMatches) -> Result<Self, Error> {
        Arguments::from_arg_matches_mut(matches).map(Self)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        self.0.update_from_arg_matches(matches)
    }

    fn update_from_arg_matches_mut(&mut self, matches: &mut ArgMatches) -> Result<(), Error> {
        self.0.update_from_arg_matches_mut(matches)
    }
}

/// The command with its arguments and examples. What it is about was said where it stands among the others,
/// and is not what the docstring of its arguments says.
fn taken<Arguments: Args>(command: Command) -> Command {
    let about = command.get_about().cloned();
    let long_about = command.get_long_about().cloned();
    let command =
        Arguments::augment_args(command).about(again(about)).long_about(again(long_about));
    examples::told(command)
}

fn again(text: Option<StyledStr>) -> Resettable<StyledStr> {
    text.map_or(Resettable::Reset, Resettable::Value)
}

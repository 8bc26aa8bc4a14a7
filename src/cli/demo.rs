//! `wail demo`: stub
use super::Session;
use crate::error::Error;
use clap::Args;
/// The arguments of `wail demo`.
#[derive(Args, Debug)]
pub(super) struct Demo {}
pub(super) fn run(_: &Session, _: &Demo) -> Result<(), Error> {
    Ok(())
}

//! `wail away`: a moment away from the machine, with somebody who can be reached standing in.

use clap::Args;
use jiff::SignedDuration;

use super::Session;
use super::rota::change::{self, Addition, How};
use super::rota::moment::{Stretch, later, next_minute};
use super::session::length;
use crate::config::Settings;
use crate::config::edit::{List, Target};
use crate::domain::name::PersonId;
use crate::domain::rota::Rota;
use crate::domain::rota::handover::away;
use crate::domain::station::Stations;
use crate::engine;
use crate::error::{Error, Kind};

/// The arguments of `wail away`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail away 20m\n  \
    wail away 1h --cover bob --yes\n\n\
    Whoever is next in line and can be reached now stands in, unless you name somebody; exit code 1 \
    if nobody can be. It ends by itself, and `wail rota undo` ends it earlier.")]
pub(super) struct Away {
    /// How long
    #[arg(value_name = "LENGTH", value_parser = length)]
    length: SignedDuration,
    /// Who stands in
    #[arg(long, value_name = "PERSON")]
    cover: Option<String>,
    #[command(flatten)]
    how: How,
}

/// The same as `wail away` for so long, without asking.
pub(super) fn for_a_while(session: &Session, length: SignedDuration) -> Result<(), Error> {
    let how = How { rota: None, consent: change::Consent::given() };
    run(session, &Away { length, cover: None, how })
}

pub(super) fn run(session: &Session, args: &Away) -> Result<(), Error> {
    let settings = session.settings()?;
    let (name, rota) = change::rota(&settings, &args.how)?;
    let me = change::me(session, &settings)?;
    let from = next_minute(session.now);
    let mut in_line = in_line(rota, &me, from).ok_or_else(|| {
        Error::new(Kind::No, format!("{me} is not on call in rota {name} now"))
            .hint("`wail who` says who is; `wail leave` is for later")
    })?;
    if let Some(cover) = &args.cover {
        let cover = change::known_person(cover, &settings)?;
        if cover == me {
            return Err(Error::new(Kind::Usage, format!("{me} cannot stand in for {me}"))
                .hint("name somebody else, or nobody: then whoever is next in line does"));
        }
        in_line = vec![cover];
    }
    let mut store = session.store_as_named()?;
    let stations = store.read(|tx| engine::stations(tx, session.now))?;
    let can_be = |person: &&PersonId| can_be_reached(person, &settings, &stations);
    let Some(by) = in_line.iter().find(can_be) else { return Err(nobody(&in_line)) };
    let stretch = Stretch { from, to: later(from, args.length) };
    let block = stretch.block(rota.zone()).text("who", by.as_str());
    let told = stretch.told(&session.zone(), rota.zone());
    let addition = Addition {
        target: Target { rota: Some(name), list: List::Overrides },
        blocks: vec![block.text("for", me.as_str()).text("why", &away(&me))],
        what: format!("{me} is away from {name} from {told}, {by} stands in"),
    };
    let draft = change::draft(session, &settings, addition)?.gives(name, by);
    change::carry_out(session, &settings, &args.how.consent, &draft)
}

/// Who would be called after me in the tier whose pager I hold, and after them whoever else is not
/// off; none if I hold none.
fn in_line(rota: &Rota, me: &PersonId, at: jiff::Timestamp) -> Option<Vec<PersonId>> {
    let tiers = 0..rota.tiers().len();
    let mut on_call = tiers.map(|tier| rota.on_call(tier, at));
    let mine = on_call.find(|people| people.first() == Some(me))?;
    let rest = rota.people().iter().filter(|person| !mine.contains(person));
    let rest = rest.filter(|person| !rota.is_off(person, at));
    Some(mine.iter().chain(rest).skip(1).cloned().collect())
}

/// Whether some channel of that person works now.
fn can_be_reached(person: &PersonId, settings: &Settings, stations: &Stations) -> bool {
    let channels = settings.rules.people.get(person).map(|found| &*found.channels);
    channels.unwrap_or_default().iter().any(|reach| stations.can_ring(person, reach))
}

fn nobody(asked: &[PersonId]) -> Error {
    let names: Vec<&str> = asked.iter().map(PersonId::as_str).collect();
    let message = match &*names {
        [] => "there is nobody else who could stand in".to_owned(),
        names => {
            format!("nobody of {} can be reached now, so you keep the pager", names.join(", "))
        }
    };
    Error::new(Kind::No, message)
        .hint("`wail watch` on their machine makes it ring there; `wail doctor` says who can be")
}

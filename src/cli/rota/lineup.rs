//! Who takes turns in a layer, changed: one more, one less, or another order, as eras in the file.

use clap::Args;

use super::change::{self, Addition, How};
use super::moment::shown;
use crate::cli::Session;
use crate::cli::unknown;
use crate::config::Settings;
use crate::config::edit::{Block, List, Target};
use crate::domain::name::{PersonId, RotaName};
use crate::domain::rota::{Begin, EraPlan, LineUpChange, LineUpError, Rota};
use crate::domain::text::plain;
use crate::error::{Error, Kind};

/// In which layer, and from when on.
#[derive(Args, Debug)]
pub(super) struct Place {
    /// The layer, by its name or as TIER.NAME; the only one unless given
    #[arg(long, value_name = "LAYER")]
    layer: Option<String>,
    /// As if it were so already; a turn that has begun ends only if its owner leaves
    #[arg(long, conflicts_with = "after_round")]
    now: bool,
    /// Once everybody has had the turns that are left of this round
    #[arg(long)]
    after_round: bool,
    #[command(flatten)]
    how: How,
}

impl Place {
    fn begin(&self) -> Begin {
        match (self.now, self.after_round) {
            (true, _) => Begin::Now,
            (false, true) => Begin::AfterRound,
            (false, false) => Begin::NextHandoff,
        }
    }
}

/// Writes the eras that come of a change, after it was shown and meant.
pub(super) fn run(session: &Session, place: &Place, line_up: &LineUpChange) -> Result<(), Error> {
    let settings = session.settings()?;
    let (name, rota) = change::rota(&settings, &place.how)?;
    if let LineUpChange::Add(person) = line_up {
        must_be_known(person, &settings)?;
    }
    let layer = layer_of(rota, place.layer.as_deref())?;
    let begin = place.begin();
    let eras = rota
        .change_line_up(layer, line_up, begin, session.now)
        .map_err(|error| refused(&error, rota))?;
    let blocks: Vec<Block> = eras.iter().map(block).collect();
    let list = List::Changes { layer: place_in_file(&settings, name, layer) };
    let what = sentence(name, rota, line_up, &eras);
    let target = Target { rota: Some(name), list };
    let draft = change::draft(session, &settings, Addition { target, blocks, what })?;
    change::carry_out(session, &settings, &place.how.consent, &draft)
}

/// Whoever joins is somebody, and not a slip of the pen.
fn must_be_known(person: &PersonId, settings: &Settings) -> Result<(), Error> {
    change::known_person(person.as_str(), settings).map(drop).map_err(|error| {
        error.hint(plain(&format!("somebody new has a table first: `[people.{person}]`")))
    })
}

/// The layer that is meant, by its place through all tiers.
fn layer_of(rota: &Rota, wanted: Option<&str>) -> Result<usize, Error> {
    let layers = rota.layers();
    let whole = |number: usize| format!("{}.{}", layers[number].tier, layers[number].name);
    let all = || (0..layers.len()).map(whole).collect::<Vec<_>>().join(", ");
    let is_it = |number: &usize| {
        wanted.is_none_or(|it| it == &*layers[*number].name || it == whole(*number))
    };
    let found: Vec<usize> = (0..layers.len()).filter(is_it).collect();
    match (found.as_slice(), wanted) {
        ([one], _) => Ok(*one),
        ([], None) => Err(Error::new(Kind::Usage, "this rota has no layer")
            .hint("add `[[rota.NAME.layer]]` with `people`, `every` and `start`")),
        ([], Some(name)) => {
            let message = format!("there is no layer `{}` in this rota", plain(name));
            let layers = (0..layers.len()).map(whole).collect::<Vec<_>>();
            let hint = unknown::nearest(name, layers.iter().map(String::as_str), "its layers are");
            Err(Error::new(Kind::Usage, message).hint(hint.unwrap_or_default()))
        }
        (_, _) => Err(Error::new(Kind::Usage, "several layers can be meant; say `--layer`")
            .hint(format!("its layers are {}", all()))),
    }
}

/// The place among the layers of the file, which need not stand in the order of the tiers.
fn place_in_file(settings: &Settings, rota: &RotaName, layer: usize) -> usize {
    let Some(lines) = settings.rota_lines.get(rota) else { return layer };
    let own = lines.layers.get(layer);
    lines.layers.iter().filter(|line| own.is_some_and(|own| *line < own)).count()
}

fn block(era: &EraPlan) -> Block {
    let block = Block::new().day("start", era.start);
    let block = if era.is_new_handoff { block.time("handoff", era.handoff) } else { block };
    block.people("people", &era.people)
}

fn sentence(name: &RotaName, rota: &Rota, line_up: &LineUpChange, eras: &[EraPlan]) -> String {
    let what = match line_up {
        LineUpChange::Add(person) => format!("{person} joins rota {name}"),
        LineUpChange::Remove(person) => format!("{person} leaves rota {name}"),
        LineUpChange::Reorder(_) => format!("rota {name} has another order"),
    };
    let Some(last) = eras.last() else { return what };
    let from = eras.first().map_or(last.begins_at, |era| era.begins_at);
    let order: Vec<&str> = last.people.iter().map(PersonId::as_str).collect();
    format!("{what} from {} on: {}", shown(from, rota.zone()), order.join(", "))
}

fn refused(error: &LineUpError, rota: &Rota) -> Error {
    let failure = Error::new(Kind::No, error.to_string());
    match error {
        LineUpError::AlreadyThere(_) => failure.hint("`wail rota reorder` changes the order"),
        LineUpError::NotThere(_) | LineUpError::NoLayer => {
            let people: Vec<&str> = rota.people().iter().map(PersonId::as_str).collect();
            failure.hint(format!("this rota names {}", people.join(", ")))
        }
        LineUpError::NobodyLeft(_) => failure.hint("add somebody first: `wail rota add NAME`"),
        LineUpError::Ended => failure.hint("`until` says since when"),
        LineUpError::OtherPeople(_) => {
            failure.hint("`wail rota add` and `wail rota remove` change who takes turns")
        }
        LineUpError::Pending(_) => {
            failure.hint("leave `--now` out, or take that back first: `wail rota undo`")
        }
        LineUpError::NoSuchTurn => failure.hint("leave `--now` and `--after-round` out"),
    }
}

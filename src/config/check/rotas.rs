//! Rotas: turns, handoffs and exceptions.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time, Weekday, time};
use jiff::tz::TimeZone;

use super::names::Names;
use super::{Check, values};
use crate::config::fault::Finding;
use crate::config::raw::{Given, LayerTable, Moment, Raw, RotaTable};
use crate::domain::name::{PersonId, RotaName};
use crate::domain::rota::Rota;
use crate::domain::rules::Person;

/// When a turn is handed over unless the layer says otherwise.
pub(crate) const HANDOFF: Time = time(9, 0, 0, 0);

/// The rotas by name.
pub(super) fn rotas(
    raw: &Raw,
    names: &Names,
    zone: &TimeZone,
    people: &BTreeMap<PersonId, Person>,
    check: &mut Check<'_>,
) -> BTreeMap<RotaName, Rota> {
    let _ = (names, zone, people);
    for (key, table) in &raw.rota {
        check.zone(table.zone.as_ref(), zone);
        if table.layer.is_empty() {
            let finding = Finding::at(key.span.clone(), "this rota has no layer, so nobody takes turns")
                .hint(format!("add `[[rota.{}.layer]]` with `people`, `every` and `start`", key.value));
            check.missing(Some(&table.span), "layer", finding);
        }
        for table in &table.layer {
            let _ = layer(table, check);
        }
        exceptions(table, check);
    }
    raw.rota.keys().map(|key| (RotaName::new(key.value.as_str()), Rota {})).collect()
}

fn layer(table: &Given<LayerTable>, check: &mut Check<'_>) {
    let _ = (table, check);
}

fn exceptions(table: &RotaTable, check: &mut Check<'_>) {
    let _ = (table, check);
}

//! The file exactly as it is written: one struct for each table, unknown keys refused.

mod assertions;
mod back_off;
mod calendar;
mod cascade;
mod deadman;
mod dropin;
mod gauges;
mod given;
mod heartbeats;
mod inhibit;
mod listen;
mod maintenance;
mod monitors;
mod noise;
mod people;
mod policy;
mod promises;
mod quiet;
mod read;
mod relief;
mod reports;
mod rota;
mod routes;
mod silence;
mod sounds;
mod sources;
mod status;
mod store;
mod tree;
mod updates;
mod values;

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

pub(crate) use assertions::TestTable;
pub(crate) use back_off::{BackOffTable, BackOffsTable};
pub(crate) use calendar::CalendarTable;
pub(crate) use cascade::CascadeTable;
pub(crate) use deadman::DeadmanTable;
pub(crate) use dropin::DropInsTable;
pub(crate) use gauges::GaugeTable;
pub(crate) use given::{Given, Moment, OneOrMany, Quantity};
pub(crate) use heartbeats::HeartbeatTable;
pub(crate) use inhibit::InhibitTable;
pub(crate) use listen::ListenTable;
pub(crate) use maintenance::MaintenanceTable;
pub(crate) use monitors::{Entry, MonitorTable};
pub(crate) use noise::{FlappingTable, OldNewsTable, StormTable};
pub(crate) use people::{ChannelEntry, ChannelTable, PersonTable};
pub(crate) use policy::{CheckInTable, PolicyTable, SeverityTable, StepTable};
pub(crate) use promises::PromisesTable;
pub(crate) use quiet::{QuietEntry, QuietTable, SofterTable};
pub(crate) use read::{Dropped, Reading, read};
pub(crate) use relief::ReliefTable;
pub(crate) use reports::{ReportsTable, WeeklyTable};
pub(crate) use rota::{ChangeTable, LayerTable, OffTable, OverrideTable, RotaTable};
pub(crate) use routes::RouteTable;
pub(crate) use silence::SilenceTable;
pub(crate) use sounds::{RampTable, SoundEntry, SoundTable, SoundWhenTable, SoundsTable};
pub(crate) use sources::{DEFAULT, MapTable, SeverityEntry, SourceTable};
pub(crate) use status::{ServiceTable, StatusTable};
pub(crate) use store::{KeepBodiesTable, StoreTable};
pub(crate) use tree::{json, toml};
pub(crate) use updates::{AudienceTable, UpdatesTable};

/// The tables that are named by the user, such as `[people.NAME]`.
pub(crate) type Named<T> = BTreeMap<Given<String>, Given<T>>;

/// The whole configuration of wail.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "wail configuration", extend("required" = ["fallback", "policy"]))]
pub(crate) struct Raw {
    /// Whose machine this is: one name or a list; left out, it rings for everybody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) me: Option<Given<OneOrMany>>,
    /// Whether this machine is kept from falling asleep while somebody here is on call and it has mains
    /// power; `false` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) inhibit_sleep: Option<Given<bool>>,
    /// The time zone of everything that has no zone of its own, such as `Europe/Berlin`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) zone: Option<Given<String>>,
    /// Who is called when nobody is on call.
    #[schemars(required)]
    pub(crate) fallback: Option<Given<String>>,
    /// More about a person: zone, day and channels.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) people: Named<PersonTable>,
    /// Who is on call when, by rota.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) rota: Named<RotaTable>,
    /// Who is away, and when, for every rota.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) off: Vec<Given<OffTable>>,
    /// Who is called in which order until somebody acknowledges, by policy.
    #[serde(default)]
    pub(crate) policy: Named<PolicyTable>,
    /// What each severity does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) severities: Option<SeverityTable>,
    /// Which alerts go where: the first route that takes them decides.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) route: Vec<Given<RouteTable>>,
    /// What is expected of all this: `wail config check` tries it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) test: Vec<Given<TestTable>>,
    /// Who may send alerts to `/in/NAME`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) sources: Named<SourceTable>,
    /// What is looked at again and again.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) monitors: Named<MonitorTable>,
    /// Jobs that are to give signs of life, and when.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) heartbeats: Named<HeartbeatTable>,
    /// What always answers unless this machine is cut off: when it fails too, nobody can tell what is down.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(schema_with = "monitors::canary_schema")]
    pub(crate) canary: Vec<Given<MonitorTable>>,
    /// Doors that answer as other systems do, such as Alertmanager's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) dropin: Option<DropInsTable>,
    /// Which alerts explain others: while the first fire, the others page nobody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) inhibit: Vec<Given<InhibitTable>>,
    /// Which problems share an incident and its alarm.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cascade: Option<CascadeTable>,
    /// Numbers with a ceiling, which is told of in time.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) gauges: Named<GaugeTable>,
    /// What began long before it was heard of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) old_news: Option<OldNewsTable>,
    /// Too many new incidents for the same people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) storm: Option<StormTable>,
    /// What goes to and fro.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) flapping: Option<FlappingTable>,
    /// When somebody who is woken too often is relieved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) relief: Option<ReliefTable>,
    /// Reports that come by themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reports: Option<ReportsTable>,
    /// Whether somebody says a kind word the morning after a hard night; `true` unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) kind: Option<Given<bool>>,
    /// Quiet that is planned.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) maintenance: Vec<Given<MaintenanceTable>>,
    /// What holds for every silence.
    pub(crate) silence: Option<SilenceTable>,
    /// When the next word about an incident is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) updates: Option<UpdatesTable>,
    /// Who reads updates.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) audience: Named<AudienceTable>,
    /// When is told of what was promised.
    pub(crate) promises: Option<PromisesTable>,
    /// What is played for which severity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sounds: Option<SoundsTable>,
    /// Where everything is kept, and for how long.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) store: Option<StoreTable>,
    /// Where alerts are received.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) listen: Option<ListenTable>,
    /// Rotas as calendars that other programs subscribe to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) calendar: Option<Given<CalendarTable>>,
    /// Whom wail tells that it is alive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) deadman: Option<Given<DeadmanTable>>,
    /// The page that tells everybody how everything is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<Given<StatusTable>>,
}

/// A schema of a text that is one of these words.
fn one_of(words: impl Iterator<Item = &'static str>) -> Schema {
    json_schema!({ "type": "string", "enum": words.collect::<Vec<_>>() })
}

fn severity_schema(_: &mut SchemaGenerator) -> Schema {
    one_of(
        crate::domain::alert::Severity::ALL.into_iter().map(crate::domain::alert::Severity::word),
    )
}

#[cfg(test)]
mod tests;

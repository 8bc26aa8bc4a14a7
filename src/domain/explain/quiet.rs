//! What keeps an alert quiet at some instant: a silence, or maintenance that is planned.

use jiff::Timestamp;

use crate::domain::incident::{HeldUntil, Hold};
use crate::domain::label::Labels;
use crate::domain::quiet::silence::Silence;
use crate::domain::rules::Rules;

/// What would hold an alert of that source with these labels then: of these silences the one that ends
/// last, else of the maintenance that is planned.
#[must_use]
pub fn quiet_at(
    silences: &[Silence],
    rules: &Rules,
    (source, labels): (&str, &Labels),
    at: Timestamp,
) -> Option<HeldUntil> {
    let holding = silences.iter().filter(|silence| silence.holds(labels, at));
    let last = holding.max_by_key(|silence| (silence.what.ends_at, silence.id));
    let silence = last
        .map(|silence| HeldUntil { by: Hold::Silence(silence.id), until: silence.what.ends_at });
    silence.or_else(|| {
        let planned = rules.maintenance.iter().filter(|it| it.about.covers(source, labels));
        let under_way = planned.filter_map(|it| Some((it.under_way(at)?.to, &it.name)));
        let (until, name) = under_way.max()?;
        Some(HeldUntil { by: Hold::Maintenance(name.clone()), until })
    })
}

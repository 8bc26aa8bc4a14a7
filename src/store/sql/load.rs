//! The statements of what being on call costs, and of how fast and how noisy it was.

pub(in crate::store) const HAPPENED: &str = "\
select id, at, incident, event, who
from timeline
where at >= $1 and at < $2
order by id";

/// What became after that time of what was open at its end, or had begun in it.
pub(in crate::store) const HAPPENED_LATER: &str = "\
select t.id, t.at, t.incident, t.event, t.who
from incident i
cross join timeline t
where t.incident = i.id
    and (i.opened_at >= $1 or i.resolved_at is null or i.resolved_at >= $2)
    and i.opened_at < $2
    and t.at >= $2
order by t.id";

/// The end of the record is read backwards to that time, and no further.
pub(in crate::store) const HAPPENED_TO: &str = "\
select id, at, incident, event, who
from timeline
where id > coalesce((select id from timeline where at < $1 order by id desc limit 1), 0) and who = $2
order by id";

pub(in crate::store) const PROBLEMS: &str = "\
select i.id, i.source, i.severity, i.policy, i.opened_at, i.resolved_at, i.resolved_by_source, i.summary,
    i.labels
from incident i
where i.opened_at < $1 and (i.resolved_at is null or i.resolved_at >= $2)
order by i.id";

pub(in crate::store) const REPORTS: &str = "\
select incident, fingerprint, reports, signal
from alert
where incident >= $1
order by incident, id";

pub(in crate::store) const ENTRY: &str = "\
select id, at, incident, event, who, reason, text, about, corrects
from timeline
where id = $1";

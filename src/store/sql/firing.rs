//! The statements of what fires now.

pub(in crate::store) const FIRING: &str = "\
select a.source, a.fingerprint, a.signal, a.severity, a.started_at, a.first_at, a.last_at, a.reports,
    a.summary, a.details, a.labels, a.link, i.id, i.policy
from incident i
join alert a on a.incident = i.id
where i.status <> 'resolved' and a.signal <> 0
order by i.id, a.id";

pub(in crate::store) const FIRING_OF: &str = "\
select a.fingerprint
from incident i
cross join alert a
where i.status <> 'resolved'
    and a.incident = i.id
    and a.incident <> 0
    and a.signal <> 0
    and a.source = $1
order by a.id";

pub(in crate::store) const INCIDENTS_OF: &str = "\
select incident
from alert
where hash = $1 and source = $2 and fingerprint = $3 and incident <> 0
order by incident desc";

pub(in crate::store) const PROBLEM_WITH: &str = "\
select fingerprint
from (
    select a.id, a.fingerprint
    from incident i
    cross join alert a
    where i.status <> 'resolved'
        and a.incident = i.id
        and a.incident <> 0
        and a.signal <> 0
        and a.source = $1
        and a.labels = $2
    union all
    select a.id, a.fingerprint
    from flap f
    cross join alert a
    where a.hash = f.hash
        and f.source = $1
        and f.fingerprint = a.fingerprint
        and a.source = $1
        and a.labels = $2
)
order by id desc
limit 1";

pub(in crate::store) const HAS_LABEL: &str = "\
select exists (
    select 1
    from (select labels from alert order by id desc limit $1)
    where instr(labels, $2) > 0
)";

pub(in crate::store) const LATEST_LABELS: &str = "\
select distinct labels
from (select labels from alert order by id desc limit $1)";

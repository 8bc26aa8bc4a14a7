//! The statements of what a status page tells.

/// Those that are held, and those for which nobody was to be called, concern nobody outside.
pub(in crate::store) const PUBLIC_INCIDENTS: &str = "\
select id, severity, opened_at, resolved_at,
    (select min(at) from timeline where incident = i.id and event = 'acknowledged')
from incident i
where status <> 'held' and (status <> 'resolved' or resolved_at >= $1)
    and exists (
        select 1
        from timeline
        where incident = i.id
            and event in ('paged', 'unreachable', 'nobody-on-call', 'exhausted', 'acknowledged')
    )
order by id desc";

pub(in crate::store) const WHAT_IT_IS_ABOUT: &str = "\
select source, labels
from alert
where incident = $1
union
select source, labels
from incident
where id = $1";

pub(in crate::store) const FIRST_ENTRY: &str = "\
select at
from timeline
order by id
limit 1";

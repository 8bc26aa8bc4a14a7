//! The statements of what a status page tells.

/// Those for which nobody ever was to be called concern nobody outside. What called somebody does, also while
/// something holds it.
pub(in crate::store) const PUBLIC_INCIDENTS: &str = "\
select i.id, i.severity, i.opened_at,
    (select min(first_at) from alert where incident = i.id and incident <> 0),
    i.resolved_at,
    (select min(at) from timeline where incident = i.id and event = 'acknowledged'),
    (select target from merged where incident = i.id)
from incident i
where i.id in (
        select id
        from incident
        where status <> 'resolved'
        union all
        select id
        from incident
        where status = 'resolved' and resolved_at >= $1
    )
    and i.severity >= $2
    and exists (
        select 1
        from timeline
        where incident = i.id
            and event in ('paged', 'unreachable', 'nobody-on-call', 'exhausted', 'acknowledged')
    )
order by i.id desc";

/// One of them, whatever has become of it.
pub(in crate::store) const PUBLIC_INCIDENT: &str = "\
select i.id, i.severity, i.opened_at,
    (select min(first_at) from alert where incident = i.id and incident <> 0),
    i.resolved_at,
    (select min(at) from timeline where incident = i.id and event = 'acknowledged'),
    (select target from merged where incident = i.id)
from incident i
where i.id = $1";

pub(in crate::store) const WHAT_IT_IS_ABOUT: &str = "\
select source, labels
from alert
where incident = $1 and incident <> 0
union
select source, labels
from incident
where id = $1";

pub(in crate::store) const FIRST_ENTRY: &str = "\
select at
from timeline
order by id
limit 1";

pub(in crate::store) const PUT_UNHEARD: &str = "\
insert into unheard (begins_at, ends_at)
values ($1, $2)
on conflict (ends_at) do update
set begins_at = min(begins_at, excluded.begins_at)";

pub(in crate::store) const UNHEARD: &str = "\
select begins_at, ends_at
from unheard
where ends_at > $1
order by ends_at";

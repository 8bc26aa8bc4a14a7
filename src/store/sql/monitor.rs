//! The statements about what we look at ourselves.

pub(in crate::store) const MONITORS: &str = "\
select m.name, m.state, m.since, m.flapping, m.hints, m.why, m.labels,
    case when m.watched = 1 then max(m.seen_at, coalesce(w.seen_at, 0)) else m.seen_at end
from monitor m
left join watching w on w.id = 1
order by m.name";

pub(in crate::store) const FLAPPING: &str = "\
select coalesce(max(flapping), 0)
from monitor
where name = $1";

pub(in crate::store) const WATCHED: &str = "\
select name
from monitor
where watched = 1";

pub(in crate::store) const PUT_MONITOR: &str = "\
insert into monitor (name, state, since, flapping, hints, why, labels, seen_at, watched)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
on conflict (name) do update
set state = $2, since = $3, flapping = $4, hints = $5, why = $6, labels = $7, seen_at = $8,
    watched = $9";

pub(in crate::store) const PUT_CHANGE: &str = "\
insert into monitor_change (monitor, since, id, state, why)
values (
    $1, $2,
    (select coalesce(max(id), 0) + 1 from monitor_change where monitor = $1 and since = $2),
    $3, $4)";

pub(in crate::store) const DROP_LATER: &str = "\
delete from monitor_change
where monitor = $1 and since > $2";

pub(in crate::store) const CHANGES: &str = "\
select since, state, why
from monitor_change
where monitor = $1 and since < $2
order by since, id";

pub(in crate::store) const COURSE: &str = "\
select since, state
from monitor_change
where monitor = $1 and since < $2
    and since >= coalesce(
        (select max(since) from monitor_change where monitor = $1 and since <= $3), $3)
order by since, id";

pub(in crate::store) const FIRST_CHANGE: &str = "\
select min(since)
from monitor_change
where monitor = $1";

pub(in crate::store) const WHY_CHANGED: &str = "\
select why
from monitor_change
where monitor = $1 and since = $2
order by id desc
limit 1";

pub(in crate::store) const INCIDENT_ABOUT: &str = "\
select i.id
from alert a
join incident i on i.id = a.incident
where a.hash = $1 and a.source = $2 and a.fingerprint = $3
    and i.opened_at < $4 and (i.resolved_at is null or i.resolved_at > $5)
order by i.opened_at, i.id
limit 1";

pub(in crate::store) const SEE: &str = "\
insert into watching (id, seen_at)
values (1, $1)
on conflict (id) do update
set seen_at = $1";

pub(in crate::store) const LOOK_NO_MORE: &str = "\
update monitor
set seen_at = max(seen_at, coalesce((select seen_at from watching where id = 1), 0)), watched = 0
where watched = 1";

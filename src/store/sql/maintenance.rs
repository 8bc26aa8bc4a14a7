//! The statements of maintenance.

pub(in crate::store) const NEW_MAINTENANCE: &str = "\
insert into maintenance (name, why, matchers, monitors, begins_at, ends_at)
values ($1, $2, $3, $4, $5, $6)";

pub(in crate::store) const OPEN_MAINTENANCE: &str = "\
select id, name, begins_at, ends_at, begun_at, hidden
from maintenance
where ended_at is null
order by begins_at, id";

pub(in crate::store) const BEGIN_MAINTENANCE: &str = "\
update maintenance
set begun_at = $1
where id = $2";

pub(in crate::store) const CHANGE_MAINTENANCE: &str = "\
update maintenance
set ends_at = $1
where id = $2";

pub(in crate::store) const END_MAINTENANCE: &str = "\
update maintenance
set ended_at = $1
where id = $2";

pub(in crate::store) const DROP_MAINTENANCE: &str = "\
delete from maintenance
where id = $1";

pub(in crate::store) const COUNT_MAINTAINED: &str = "\
update maintenance
set hidden = hidden + 1
where name = $1 and begun_at is not null and ended_at is null";

pub(in crate::store) const MAINTENANCE_BETWEEN: &str = "\
select matchers, monitors, begun_at, coalesce(ended_at, ends_at)
from maintenance
where begun_at < $1 and (ended_at is null or ended_at > $2)
order by begun_at, id";

pub(in crate::store) const WAITING_INCIDENTS: &str = "\
select id
from incident
where held_for is not null and held_for not like $1 and status = 'held' and +id > $2
order by +id
limit $3";

pub(in crate::store) const MAINTAINED_INCIDENTS: &str = "\
select id
from incident
where held_for = $1 and status = 'held'
order by id";

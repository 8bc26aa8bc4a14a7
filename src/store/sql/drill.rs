//! The statements about drills.

pub(in crate::store) const COUNT_ONE: &str = "\
insert into mark (name, value)
values ($1, 1)
on conflict (name) do update
set value = mark.value + 1";

pub(in crate::store) const COUNTED: &str = "\
select coalesce(max(value), 0)
from mark
where name = $1";

pub(in crate::store) const LAST_PASSED: &str = "\
select max(at)
from timeline
where event = $1 and who = $2";

pub(in crate::store) const LAST_PROVED: &str = "\
select max(at)
from timeline
where event = $1 and (who = $2 or who is null)";

pub(in crate::store) const OPEN: &str = "\
select id
from incident
where status <> 'resolved' and source = $1";

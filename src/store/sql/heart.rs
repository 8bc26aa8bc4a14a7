//! The statements of the self-audit.

pub(in crate::store) const PUT_LATER: &str = "\
insert into mark (name, value)
values ($1, $2)
on conflict (name) do update
set value = $2
where mark.value < $2";

pub(in crate::store) const LATEST: &str = "\
select coalesce(max(value), 0)
from mark
where name = $1";

pub(in crate::store) const LAST_OF: &str = "\
select id, at, incident, event, who, reason, text, about, corrects
from timeline
where event in ($1, $2, $3)
order by id desc
limit 1";

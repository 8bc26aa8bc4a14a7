//! The statements about nights, and about who is relieved.

pub(in crate::store) const NIGHT: &str = "\
select evening, woken_by, last_at, relieved, told
from night
where person = $1";

pub(in crate::store) const PUT_NIGHT: &str = "\
insert into night (person, evening, woken_by, last_at, relieved, told)
values ($1, $2, $3, $4, $5, $6)
on conflict (person) do update
set evening = $2,
    woken_by = $3,
    last_at = $4,
    relieved = $5,
    told = $6";

pub(in crate::store) const UNTOLD: &str = "\
select evening, woken_by, last_at, relieved, told, person
from night
where told = 0 and woken_by like '% %'
order by person";

pub(in crate::store) const RELIEFS: &str = "\
select rota, tier, person, taken_by, begins_at, ends_at
from relief
where ended_at is null
order by id";

pub(in crate::store) const PUT_RELIEF: &str = "\
insert into relief (rota, tier, person, taken_by, begins_at, ends_at)
values ($1, $2, $3, $4, $5, $6)";

pub(in crate::store) const END_RELIEF: &str = "\
update relief
set ended_at = $1
where ended_at is null and rota = $2 and tier = $3 and person = $4";

pub(in crate::store) const NEXT_END: &str = "\
select min(ends_at)
from relief
where ended_at is null";

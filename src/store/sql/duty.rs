//! The statements about who holds which pager, as it was accepted, and what of that was withdrawn.

pub(in crate::store) const DUTIES: &str = "\
select rota, tier, start_at, end_at, person, place
from duty
where end_at > $1
order by rota, tier, start_at";

pub(in crate::store) const PUT_DUTY: &str = "\
insert into duty (rota, tier, start_at, end_at, person, place)
values ($1, $2, $3, $4, $5, $6)";

pub(in crate::store) const DROP_DUTIES: &str = "\
delete from duty
where rota = $1 and tier = $2 and start_at >= $3";

pub(in crate::store) const CUT_DUTY: &str = "\
update duty
set end_at = $1
where rota = $2 and tier = $3 and end_at > $1";

pub(in crate::store) const WITHDRAWN: &str = "\
select rota, tier, start_at, end_at, person
from withdrawn
where rota = $1 and end_at > $2
order by rota, tier, start_at, person";

pub(in crate::store) const PUT_WITHDRAWN: &str = "\
insert into withdrawn (rota, tier, start_at, end_at, person)
values ($1, $2, $3, $4, $5)
on conflict (rota, tier, start_at, person) do nothing";

pub(in crate::store) const DROP_WITHDRAWN: &str = "\
delete from withdrawn
where rota = $1 and tier = $2";

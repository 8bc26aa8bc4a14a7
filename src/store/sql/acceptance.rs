//! The statements about hand-overs that have to be accepted.

pub(in crate::store) const PENDING: &str = "\
select rota, tier, giver, taker, begins_at
from acceptance
where ended_at is null
order by rota, tier";

pub(in crate::store) const PUT: &str = "\
insert into acceptance (rota, tier, giver, taker, begins_at, made_at, remind_at)
values ($1, $2, $3, $4, $5, $6, $7)";

pub(in crate::store) const END: &str = "\
update acceptance
set ended_at = $1
where rota = $2 and tier = $3 and ended_at is null";

pub(in crate::store) const TO_REMIND: &str = "\
select rota, tier, giver, taker, begins_at
from acceptance
where ended_at is null and remind_at <= $1
order by rota, tier";

pub(in crate::store) const REMIND_NEXT: &str = "\
update acceptance
set remind_at = $1
where rota = $2 and tier = $3 and ended_at is null";

pub(in crate::store) const NEXT_REMINDER: &str = "\
select min(remind_at)
from acceptance
where ended_at is null";

pub(in crate::store) const WAS_ACCEPTED: &str = "\
select count(*)
from acceptance
where rota = $1 and tier = $2 and taker = $3 and begins_at = $4 and ended_at is not null";

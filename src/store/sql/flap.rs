//! The statements about problems that go to and fro.

pub(in crate::store) const FLAP: &str = "\
select changes, calm_at
from flap
where hash = $1 and source = $2 and fingerprint = $3";

pub(in crate::store) const PUT_FLAP: &str = "\
insert or replace into flap (hash, source, fingerprint, changes, last_at, calm_at)
values ($1, $2, $3, $4, $5, $6)";

pub(in crate::store) const END_FLAP: &str = "\
delete from flap
where hash = $1 and source = $2 and fingerprint = $3";

pub(in crate::store) const FORGET_FLAPS: &str = "\
delete from flap
where calm_at is null and last_at < $1";

pub(in crate::store) const DUE_FLAPS: &str = "\
select source, fingerprint
from flap
where calm_at <= $1
order by calm_at
limit $2";

pub(in crate::store) const NEXT_FLAP: &str = "\
select min(calm_at)
from flap
where calm_at is not null";

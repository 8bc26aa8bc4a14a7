//! The statements about how long looks took.

pub(in crate::store) const LATENCY: &str = "\
select spans
from latency
where monitor = $1 and days = $2 and since = $3";

pub(in crate::store) const PUT_LATENCY: &str = "\
insert into latency (monitor, days, since, spans)
values ($1, $2, $3, $4)
on conflict (monitor, days, since) do update
set spans = $4";

pub(in crate::store) const LATENCIES: &str = "\
select since, spans
from latency
where monitor = $1 and days = $2 and since >= $3 and since < $4
order by since";

pub(in crate::store) const DROP_LATENCIES: &str = "\
delete from latency
where monitor = $1 and days = $2 and since < $3";

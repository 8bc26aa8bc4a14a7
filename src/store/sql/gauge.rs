//! The statements of gauges.

pub(in crate::store) const GAUGE: &str = "\
select name, is_configured, unit, at, value, max, heard_at, stale_at, is_stale, level, why
from gauge
where name = $1";

pub(in crate::store) const GAUGES: &str = "\
select name, is_configured, unit, at, value, max, heard_at, stale_at, is_stale, level, why
from gauge
order by name";

pub(in crate::store) const SILENT_GAUGES: &str = "\
select name, is_configured, unit, at, value, max, heard_at, stale_at, is_stale, level, why
from gauge
where is_stale = 0 and stale_at <= $1
order by stale_at, name";

pub(in crate::store) const NEXT_SILENT_GAUGE: &str = "\
select min(stale_at)
from gauge
where is_stale = 0";

pub(in crate::store) const PUT_GAUGE: &str = "\
insert into gauge (name, is_configured, unit, at, value, max, heard_at, stale_at, is_stale, level, why)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
on conflict (name) do update
set is_configured = $2, unit = $3, at = $4, value = $5, max = $6, heard_at = $7, stale_at = $8,
    is_stale = $9, level = $10, why = $11";

pub(in crate::store) const STRETCH: &str = "\
select first_at, first, last_at, last, low, high, max, readings
from gauge_stretch
where gauge = $1 and grain = $2 and start_at = $3";

pub(in crate::store) const STRETCHES: &str = "\
select first_at, first, last_at, last, low, high, max, readings
from gauge_stretch
where gauge = $1 and grain = $2 and start_at >= $3 and first_at <= $4
order by start_at";

pub(in crate::store) const PUT_STRETCH: &str = "\
insert into gauge_stretch (gauge, grain, start_at, first_at, first, last_at, last, low, high, max,
    readings)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
on conflict (gauge, grain, start_at) do update
set first_at = $4, first = $5, last_at = $6, last = $7, low = $8, high = $9, max = $10, readings = $11";

pub(in crate::store) const DROP_STRETCHES: &str = "\
delete from gauge_stretch
where gauge = $1 and grain = $2 and start_at < $3";

pub(in crate::store) const DROP_LATER: &str = "\
delete from gauge_stretch
where gauge = $1 and first_at > $2";

pub(in crate::store) const RETITLE: &str = "\
update incident
set summary = $1
where id = $2";

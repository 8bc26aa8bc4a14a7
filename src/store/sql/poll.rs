//! The statements about sources that are asked.

pub(in crate::store) const WORD: &str = "\
select word_at, failed_at, failures, why
from poll
where source = $1";

/// When each source was last heard, by its alerts and by what of it is still kept.
pub(in crate::store) const LAST_HEARD: &str = "\
select source, max(at)
from (
    select source, max(last_at) as at
    from alert
    group by source
    union all
    select source, max(received_at)
    from inbox
    group by source
) heard
group by source";

pub(in crate::store) const HAVE_WORD: &str = "\
insert into poll (source, word_at)
values ($1, $2)
on conflict (source) do update
set word_at = $2, failed_at = null, failures = 0, why = null";

pub(in crate::store) const HAVE_NO_WORD: &str = "\
insert into poll (source, failed_at, failures, why)
values ($1, $2, 1, $3)
on conflict (source) do update
set failed_at = coalesce(poll.failed_at, $2), failures = poll.failures + 1, why = $3";

pub(in crate::store) const CURSOR: &str = "\
select cursor
from poll
where source = $1";

pub(in crate::store) const PUT_CURSOR: &str = "\
insert into poll (source, cursor)
values ($1, $2)
on conflict (source) do update
set cursor = $2";

pub(in crate::store) const BEGIN_CURSOR: &str = "\
insert into poll (source, cursor)
values ($1, $2)
on conflict (source) do update
set cursor = coalesce(poll.cursor, $2)";

pub(in crate::store) const STANDING: &str = "\
select a.id, a.incident, i.status, a.fingerprint, a.signal, a.severity, a.started_at, a.summary
from alert a
left join incident i on i.id = a.incident
where a.source = $1 and a.listed = 1 and a.signal <> 0
order by a.incident desc";

pub(in crate::store) const LISTED_UP_TO: &str = "\
select coalesce(max(listed_up_to), 0), (select coalesce(max(id), 0) from alert)
from poll
where source = $1";

pub(in crate::store) const MARK_LISTED: &str = "\
update alert
set listed = 1
where id > $1 and source = $2";

pub(in crate::store) const SET_LISTED_UP_TO: &str = "\
insert into poll (source, listed_up_to)
values ($1, $2)
on conflict (source) do update
set listed_up_to = $2";

pub(in crate::store) const SET_SIGNAL: &str = "\
update alert
set signal = $1
where id = $2";

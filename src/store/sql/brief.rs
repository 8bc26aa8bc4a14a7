//! The statements about what somebody is told who takes a pager over.

pub(in crate::store) const RECURRING: &str = "\
select summary, count(*), max(id)
from incident
where opened_at >= $1 and source <> $2
group by source, summary
having count(*) >= $3
order by count(*) desc, max(id) desc
limit 20";

pub(in crate::store) const OPENED_SINCE: &str = "\
select count(*)
from incident
where opened_at >= $1 and source <> $2";

pub(in crate::store) const MISSED_DRILLS: &str = "\
select incident, at, text
from timeline
where at >= $1 and event = $2 and incident is not null
order by id";

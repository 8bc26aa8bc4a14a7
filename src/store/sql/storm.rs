//! The statements about storms: how many incidents were opened lately, and what a storm holds.

pub(in crate::store) const COUNT_OPENING: &str = "\
insert into opening (policy, number, at)
select $1, coalesce(max(number), 0) + 1, $2
from opening
where policy = $1
returning number";

pub(in crate::store) const OPENING_AT: &str = "\
select at
from opening
where policy = $1 and number = $2";

pub(in crate::store) const FORGET_OPENINGS: &str = "\
delete from opening
where policy = $1 and number <= $2";

pub(in crate::store) const STORM_OF: &str = "\
select s.incident, s.policy, s.began_at, s.number, s.severity, s.summary, s.pages_at
from storm s
where s.policy = $1
    and (select i.status from incident i where i.id = s.incident) <> 'resolved'
order by s.incident desc
limit 1";

pub(in crate::store) const STORM: &str = "\
select s.incident, s.policy, s.began_at, s.number, s.severity, s.summary, s.pages_at
from storm s
where s.incident = $1";

pub(in crate::store) const STORMS_OVER: &str = "\
select s.incident, s.policy, s.began_at, s.number, s.severity, s.summary, s.pages_at
from storm s
where (select i.status from incident i where i.id = s.incident) = 'resolved'
order by s.incident";

pub(in crate::store) const PUT_STORM: &str = "\
insert or replace into storm (incident, policy, began_at, number, severity, summary, pages_at)
values ($1, $2, $3, $4, $5, $6, $7)";

pub(in crate::store) const END_STORM: &str = "\
update storm
set pages_at = $1
where incident = $2";

pub(in crate::store) const FORGET_STORM: &str = "\
delete from storm
where incident = $1";

pub(in crate::store) const PUT_SUMMARY: &str = "\
update incident
set summary = $1
where id = $2";

pub(in crate::store) const CALLED_SINCE: &str = "\
select i.id
from incident i
where i.id in (
        select p.incident
        from page p
        where p.id > (select coalesce(max(id), 0) - $1 from page)
            and p.decided_at >= $2 and p.reason in ('first-page', 'hold-ended')
    )
    and i.policy = $3 and i.status = 'triggered'
    and not exists (select 1 from page q where q.incident = i.id and q.reason = 'asked')
order by i.severity desc, i.id";

pub(in crate::store) const HELD_BY_NOISE: &str = "\
select id
from incident
where noise = $1 and next_at is null
order by severity desc, id
limit $2";

pub(in crate::store) const COUNT_HELD_BY_NOISE: &str = "\
select count(*)
from incident
where noise = $1 and next_at is null";

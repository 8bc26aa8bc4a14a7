//! The statements about incidents that a larger one holds, about monitors that depend on others,
//! and about alerts that explain others by rules.

pub(in crate::store) const INHIBITED: &str = "\
select id
from incident
where inhibited_by = $1 and next_at is null
order by id";

pub(in crate::store) const ALL_INHIBITED: &str = "\
select id
from incident
where inhibited_by is not null and next_at is null
order by id";

pub(in crate::store) const FORGET_DEPENDENCIES: &str = "\
delete from dependency";

pub(in crate::store) const PUT_DEPENDENCY: &str = "\
insert into dependency (monitor, parent, settle)
values ($1, $2, $3)";

pub(in crate::store) const FAILED_PARENTS: &str = "\
select d.parent, m.state, d.settle
from dependency d
join monitor m on m.name = d.parent
where d.monitor = $1 and m.state in ('down', 'unknown')
order by d.parent";

pub(in crate::store) const PUT_INHIBITOR: &str = "\
insert into inhibitor (rule, equal, is_both, rank, hash)
values ($1, $2, $3, $4, $5)
on conflict do nothing";

pub(in crate::store) const FORGET_INHIBITOR: &str = "\
delete from inhibitor
where hash = $1";

pub(in crate::store) const FORGET_INHIBITORS_OF: &str = "\
delete from inhibitor
where hash in (select hash from alert where incident = $1 and incident <> 0)";

pub(in crate::store) const FORGET_INHIBITORS: &str = "\
delete from inhibitor";

/// From rule to rule, however many alerts there are of each.
pub(in crate::store) const RULING: &str = "\
with recursive ruling (rule) as (
    select min(rule)
    from inhibitor
    union all
    select (select min(rule) from inhibitor where rule > ruling.rule)
    from ruling
    where rule is not null
)
select rule
from ruling
where rule is not null";

pub(in crate::store) const INHIBITORS: &str = "\
select a.incident, a.source, a.severity, a.summary, a.labels
from inhibitor h
join alert a on a.hash = h.hash
join incident i on i.id = a.incident
where h.rule = $1
    and h.equal = $2
    and h.is_both <= $3
    and a.signal <> 0
    and i.status <> 'resolved'
order by h.is_both, h.rank, h.hash
limit $4";

//! The statements about incidents that a larger one holds, and about monitors that depend on others.

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

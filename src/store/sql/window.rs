//! Statements about a part of the list of open incidents.

pub(in crate::store) const WINDOW: &str = "\
select id
from incident
where status <> 'resolved'";

pub(in crate::store) const COUNT_WINDOW: &str = "\
select count(*)
from incident
where status <> 'resolved'";

pub(in crate::store) const HAS_LABEL: &str = "    and instr(labels, $1) > 0";

pub(in crate::store) const CONTAINS: &str = "    \
    and (cast(id as text) = $1 or instr(lower(summary), $1) > 0 or instr(lower(labels), $1) > 0
        or instr(lower(source), $1) > 0 or status = $1)";

pub(in crate::store) const LOOSE: &str = "\
order by status <> 'triggered', severity desc, status = 'held', id";

pub(in crate::store) const NEWEST: &str = "\
order by id desc";

pub(in crate::store) const DUE: &str = "\
order by next_at is null, next_at, id";

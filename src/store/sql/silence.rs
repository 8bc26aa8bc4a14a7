//! The statements of silences.

pub(in crate::store) const NEW_SILENCE: &str = "\
insert into silence (matchers, starts_at, ends_at, made_by, comment, changed_at)
values ($1, $2, $3, $4, $5, $6)";

pub(in crate::store) const CHANGE_SILENCE: &str = "\
update silence
set matchers = $1, starts_at = $2, ends_at = $3, made_by = $4, comment = $5, changed_at = $6
where id = $7";

pub(in crate::store) const SILENCE: &str = "\
select id, matchers, starts_at, ends_at, made_by, comment, changed_at, hidden
from silence
where id = $1";

pub(in crate::store) const SILENCES: &str = "\
select id, matchers, starts_at, ends_at, made_by, comment, changed_at, hidden
from silence
where ends_at > $1
order by ends_at, id";

pub(in crate::store) const ENDED_SILENCES: &str = "\
select id, matchers, starts_at, ends_at, made_by, comment, changed_at, hidden
from silence
where told = 0 and ends_at <= $1
order by ends_at, id";

pub(in crate::store) const TELL_SILENCE: &str = "\
update silence
set told = 1
where id = $1";

pub(in crate::store) const NEXT_SILENCE_END: &str = "\
select min(ends_at)
from silence
where told = 0";

pub(in crate::store) const COUNT_HIDDEN: &str = "\
update silence
set hidden = hidden + 1
where id = $1";

pub(in crate::store) const SILENCED_INCIDENTS: &str = "\
select id
from incident
where silence = $1
order by id";

//! The statements of silences.

pub(in crate::store) const NEW_SILENCE: &str = "\
insert into silence (matchers, starts_at, ends_at, made_by, comment, changed_at, hold_down, look_at)
values ($1, $2, $3, $4, $5, $6, $7, $8)";

pub(in crate::store) const CHANGE_SILENCE: &str = "\
update silence
set matchers = $1, starts_at = $2, ends_at = $3, made_by = $4, comment = $5, changed_at = $6,
    hold_down = $7, look_at = $8, calm_since = null, warned = 0
where id = $9";

pub(in crate::store) const SILENCE: &str = "\
select id, matchers, starts_at, ends_at, made_by, comment, changed_at, hidden, hold_down, matched,
    calm_since, told
from silence
where id = $1";

pub(in crate::store) const SILENCES: &str = "\
select id, matchers, starts_at, ends_at, made_by, comment, changed_at, hidden, hold_down, matched,
    calm_since, told
from silence
where ends_at > $1
order by ends_at, id";

pub(in crate::store) const SILENCES_IN_FORCE: &str = "\
select id, matchers, starts_at, ends_at, made_by, comment, changed_at, hidden, hold_down, matched,
    calm_since, told
from silence
where told = 0
order by ends_at, id";

pub(in crate::store) const ENDED_SILENCES: &str = "\
select id, matchers, starts_at, ends_at, made_by, comment, changed_at, hidden, hold_down, matched,
    calm_since, told
from silence
where told = 0 and ends_at <= $1
order by ends_at, id";

pub(in crate::store) const CALMING_SILENCES: &str = "\
select id, matchers, starts_at, ends_at, made_by, comment, changed_at, hidden, hold_down, matched,
    calm_since, told
from silence
where look_at is not null and look_at <= $1 and told = 0
order by id";

pub(in crate::store) const ENDING_SILENCES: &str = "\
select id, matchers, starts_at, ends_at, made_by, comment, changed_at, hidden, hold_down, matched,
    calm_since, told
from silence
where told = 0 and warned = 0 and ends_at <= $1
order by ends_at, id";

pub(in crate::store) const TELL_SILENCE: &str = "\
update silence
set told = 1, look_at = null
where id = $1";

pub(in crate::store) const WARN_OF_SILENCE: &str = "\
update silence
set warned = 1
where id = $1";

pub(in crate::store) const MATCH_SILENCE: &str = "\
update silence
set matched = 1
where id = $1 and matched = 0";

pub(in crate::store) const CALM_SILENCE: &str = "\
update silence
set calm_since = $1, look_at = $2
where id = $3";

pub(in crate::store) const LOOK_AT_SILENCES: &str = "\
update silence
set look_at = $1
where told = 0 and hold_down is not null and look_at is null";

pub(in crate::store) const NEXT_SILENCE_END: &str = "\
select min(ends_at)
from silence
where told = 0";

pub(in crate::store) const NEXT_SILENCE_WARNING: &str = "\
select min(ends_at)
from silence
where told = 0 and warned = 0";

pub(in crate::store) const NEXT_SILENCE_LOOK: &str = "\
select min(look_at)
from silence
where look_at is not null";

pub(in crate::store) const COUNT_HIDDEN: &str = "\
update silence
set hidden = hidden + 1, matched = 1
where id = $1";

pub(in crate::store) const SILENCED_INCIDENTS: &str = "\
select id
from incident
where silence = $1
order by id";

pub(in crate::store) const LABELS_SINCE: &str = "\
select distinct labels
from alert
where last_at >= $1";

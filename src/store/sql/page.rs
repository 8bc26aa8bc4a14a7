//! The statements about pages: those that wait, are out or have rung.

pub(in crate::store) const PUT_PAGE: &str = "\
insert into page (incident, person, channel, severity, reason, because, decided_at, due_at, state,
    station)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

pub(in crate::store) const HASTEN: &str = "\
update page
set due_at = $1, reason = 'channel-failed'
where id = (
    select id from page
    where incident = $2 and person = $3 and state = 0
    order by due_at, id
    limit 1
)";

pub(in crate::store) const HUSH: &str = "\
update page
set state = case state when 5 then 3 else 4 end, finished_at = $1
where incident = $2 and state not in (3, 4)";

pub(in crate::store) const DUE_PAGES: &str = "\
select p.id, p.incident, p.person, p.channel, p.severity, p.reason, p.because, p.due_at,
    p.decided_at, i.summary, i.source, i.labels, i.seen
from page p
join incident i on i.id = p.incident
where p.state = 0 and p.due_at <= $1
order by p.due_at, p.id
limit $2 offset $3";

pub(in crate::store) const NEXT_PAGE_DEADLINE: &str = "\
select min(due_at)
from page
where state = 0 and due_at > $1";

pub(in crate::store) const CLAIM: &str = "\
update page
set state = 1, station = $1
where id = $2 and state = 0";

pub(in crate::store) const PAGE_OUT: &str = "\
select id, incident, person, channel, severity, reason, because, due_at, station
from page
where id = $1 and (state = 1 or state = 2 or state = 5)";

pub(in crate::store) const FINISH: &str = "\
update page
set state = $1, note = $2, finished_at = $3
where id = $4";

pub(in crate::store) const REQUEUE: &str = "\
update page
set state = 0, station = null, note = null, finished_at = null
where id in (
    select id from page
    where station = $1 and (state = 1 or state = 2)
    limit $2
)";

pub(in crate::store) const GIVE_BACK: &str = "\
update page
set state = 0, station = null, note = null, finished_at = null
where id = $1";

pub(in crate::store) const RINGING: &str = "\
select id, incident
from page
where station = $1 and (state = 1 or state = 2 or state = 5)";

pub(in crate::store) const NEXT_CHANNEL: &str = "\
select channel
from page
where incident = $1 and person = $2 and state = 0
order by due_at, id
limit 1";

pub(in crate::store) const OTHER_PAGES: &str = "\
select count(*)
from page
where incident = $1 and id <> $2 and state in (0, 1, 2)
    and decided_at >= (select failed.decided_at from page failed where failed.id = $2)";

pub(in crate::store) const PAGES_OF: &str = "\
select p.id, p.person, p.channel, p.reason, p.because, p.decided_at, p.due_at, p.state, p.station,
    p.note, p.finished_at, r.sound, r.device, r.volume, r.muted, r.milliseconds, r.fallback
from page p
left join receipt r on r.page = p.id
where p.incident = $1
order by p.id";

pub(in crate::store) const KEEP_TRYING: &str = "\
update page
set state = 5
where id = $1 and state = 3";

pub(in crate::store) const PUT_RECEIPT: &str = "\
insert or replace into receipt (page, sound, device, volume, muted, milliseconds, fallback)
values ($1, $2, $3, $4, $5, $6, $7)";

pub(in crate::store) const WHOSE_PAGE: &str = "\
select incident, person, channel
from page
where id = $1";

pub(in crate::store) const CALLS_BEFORE: &str = "\
select count(distinct decided_at)
from page
where incident = $1 and person = $2 and decided_at <> $3";

pub(in crate::store) const CALL_NUMBER: &str = "\
select count(distinct earlier.decided_at), i.opened_at
from page p
join incident i on i.id = p.incident
join page earlier on earlier.incident = p.incident and earlier.person = p.person and earlier.id <= p.id
where p.id = $1";

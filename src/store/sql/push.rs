//! The statements about messages that are tried again, and about what is secret.

pub(in crate::store) const PAGE: &str = "\
select id, incident, person, channel, severity, reason, because, due_at, note
from page
where id = $1";

pub(in crate::store) const PUT_RESEND: &str = "\
insert into resend (page, incident, first_at, attempts, again_at, refusals)
values ($1, $2, $3, $4, $5, $6)
on conflict (page) do update
set again_at = excluded.again_at, is_out = 0";

pub(in crate::store) const RESEND: &str = "\
select first_at, attempts, refusals
from resend
where page = $1";

pub(in crate::store) const DELAY_RESEND: &str = "\
update resend
set attempts = $1, refusals = $2, again_at = $3, is_out = 0
where page = $4";

pub(in crate::store) const TAKE_RESEND: &str = "\
update resend
set is_out = 1, again_at = $1
where page = $2";

pub(in crate::store) const DROP_RESEND: &str = "\
delete from resend
where page = $1";

pub(in crate::store) const DROP_RESENDS: &str = "\
delete from resend
where incident = $1";

pub(in crate::store) const DUE_RESENDS: &str = "\
select p.id, p.incident, p.person, p.channel, p.severity, p.reason, p.because, p.due_at,
    p.decided_at, i.summary, i.source, i.labels, i.seen
from resend r
join page p on p.id = r.page
join incident i on i.id = p.incident
where r.again_at <= $1
order by r.again_at, r.page
limit $2";

pub(in crate::store) const RESENDS_OUT: &str = "\
select count(*)
from resend
where is_out = 1 and again_at > $1";

pub(in crate::store) const NEXT_RESEND: &str = "\
select min(again_at)
from resend
where again_at > $1";

pub(in crate::store) const REVIVE: &str = "\
update page
set state = 2, note = $1, finished_at = $2, station = $3
where id = $4 and state = 3";

pub(in crate::store) const PUSH_FAILED: &str = "\
insert into failing (person, channel, failures, since, error)
values ($1, $2, 1, $3, $4)
on conflict (person, channel) do update
set failures = failures + 1, error = excluded.error
returning failures, since, told_at";

pub(in crate::store) const PUSH_TOLD: &str = "\
update failing
set told_at = $1
where person = $2 and channel = $3";

pub(in crate::store) const PUSH_WORKS: &str = "\
delete from failing
where person = $1 and channel = $2
returning told_at";

pub(in crate::store) const FAILING: &str = "\
select person, channel, failures, since, error
from failing
where told_at is not null
order by person, channel";

pub(in crate::store) const SECRET: &str = "\
select value
from secret
where name = $1";

pub(in crate::store) const PUT_SECRET: &str = "\
insert into secret (name, value)
values ($1, $2)
on conflict (name) do nothing";

pub(in crate::store) const NOTE_FAILURE: &str = "\
update page
set note = $1
where id = $2 and state = 3";

pub(in crate::store) const FREE_RESENDS: &str = "\
update resend
set is_out = 0, again_at = $1
where is_out = 1";

pub(in crate::store) const SUPERSEDE: &str = "\
delete from resend
where page in (
    select id from page
    where incident = $1 and person = $2 and channel = $3 and id <> $4
)";

pub(in crate::store) const PUT_EMERGENCY: &str = "\
insert or ignore into emergency (receipt, incident, person, channel, is_over)
select $1, p.incident, p.person, p.channel, i.status <> 'triggered'
from page p
join incident i on i.id = p.incident
where p.id = $2";

pub(in crate::store) const END_EMERGENCIES: &str = "\
update emergency
set is_over = 1
where incident = $1";

pub(in crate::store) const EMERGENCIES_OVER: &str = "\
select receipt, person, channel
from emergency
where is_over = 1
order by receipt";

pub(in crate::store) const DROP_EMERGENCIES_OVER: &str = "\
delete from emergency
where is_over = 1";

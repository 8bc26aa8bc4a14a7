//! The statements about hand-overs, and about what people are told quietly.

pub(in crate::store) const TOLD: &str = "\
select rota, tier, person, told_at
from handover";

pub(in crate::store) const PUT_TOLD: &str = "\
insert into handover (rota, tier, person, told_at)
values ($1, $2, $3, $4)
on conflict (rota, tier) do update
set person = excluded.person,
    told_at = excluded.told_at";

pub(in crate::store) const DROP_TOLD: &str = "\
delete from handover
where rota = $1 and tier = $2";

pub(in crate::store) const REMINDED: &str = "\
select rota, tier, start_at, person
from reminder";

pub(in crate::store) const PUT_REMINDED: &str = "\
insert into reminder (rota, tier, start_at, person)
values ($1, $2, $3, $4)
on conflict do nothing";

pub(in crate::store) const DROP_REMINDED: &str = "\
delete from reminder
where start_at <= $1";

pub(in crate::store) const PUT_NOTIFICATION: &str = "\
insert into notification (person, about, text, made_at, expires_at, state, tried)
values ($1, $2, $3, $4, $5, 0, '')";

pub(in crate::store) const OPEN_NOTIFICATIONS: &str = "\
select id, person, about, text, made_at, expires_at, state, tried, channel
from notification
where state in (0, 1)
order by id
limit $1";

pub(in crate::store) const NOTIFICATIONS_ABOUT: &str = "\
select id, person, about, text, made_at, expires_at, state, tried, channel
from notification
where state in (0, 1) and about = $1
order by id";

pub(in crate::store) const EXPIRE_NOTIFICATION: &str = "\
update notification
set expires_at = $1
where id = $2";

pub(in crate::store) const NOTIFICATION_OUT: &str = "\
select id, person, about, text, made_at, expires_at, state, tried, channel
from notification
where id = $1 and state = 1";

pub(in crate::store) const CLAIM_NOTIFICATION: &str = "\
update notification
set state = 1, channel = $1, station = $2
where id = $3 and state = 0";

pub(in crate::store) const CLOSE_NOTIFICATION: &str = "\
update notification
set state = $1, note = $2
where id = $3";

pub(in crate::store) const GIVE_NOTIFICATION_BACK: &str = "\
update notification
set state = 0, tried = $1, note = $2
where id = $3";

pub(in crate::store) const DROP_NOTIFICATIONS: &str = "\
delete from notification
where state in (2, 3) and expires_at <= $1";

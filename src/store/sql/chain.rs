//! The statements about the chain that the timeline is.

pub(in crate::store) const HEAD: &str = "\
select first, last, number, hash
from chain
where id = 1";

pub(in crate::store) const PUT_HEAD: &str = "\
insert into chain (id, first, last, number, hash)
values (1, $1, $2, $3, $4)
on conflict (id) do update
set first = excluded.first,
    last = excluded.last,
    number = excluded.number,
    hash = excluded.hash";

pub(in crate::store) const WITNESS: &str = "\
select id, monotonic, ahead
from witness
where station = $1 and boot = $2 and version = $3";

pub(in crate::store) const PUT_WITNESS: &str = "\
insert into witness (station, boot, version, monotonic, ahead)
values ($1, $2, $3, $4, $5)
returning id";

pub(in crate::store) const WITNESSES: &str = "\
select id, station, boot, version, monotonic, ahead
from witness";

pub(in crate::store) const SEALED: &str = "\
select id, at, incident, event, who, reason, text, about, corrects, monotonic, ahead, witness, hash
from timeline
where id >= $1
order by id";

pub(in crate::store) const SEALED_OF: &str = "\
select id, at, incident, event, who, reason, text, about, corrects, monotonic, ahead, witness, hash
from timeline
where incident = $1 and id > $2
order by id";

pub(in crate::store) const NEWEST: &str = "\
select event, at
from timeline
order by id desc";

pub(in crate::store) const LAST_TURN: &str = "\
select event, at
from timeline
where event in ('daemon-started', 'daemon-stopped') and at < $1
order by id desc
limit 1";

pub(in crate::store) const SEALED_BEFORE: &str = "\
select id, at, incident, event, who, reason, text, about, corrects, monotonic, ahead, witness, hash
from timeline
where id < $1
order by id desc";

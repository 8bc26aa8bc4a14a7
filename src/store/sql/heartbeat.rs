//! The statements of heartbeats.

pub(in crate::store) const PUT_HEARTBEAT: &str = "\
insert into heartbeat (name, kind, run, exit_code, at, body, took, is_local)
values ($1, $2, $3, $4, $5, $6, $7, $8)";

pub(in crate::store) const DROP_HEARTBEATS: &str = "\
delete from heartbeat
where name = $1
    and id <= (
        select older.id from heartbeat older
        where older.name = $1
        order by older.id desc
        limit 1 offset $2
    )";

pub(in crate::store) const HEARTBEATS: &str = "\
select name, kind, run, exit_code, at, body, took, is_local
from heartbeat
where name = $1
order by id desc
limit $2";

pub(in crate::store) const HAS_HEARTBEAT: &str = "\
select count(*)
from heartbeat
where name = $1 and kind = $2 and run is $3 and at = $4";

pub(in crate::store) const WATCHED: &str = "\
select name, plan
from heartbeat_watch
order by name";

pub(in crate::store) const WATCH: &str = "\
select since, heard_at, is_local, due_at, late_at, unheard_from, unheard_to, is_failing,
    is_overlapping
from heartbeat_watch
where name = $1";

pub(in crate::store) const RUNS: &str = "\
select run, started_at, limit_at
from heartbeat_run
where name = $1
order by id";

pub(in crate::store) const PUT_WATCH: &str = "\
insert into heartbeat_watch (name, plan, since, heard_at, is_local, due_at, late_at, unheard_from,
    unheard_to, is_failing, is_overlapping, next_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
on conflict (name) do update
set plan = $2, since = $3, heard_at = $4, is_local = $5, due_at = $6, late_at = $7,
    unheard_from = $8, unheard_to = $9, is_failing = $10, is_overlapping = $11, next_at = $12";

pub(in crate::store) const DROP_RUNS: &str = "\
delete from heartbeat_run
where name = $1";

pub(in crate::store) const PUT_RUN: &str = "\
insert into heartbeat_run (name, run, started_at, limit_at)
values ($1, $2, $3, $4)";

pub(in crate::store) const DROP_WATCH: &str = "\
delete from heartbeat_watch
where name = $1";

pub(in crate::store) const DUE_WATCHES: &str = "\
select name
from heartbeat_watch
where next_at <= $1
order by next_at
limit $2";

pub(in crate::store) const NEXT_WATCH: &str = "\
select min(next_at)
from heartbeat_watch
where next_at is not null";

pub(in crate::store) const POSTPONE_WATCH: &str = "\
update heartbeat_watch
set next_at = $1
where name = $2";

pub(in crate::store) const PARK_WATCH: &str = "\
update heartbeat_watch
set next_at = null
where name = $1";

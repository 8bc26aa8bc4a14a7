//! The statements of heartbeats.

pub(in crate::store) const PUT_HEARTBEAT: &str = "\
insert into heartbeat (name, kind, run, exit_code, at, body)
values ($1, $2, $3, $4, $5, $6)";

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
select name, kind, run, exit_code, at, body
from heartbeat
where name = $1
order by id desc
limit $2";

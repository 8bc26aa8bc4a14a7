//! The statements about problems that share an incident, and about people who say which do.

pub(in crate::store) const PUT_KIN: &str = "\
insert into kin (hash, opened_at, incident, began_at)
values ($1, $2, $3, $4)";

pub(in crate::store) const FORGET_KIN: &str = "\
delete from kin
where opened_at < $1";

pub(in crate::store) const KIN: &str = "\
select incident, began_at
from kin
where hash = $1 and opened_at >= $2
order by opened_at, incident
limit $3";

pub(in crate::store) const DEPENDENCIES_OF: &str = "\
select monitor, parent
from dependency
where monitor = $1 or parent = $1
order by monitor, parent";

pub(in crate::store) const IS_APART: &str = "\
select exists (
    select 1
    from apart this
    join apart other on other.split = this.split and other.is_left <> this.is_left
    join alert a on a.hash = other.hash
    where this.hash = $1 and a.incident = $2
)";

pub(in crate::store) const PUT_APART: &str = "\
insert into apart (split, hash, is_left)
values ($1, $2, $3)
on conflict do nothing";

pub(in crate::store) const FORGET_APART: &str = "\
delete from apart
where split in (
    select this.split
    from apart this
    join apart other on other.split = this.split and other.is_left <> this.is_left
    join alert a on a.hash = this.hash
    join alert b on b.hash = other.hash
    where a.incident = $1 and a.incident <> 0 and b.incident = $2 and b.incident <> 0
)";

pub(in crate::store) const MOVE_ALERT: &str = "\
update alert
set incident = $1
where incident = $2 and hash = $3 and source = $4 and fingerprint = $5";

pub(in crate::store) const DROP_OVERTAKEN: &str = "\
delete from alert
where incident in ($1, $2)
    and incident <> 0
    and exists (
        select 1
        from alert newer
        where newer.incident in ($1, $2)
            and newer.id > alert.id
            and newer.hash = alert.hash
            and newer.source = alert.source
            and newer.fingerprint = alert.fingerprint
    )";

pub(in crate::store) const MOVE_ALERTS: &str = "\
update alert
set incident = $1
where incident = $2 and incident <> 0";

pub(in crate::store) const PUT_MERGED: &str = "\
insert into merged (incident, target, source, grouped, group_hash)
values ($1, $2, $3, $4, $5)";

pub(in crate::store) const MOVE_MERGED: &str = "\
update merged
set target = $1
where target = $2";

pub(in crate::store) const MERGED_INTO: &str = "\
select target
from merged
where incident = $1";

pub(in crate::store) const MERGED_GROUP: &str = "\
select i.id
from merged m
join incident i on i.id = m.target
where m.group_hash = $1 and m.source = $2 and m.grouped = $3 and i.status <> 'resolved'
order by i.id desc
limit 1";

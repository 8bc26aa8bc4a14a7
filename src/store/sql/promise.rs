//! The statements about promises.

pub(in crate::store) const PUT: &str = "\
insert into promise (text, owner, made_by, made_at, due_at, incident, promised_to, public, fixes, told_at, next_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $4, $10)";

pub(in crate::store) const ONE: &str = "\
select id, text, owner, made_by, made_at, due_at, incident, promised_to, public, fixes, told_at,
    closed_at, closed_by, kept, word
from promise
where id = $1";

pub(in crate::store) const OPEN: &str = "\
select id, text, owner, made_by, made_at, due_at, incident, promised_to, public, fixes, told_at,
    closed_at, closed_by, kept, word
from promise
where closed_at is null
order by due_at, id";

pub(in crate::store) const ALL: &str = "\
select id, text, owner, made_by, made_at, due_at, incident, promised_to, public, fixes, told_at,
    closed_at, closed_by, kept, word
from promise
order by closed_at is not null, case when closed_at is null then due_at else -closed_at end, id";

pub(in crate::store) const OF_INCIDENT: &str = "\
select id, text, owner, made_by, made_at, due_at, incident, promised_to, public, fixes, told_at,
    closed_at, closed_by, kept, word
from promise
where incident = $1
order by id";

pub(in crate::store) const TO_TELL: &str = "\
select id, text, owner, made_by, made_at, due_at, incident, promised_to, public, fixes, told_at,
    closed_at, closed_by, kept, word
from promise
where next_at <= $1
order by next_at, id
limit $2";

pub(in crate::store) const FIX_OF: &str = "\
select p.id, p.text, p.owner, p.made_by, p.made_at, p.due_at, p.incident, p.promised_to, p.public,
    p.fixes, p.told_at, p.closed_at, p.closed_by, p.kept, p.word
from promise p
where p.closed_at is null and p.fixes = 1
    and exists (
        select 1
        from alert mine
        join alert other on other.hash = mine.hash and other.source = mine.source
            and other.fingerprint = mine.fingerprint
        where mine.incident = $1 and other.incident = p.incident
    )
order by p.id
limit 1";

pub(in crate::store) const IS_OWED_FOR: &str = "\
select exists (
    select 1
    from promise p
    join alert other on other.incident = p.incident
    join alert mine on mine.hash = other.hash and mine.source = other.source
        and mine.fingerprint = other.fingerprint
    where p.closed_at is null and mine.incident = $1
)";

pub(in crate::store) const TIMES_OF: &str = "\
select times
from incident
where id = $1";

pub(in crate::store) const CHANGE: &str = "\
update promise
set owner = $1, due_at = $2, told_at = $3, next_at = $4
where id = $5 and closed_at is null";

pub(in crate::store) const CLOSE: &str = "\
update promise
set closed_at = $1, closed_by = $2, kept = $3, word = $4, next_at = null
where id = $5 and closed_at is null";

pub(in crate::store) const NEXT: &str = "\
select min(next_at)
from promise
where next_at is not null";

//! The statements about updates, what of them was published, and what is owed.

pub(in crate::store) const PUT: &str = "\
insert into incident_update (incident, person, at, text, next_at)
values ($1, $2, $3, $4, $5)";

pub(in crate::store) const OF: &str = "\
select id, incident, person, at, text, next_at
from incident_update
where incident = $1
order by id";

pub(in crate::store) const LAST_OF: &str = "\
select id, incident, person, at, text, next_at
from incident_update
where incident = $1
order by id desc
limit 1";

pub(in crate::store) const SINCE: &str = "\
select id, incident, person, at, text, next_at
from incident_update
where at >= $1
order by id";

pub(in crate::store) const TO: &str = "\
select u.id, u.incident, u.person, u.at, u.text, u.next_at
from publication p
join incident_update u on u.id = p.written
where p.audience = $1 and u.at >= $2
order by p.written";

pub(in crate::store) const UNPUBLISHED: &str = "\
select u.id, u.incident, u.person, u.at, u.text, u.next_at
from incident_update u
where u.id in (
    select p.written
    from publication p
    where p.state <> 'published'
)
order by u.id";

pub(in crate::store) const PUT_PUBLICATION: &str = "\
insert into publication (written, audience, text, state, why, at)
values ($1, $2, $3, $4, $5, $6)
on conflict (written, audience) do update
set text = excluded.text, state = excluded.state, why = excluded.why, at = excluded.at";

pub(in crate::store) const PUBLICATIONS: &str = "\
select audience, text, state, why, at
from publication
where written = $1
order by audience";

pub(in crate::store) const OWE: &str = "\
insert into owed_update (incident, person, made_at, next_at, stage, due_at)
values ($1, $2, $3, $4, $5, $6)
on conflict (incident) do update
set person = excluded.person, made_at = excluded.made_at, next_at = excluded.next_at,
    stage = excluded.stage, due_at = excluded.due_at";

pub(in crate::store) const OWE_NO_MORE: &str = "\
delete from owed_update
where incident = $1";

pub(in crate::store) const OWED_OF: &str = "\
select incident, person, made_at, next_at, stage, due_at
from owed_update
where incident = $1";

pub(in crate::store) const OWED: &str = "\
select incident, person, made_at, next_at, stage, due_at
from owed_update
order by next_at, incident";

pub(in crate::store) const DUE: &str = "\
select incident, person, made_at, next_at, stage, due_at
from owed_update
where due_at <= $1
order by due_at, incident
limit $2";

pub(in crate::store) const NEXT_DUE: &str = "\
select min(due_at)
from owed_update
where due_at is not null";

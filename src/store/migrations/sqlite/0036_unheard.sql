-- The times in which nobody listened, so that they are not taken for times in which nothing happened; and what a
-- status page looks for, found without looking through everything.
create table unheard (
    ends_at integer primary key,
    begins_at integer not null
);

-- What the record of an earlier version tells of them.
insert or ignore into unheard (ends_at, begins_at)
select next_at, at
from (
    select event, at, lead(event) over (order by id) as next, lead(at) over (order by id) as next_at
    from timeline
    where event in ('daemon-stopped', 'daemon-started')
)
where event = 'daemon-stopped' and next = 'daemon-started' and at < next_at
union
select at, about
from timeline
where event = 'deaf' and about < at;

create index incident_over on incident (resolved_at) where status = 'resolved';

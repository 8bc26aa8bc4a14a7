-- Which larger incident holds an incident, and without which others a monitor cannot work.

alter table incident add column inhibited_by integer;
-- How long after the end of that one it is waited whether this one is over too, in milliseconds.
alter table incident add column settle integer;
create index incident_inhibited on incident (inhibited_by) where inhibited_by is not null;

-- What a monitor depends on, by others or directly, as the configuration last said.
create table dependency (
    monitor text not null,
    parent text not null,
    settle integer not null,
    primary key (monitor, parent)
) without rowid;

-- Maintenance as it was announced, begun and ended: what was in force then counts, whatever the file says now.

create table maintenance (
    id integer primary key,
    name text not null,
    why text not null,
    -- What it is about: conditions as those of silences are kept, and names of monitors as JSON.
    matchers text not null,
    monitors text not null,
    -- As planned.
    begins_at integer not null,
    ends_at integer not null,
    -- As it was; null for what was announced and has yet to begin, or lasts.
    begun_at integer,
    ended_at integer,
    hidden integer not null default 0
);
create index maintenance_open on maintenance (begins_at) where ended_at is null;
create index maintenance_ended on maintenance (ended_at) where ended_at is not null;

create index incident_held_for on incident (held_for) where held_for is not null;

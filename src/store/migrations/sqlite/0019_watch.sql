-- How it stands with the heartbeats that the configuration names, and until when somebody listened.

create table heartbeat_watch (
    name text primary key,
    plan text not null,
    since integer not null,
    heard_at integer,
    is_local integer not null,
    due_at integer not null,
    late_at integer,
    unheard_from integer,
    unheard_to integer,
    is_failing integer not null,
    is_overlapping integer not null,
    next_at integer
);
create index heartbeat_next on heartbeat_watch (next_at) where next_at is not null;

create table heartbeat_run (
    id integer primary key,
    name text not null,
    run text,
    started_at integer not null,
    limit_at integer
);
create index heartbeat_run_name on heartbeat_run (name);

alter table heartbeat add column took integer;
alter table heartbeat add column is_local integer not null default 0;

insert into mark (name, value) values ('listened', 0);

-- Heartbeats: signs of life of jobs, the newest of each.

create table heartbeat (
    id integer primary key,
    name text not null,
    kind text not null,
    run text,
    exit_code integer,
    at integer not null,
    body text not null
);
create index heartbeat_name on heartbeat (name, id);

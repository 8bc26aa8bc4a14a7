-- What we look at ourselves: how each monitor stands, and which states it has been in.

create table monitor (
    name text primary key,
    state text not null,
    since integer not null,
    flapping integer not null,
    -- The last looks for flapping, and the runs of looks that may become a state, as JSON.
    hints text not null,
    why text not null,
    labels text not null,
    seen_at integer not null,
    -- Whether somebody looks again and again: then it is seen for as long as the one row below is new.
    watched integer not null
) without rowid;

-- Only changes: a year of a monitor that is up is one row.
create table monitor_change (
    monitor text not null,
    since integer not null,
    id integer not null,
    state text not null,
    why text not null,
    primary key (monitor, since, id)
) without rowid;

create table watching (
    id integer primary key check (id = 1),
    seen_at integer not null
);

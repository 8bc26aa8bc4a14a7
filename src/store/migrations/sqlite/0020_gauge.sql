-- Gauges: how each stands, and its readings, thinned by the minute, the hour and the day.

create table gauge (
    name text primary key,
    is_configured integer not null,
    unit text not null,
    at integer,
    value real,
    max real,
    heard_at integer not null,
    -- From when on it counts as stale; nothing for one that nobody waits for.
    stale_at integer,
    is_stale integer not null default 0,
    level text not null,
    why text
) without rowid;

create index gauge_stale on gauge (stale_at) where is_stale = 0;

create table gauge_stretch (
    gauge text not null,
    -- How many seconds it is long.
    grain integer not null,
    start_at integer not null,
    first_at integer not null,
    first real not null,
    last_at integer not null,
    last real not null,
    low real not null,
    high real not null,
    max real not null,
    readings integer not null,
    primary key (gauge, grain, start_at)
) without rowid;

-- The first tables: inbox, incidents, alerts, timeline, pages, stations.
-- Instants are milliseconds since 1970-01-01 UTC.

create table inbox (
    id integer primary key,
    source text not null,
    received_at integer not null,
    content_type text,
    body blob not null,
    error text
);
create index inbox_unreadable on inbox (id) where error is not null;

create table incident (
    id integer primary key,
    version integer not null,
    status text not null,
    severity integer not null,
    opened_at integer not null,
    next_at integer,
    source text not null,
    grouped text,
    group_hash integer,
    policy text not null,
    firing integer not null,
    step integer not null default 0,
    round integer not null default 0,
    held_for text,
    acknowledged_by text,
    acknowledged_at integer,
    promise text,
    resolved_by text,
    resolved_by_source integer not null default 0,
    resolved_at integer,
    summary text not null,
    labels text not null
);
create index incident_due on incident (next_at) where next_at is not null;
create index incident_open on incident (severity desc, id, status) where status <> 'resolved';
create index incident_group on incident (group_hash)
    where group_hash is not null and status <> 'resolved';

-- The last report of each problem, one row an incident; incident 0 gathers what opened none. Problems
-- are found by a small hash: names scatter over an index of theirs, and every commit writes as many
-- pages as it touches.
create table alert (
    id integer primary key,
    incident integer not null,
    hash integer not null,
    source text not null,
    fingerprint text not null,
    signal integer not null,
    severity integer not null,
    started_at integer,
    first_at integer not null,
    last_at integer not null,
    reports integer not null,
    why_not text,
    summary text not null,
    details text not null,
    labels text not null,
    link text
);
create index alert_known on alert (hash);
create index alert_incident on alert (incident) where incident <> 0;

create table timeline (
    id integer primary key,
    at integer not null,
    incident integer,
    event text not null,
    who text,
    reason text,
    text text not null
);
create index timeline_incident on timeline (incident, id) where incident is not null;

-- The outbox. States: 0 waiting, 1 out, 2 delivered, 3 failed, 4 hushed.
create table page (
    id integer primary key,
    incident integer not null,
    person text not null,
    channel text not null,
    severity integer not null,
    reason text not null,
    decided_at integer not null,
    due_at integer not null,
    state integer not null,
    station text,
    note text,
    finished_at integer
);
create index page_waiting on page (due_at) where state = 0;
create index page_ringing on page (station) where state in (1, 2);
create index page_incident on page (incident);

create table station (
    name text primary key,
    seen_at integer not null,
    daemon integer not null,
    people text,
    channels text not null,
    audio text
) without rowid;

-- Numbers that are kept between runs: how far the inbox has been read, how many bytes it keeps.
create table mark (
    name text primary key,
    value integer not null
) without rowid;
insert into mark (name, value) values ('read', 0), ('inbox_bytes', 0);

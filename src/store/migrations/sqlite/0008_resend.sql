-- Messages that did not go out and are tried again, who cannot be reached so, and what is secret.

-- A page that failed may still go out. `is_out` while an attempt is made, until `again_at` at most.
create table resend (
    page integer primary key,
    incident integer not null,
    first_at integer not null,
    attempts integer not null,
    again_at integer not null,
    is_out integer not null default 0
);
create index resend_due on resend (again_at);
create index resend_incident on resend (incident);

-- Channels of people whose last messages all failed.
create table failing (
    person text not null,
    channel text not null,
    failures integer not null,
    since integer not null,
    error text not null,
    told_at integer,
    primary key (person, channel)
) without rowid;

-- What only this store knows, by what it is for.
create table secret (
    name text primary key,
    value blob not null
) without rowid;

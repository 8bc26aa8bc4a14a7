-- Promises: what will be done, by whom and by when, up to when all is told of it, and how it ended.
create table promise (
    id integer primary key,
    text text not null,
    owner text not null,
    made_by text not null,
    made_at integer not null,
    due_at integer not null,
    incident integer,
    promised_to text,
    public integer not null,
    -- Whether it is that the problem of that incident comes no more.
    fixes integer not null,
    told_at integer not null,
    -- When something is to be told of it next.
    next_at integer,
    closed_at integer,
    closed_by text,
    kept integer,
    word text
);
create index promise_open on promise (due_at) where closed_at is null;
create index promise_next on promise (next_at) where next_at is not null;
create index promise_incident on promise (incident) where incident is not null;

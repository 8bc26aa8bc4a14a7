-- Updates: what was said of an incident, to whom it was published, and which one is owed next.
create table incident_update (
    id integer primary key,
    incident integer not null,
    person text not null,
    at integer not null,
    text text not null,
    -- By when the next one was promised in it.
    next_at integer
);
create index incident_update_of on incident_update (incident, id);

-- The words that an audience reads, and how far they have come: pending, published or failed, and then why.
create table publication (
    written integer not null,
    audience text not null,
    text text not null,
    state text not null,
    why text,
    at integer not null,
    primary key (written, audience)
) without rowid;
create index publication_to on publication (audience, written);

-- The update that is owed of an incident, and what is due about it when.
create table owed_update (
    incident integer primary key,
    person text not null,
    made_at integer not null,
    next_at integer not null,
    stage text not null,
    due_at integer
);
create index owed_update_due on owed_update (due_at) where due_at is not null;

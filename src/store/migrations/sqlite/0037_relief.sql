-- How the last night of each person was, who is relieved after one that was too hard, and up to when the
-- week is told.
create table night (
    person text primary key,
    evening text not null,
    woken_by text not null,
    last_at integer not null,
    relieved integer not null,
    told integer not null
) without rowid;

create table relief (
    id integer primary key,
    rota text not null,
    tier text not null,
    person text not null,
    taken_by text not null,
    begins_at integer not null,
    ends_at integer not null,
    ended_at integer
);
create index relief_open on relief (ends_at) where ended_at is null;

insert into mark (name, value) values ('weekly', 0);

-- What was let go of the record: where it begins by now, and the highest number an incident had that is gone.

-- In one row, the last time: the entry that tells of it, from which entry to which it lets go and the hash at
-- that last one, what is older than which instant goes with it, and how far it has come with which hash. The
-- chain goes on from there.
create table anchor (
    id integer primary key check (id = 1),
    entry integer not null,
    first integer not null,
    last integer not null,
    hash blob not null,
    before integer not null,
    upto integer not null,
    upto_hash blob not null
);

insert into mark (name, value) values ('last-incident', 0);

-- The timeline becomes a chain: each entry commits to the one before, and says who wrote it and by which clocks.

-- The moment an entry is about, where that is not when it was written, and the entry that it corrects.
alter table timeline add column about integer;
alter table timeline add column corrects integer;

-- Milliseconds of the clock that goes on through a suspend, and how far the wall clock was ahead of it; who
-- wrote; and the hash over the one before and everything that the entry says. Entries that an earlier version
-- wrote have none of it.
alter table timeline add column monotonic integer;
alter table timeline add column ahead integer;
alter table timeline add column witness integer;
alter table timeline add column hash blob;

-- Who wrote: a machine since it was started, with a version of this program; and its clocks when it began.
create table witness (
    id integer primary key,
    station text not null,
    boot text not null,
    version text not null,
    monotonic integer not null,
    ahead integer not null,
    unique (station, boot, version)
);

-- The head of the chain, in one row: its first and its last entry, how many there are, and the last hash. By it
-- a record that was cut is seen.
create table chain (
    id integer primary key check (id = 1),
    first integer not null,
    last integer not null,
    number integer not null,
    hash blob not null
);

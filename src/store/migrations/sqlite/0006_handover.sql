-- What has been told of each pager: who has it and who was reminded of which shift; and what is to be
-- told to people quietly. A pager without a person is one that nobody has.
create table handover (
    rota text not null,
    tier text not null,
    person text,
    told_at integer not null,
    primary key (rota, tier)
) without rowid;

create table reminder (
    rota text not null,
    tier text not null,
    start_at integer not null,
    person text not null,
    primary key (rota, tier, start_at, person)
) without rowid;

-- States: 0 waiting, 1 out, 2 told, 3 dropped. `tried` has the channels that failed, one on a line.
create table notification (
    id integer primary key,
    person text not null,
    about text not null,
    text text not null,
    made_at integer not null,
    expires_at integer not null,
    state integer not null,
    tried text not null,
    channel text,
    station text,
    note text
);
create index notification_open on notification (id) where state in (0, 1);

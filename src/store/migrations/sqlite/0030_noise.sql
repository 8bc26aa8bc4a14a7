-- What holds an incident because it may be noise: that it is old news, that it goes to and fro, or a storm.

alter table incident add column noise text;
create index incident_noise on incident (noise) where noise is not null;

-- When the newest incidents of a policy were opened that called somebody, numbered in that order.
create table opening (
    policy text not null,
    number integer not null,
    at integer not null,
    primary key (policy, number)
) without rowid;

-- Storms: the incident that stands for one, how many there are in it and the gravest of these, and from when
-- on those page that it held, once it is over.
create table storm (
    incident integer primary key,
    policy text not null,
    began_at integer not null,
    number integer not null,
    severity integer not null,
    summary text not null,
    pages_at integer
);

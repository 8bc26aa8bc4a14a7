-- How long looks took, by hour, and after two days by day.

create table latency (
    monitor text not null,
    since integer not null,
    days integer not null,
    -- How many looks fell into which span of time.
    spans text not null,
    primary key (monitor, days, since)
) without rowid;

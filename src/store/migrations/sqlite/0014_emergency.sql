-- Messages that their service repeats until it is told to stop, by the receipt that it gave for each.

create table emergency (
    receipt text primary key,
    incident integer not null,
    person text not null,
    channel text not null,
    is_over integer not null
) without rowid;
create index emergency_incident on emergency (incident);
create index emergency_over on emergency (receipt) where is_over = 1;

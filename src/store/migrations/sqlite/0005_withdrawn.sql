-- Shifts still to come that were given out as accepted and are so no longer: calendars cancel them.

create table withdrawn (
    rota text not null,
    tier text not null,
    start_at integer not null,
    end_at integer not null,
    person text not null,
    primary key (rota, tier, start_at, person)
) without rowid;

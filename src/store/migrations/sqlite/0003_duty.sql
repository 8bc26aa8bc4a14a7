-- Who holds which pager, as the rotas said when that was accepted: the past, and some way ahead. A
-- stretch without a person is one in which nobody does.
create table duty (
    rota text not null,
    tier text not null,
    start_at integer not null,
    end_at integer not null,
    person text,
    primary key (rota, tier, start_at)
) without rowid;

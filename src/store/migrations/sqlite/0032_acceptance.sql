-- Hand-overs that have to be accepted: who hands which pager to whom, from when on, and when whoever is
-- to accept is reminded next. One that has not ended waits, and of each pager one waits at most.
create table acceptance (
    id integer primary key,
    rota text not null,
    tier text not null,
    giver text not null,
    taker text not null,
    begins_at integer not null,
    made_at integer not null,
    remind_at integer,
    ended_at integer
);
create unique index acceptance_open on acceptance (rota, tier) where ended_at is null;

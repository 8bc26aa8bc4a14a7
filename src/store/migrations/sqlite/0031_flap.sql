-- Problems of sources that go to and fro: when each changed lately, and until when it flaps unless it changes again.

create table flap (
    hash integer not null,
    source text not null,
    fingerprint text not null,
    -- In milliseconds, with a space between them.
    changes text not null,
    last_at integer not null,
    calm_at integer,
    primary key (hash, source, fingerprint)
) without rowid;
create index flap_due on flap (calm_at) where calm_at is not null;
create index flap_last on flap (last_at) where calm_at is null;

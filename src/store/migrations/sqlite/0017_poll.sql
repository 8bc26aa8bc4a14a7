-- What is known of sources that are asked, and which problems of a source stand.

create table poll (
    source text primary key,
    -- How far a stream has been followed.
    cursor text,
    word_at integer,
    failed_at integer,
    failures integer not null default 0,
    why text
) without rowid;

create index alert_standing on alert (source) where signal <> 0;

-- Which incidents new problems may belong to, what somebody has split, and which incident took which in.

-- The labels of incidents that were opened a moment ago, by a small number of each with its value.
create table kin (
    hash integer not null,
    opened_at integer not null,
    incident integer not null,
    -- When its first problem began, if the sender said so.
    began_at integer,
    primary key (hash, opened_at, incident)
) without rowid;
create index kin_opened on kin (opened_at);

-- Problems that do not belong together, by the small numbers by which they are found: those of one side
-- of a split and those of the other.
create table apart (
    split integer not null,
    hash integer not null,
    is_left integer not null,
    primary key (hash, split)
) without rowid;
create index apart_split on apart (split);

-- Incidents whose alerts, and whose group, went to another one.
create table merged (
    incident integer primary key,
    target integer not null,
    source text not null,
    grouped text,
    group_hash integer
);
create index merged_target on merged (target);
create index merged_group on merged (group_hash) where group_hash is not null;

create index dependency_parent on dependency (parent);

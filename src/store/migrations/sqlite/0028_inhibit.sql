-- By which rules alerts that fire explain others, found by the rule and the values that must be alike.

create table inhibitor (
    rule integer not null,
    equal integer not null,
    -- Whether the alert matches the other side of the rule as well.
    is_both integer not null,
    -- 0 for the gravest.
    rank integer not null,
    -- The small number by which its alert is found.
    hash integer not null,
    primary key (rule, equal, is_both, rank, hash)
) without rowid;
create index inhibitor_alert on inhibitor (hash);

-- The rules for which that was last found out.
insert into mark (name, value) values ('inhibit_rules', 0);

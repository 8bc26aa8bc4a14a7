-- Each tier's place in the order of escalation, for the first is called whatever its name. Of what was
-- written before, an only tier is the first, and so is one of the default name.

alter table duty add column place integer not null default 1;

update duty
set place = 0
where tier = 'primary'
    or not exists (select 1 from duty other where other.rota = duty.rota and other.tier <> duty.tier);

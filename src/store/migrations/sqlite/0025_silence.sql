-- Silences that end when nothing of them fires, whether any alert matched one, and whether its end was told.

-- For how long nothing of it must have fired for it to end, in milliseconds; null for one that lasts.
alter table silence add column hold_down integer;
-- Since when nothing of it fires, and when that is to be looked at.
alter table silence add column calm_since integer;
alter table silence add column look_at integer;
-- Whether any alert has met all its conditions while it held.
alter table silence add column matched integer not null default 0;
update silence set matched = 1 where hidden > 0;
-- Whether people were told that it ends soon, or need not be.
alter table silence add column warned integer not null default 0;

create index silence_watched on silence (look_at) where look_at is not null;

-- Counts the changes of silences: whoever has read them knows by it whether they are still so.
insert into mark (name, value) values ('silences', 0);

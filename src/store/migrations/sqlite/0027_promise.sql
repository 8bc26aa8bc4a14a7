-- What an acknowledgement promised, and what is known of a problem that came before.

alter table incident add column check_in integer;
alter table incident add column firing_then integer;
alter table incident add column times integer not null default 0;
alter table incident add column seen text;

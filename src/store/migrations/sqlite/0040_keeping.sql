-- When the store was last copied by this program.
insert into mark (name, value) values ('backed-up', 0);

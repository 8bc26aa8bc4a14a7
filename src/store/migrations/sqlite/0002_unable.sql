-- What a station cannot ring by, though somebody is to be reached so there: kinds with their reasons.

alter table station add column unable text not null default '';

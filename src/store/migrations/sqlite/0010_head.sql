-- What stood before a body, where that says something: its request line and some headers. No key.

alter table inbox add column head text;

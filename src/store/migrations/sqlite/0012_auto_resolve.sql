-- When a problem counts as over if nothing is heard of it until then: of senders that never say so.

alter table alert add column expires_at integer;

create index alert_expires on alert (expires_at) where expires_at is not null;

-- How often a service refused a message for what it is, beside how often it failed at all.

alter table resend add column refusals integer not null default 0;

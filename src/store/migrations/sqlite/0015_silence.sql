-- Silences: what somebody asks to be kept quiet, until when and why; and which of them holds an incident.

create table silence (
    id integer primary key,
    matchers text not null,
    starts_at integer not null,
    ends_at integer not null,
    made_by text not null,
    comment text not null,
    changed_at integer not null,
    hidden integer not null default 0,
    told integer not null default 0
);
create index silence_untold on silence (ends_at) where told = 0;

alter table incident add column silence integer;
create index incident_silenced on incident (silence) where silence is not null;

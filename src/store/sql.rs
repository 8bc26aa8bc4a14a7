//! The statements that every database understands, named for what they answer.
//!
//! Places are numbered in the order in which they first stand: `SQLite` counts `$1` as a name, in that
//! order, and PostgreSQL as a number. A test holds every statement to it.

pub(super) mod acceptance;
pub(super) mod acknowledgement;
pub(super) mod brief;
pub(super) mod cascade;
pub(super) mod chain;
pub(super) mod drill;
pub(super) mod duty;
pub(super) mod firing;
pub(super) mod flap;
pub(super) mod gauge;
pub(super) mod heart;
pub(super) mod heartbeat;
pub(super) mod inhibition;
pub(super) mod latency;
pub(super) mod load;
pub(super) mod maintenance;
pub(super) mod monitor;
pub(super) mod page;
pub(super) mod poll;
pub(super) mod promise;
pub(super) mod prune;
pub(super) mod push;
pub(super) mod quiet;
pub(super) mod relief;
pub(super) mod silence;
pub(super) mod station;
pub(super) mod status;
pub(super) mod storm;
pub(super) mod update;
pub(super) mod window;

pub(super) const RECEIVE: &str = "\
insert into inbox (id, source, received_at, content_type, body, head)
values ($1, $2, $3, $4, $5, $6)";

pub(super) const LAST_ENVELOPE: &str = "\
select coalesce(max(id), 0)
from inbox";

pub(super) const COUNT_UNREAD: &str = "\
select count(*)
from inbox
where id > $1";

pub(super) const UNREAD: &str = "\
select id, source, received_at, content_type, body, head
from inbox
where id > $1
order by id
limit $2";

pub(super) const MARK: &str = "\
select value
from mark
where name = $1";

pub(super) const SET_MARK: &str = "\
update mark
set value = $1
where name = $2";

pub(super) const ADD_TO_MARK: &str = "\
update mark
set value = value + $1
where name = $2";

pub(super) const KEEP_UNREADABLE: &str = "\
update inbox
set error = $1
where id = $2";

pub(super) const DROP_BODY: &str = "\
delete from inbox
where id = $1";

pub(super) const UNREADABLE: &str = "\
select id, source, received_at, content_type, body, head, error
from inbox
where error is not null
order by id";

pub(super) const ENVELOPE: &str = "\
select id, source, received_at, content_type, body, head, error
from inbox
where id = $1";

pub(super) const INBOX: &str = "\
select id, source, received_at, length(body), error
from inbox
order by id desc
limit $1";

pub(super) const OLDEST_BODIES: &str = "\
select id, received_at, length(body)
from inbox
where id <= $1 and error is null
order by id
limit $2";

pub(super) const DROP_BODIES: &str = "\
delete from inbox
where id <= $1 and error is null";

pub(super) const KNOWN: &str = "\
select a.incident, a.signal, a.started_at, a.why_not, i.status, i.severity, a.last_at
from alert a
left join incident i on i.id = a.incident
where a.hash = $1 and a.source = $2 and a.fingerprint = $3
order by a.id desc
limit 1";

pub(super) const OPEN_GROUP: &str = "\
select id
from incident
where group_hash = $1 and source = $2 and grouped = $3 and status <> 'resolved'
order by id desc
limit 1";

pub(super) const NEW_ALERT: &str = "\
insert into alert (incident, hash, source, fingerprint, signal, severity, started_at, first_at,
    last_at, reports, why_not, summary, details, labels, link, expires_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $8, 1, $9, $10, $11, $12, $13, $14)";

pub(super) const CHANGE_ALERT: &str = "\
update alert
set signal = $1,
    severity = $2,
    started_at = case when $3 > started_at then $3 else coalesce(started_at, $3) end,
    last_at = $4,
    reports = reports + 1,
    why_not = $5,
    summary = $6,
    details = $7,
    labels = $8,
    link = $9,
    expires_at = $10
where incident = $11 and hash = $12 and source = $13 and fingerprint = $14";

pub(super) const COUNT_ALERT: &str = "\
update alert
set reports = reports + 1,
    last_at = coalesce($1, last_at),
    started_at = coalesce($2, started_at),
    why_not = $3,
    expires_at = coalesce($4, expires_at)
where incident = $5 and hash = $6 and source = $7 and fingerprint = $8";

pub(super) const EXPIRED: &str = "\
select id, incident, source, fingerprint, severity, summary, last_at
from alert
where expires_at <= $1
order by expires_at
limit $2";

pub(super) const NEXT_EXPIRY: &str = "\
select min(expires_at)
from alert
where expires_at is not null";

pub(super) const LAPSE: &str = "\
update alert
set signal = 0,
    started_at = null,
    expires_at = null,
    last_at = $1
where id = $2";

pub(super) const ALERTS: &str = "\
select source, fingerprint, signal, severity, started_at, first_at, last_at, reports, summary,
    details, labels, link
from alert
where incident = $1 and incident <> 0
order by first_at, source, fingerprint";

pub(super) const SOURCES_OF: &str = "\
select a.source
from alert a
join incident i on i.id = a.incident
where i.status <> 'resolved' and a.incident <> 0 and a.fingerprint = $1 and a.signal = 1";

pub(super) const LAST_INCIDENT: &str = "\
select max(last)
from (
    select max(id) as last
    from incident
    union all
    select value
    from mark
    where name = 'last-incident'
) numbers";

pub(super) const INCIDENT_COLUMNS: &str = "\
select id, version, status, severity, opened_at, next_at, source, grouped, policy, firing, step,
    round, held_for, acknowledged_by, acknowledged_at, promise, resolved_by, resolved_by_source,
    resolved_at, summary, labels, silence, inhibited_by, settle, noise,
    check_in, firing_then, times
from incident";

pub(super) const INCIDENT: &str = "\
select id, version, status, severity, opened_at, next_at, source, grouped, policy, firing, step,
    round, held_for, acknowledged_by, acknowledged_at, promise, resolved_by, resolved_by_source,
    resolved_at, summary, labels, silence, inhibited_by, settle, noise,
    check_in, firing_then, times
from incident
where id = $1";

pub(super) const NEW_INCIDENT: &str = "\
insert into incident (id, version, status, severity, opened_at, next_at, source, grouped,
    group_hash, policy, firing, step, round, held_for, acknowledged_by, acknowledged_at, promise,
    resolved_by, resolved_by_source, resolved_at, summary, labels, silence, inhibited_by, settle,
    noise)
values ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
    $20, $21, $22, $23, $24, $25)";

pub(super) const CHANGE_INCIDENT: &str = "\
update incident
set version = version + 1,
    status = $1,
    severity = $2,
    next_at = $3,
    firing = $4,
    step = $5,
    round = $6,
    held_for = $7,
    acknowledged_by = case when $1 = 'resolved' then acknowledged_by else $8 end,
    acknowledged_at = case when $1 = 'resolved' then acknowledged_at else $9 end,
    promise = $10,
    resolved_by = $11,
    resolved_by_source = $12,
    resolved_at = $13,
    silence = $14,
    inhibited_by = $15,
    settle = $16,
    noise = $17
where id = $18 and version = $19";

pub(super) const DUE_INCIDENTS: &str = "\
select id
from incident
where next_at is not null and next_at <= $1
order by next_at
limit $2";

pub(super) const NEXT_INCIDENT_DEADLINE: &str = "\
select min(next_at)
from incident
where next_at is not null";

pub(super) const WAKE_UNCALLED: &str = "\
update incident
set next_at = $1
where status = 'triggered'
    and next_at > $1
    and not exists (
        select 1 from page where page.incident = incident.id and page.state in (0, 1, 2)
    )
    and ($2 = 0 or not exists (select 1 from resend where resend.incident = incident.id))";

// Nothing but what the index over what is open has: an incident is ten times as long.
pub(super) const COUNT_OPEN: &str = "\
select severity, count(*), count(case status when 'acknowledged' then 1 end),
    count(case status when 'held' then 1 end)
from incident
where status <> 'resolved'
group by severity
order by severity desc";

pub(super) const COUNT_OPEN_BESIDES: &str = "\
select severity, count(*), count(case status when 'acknowledged' then 1 end),
    count(case status when 'held' then 1 end)
from incident
where status <> 'resolved' and source <> $1
group by severity
order by severity desc";

pub(super) const APPEND: &str = "\
insert into timeline (id, at, incident, event, who, reason, text, about, corrects, monotonic, ahead,
    witness, hash)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";

pub(super) const TIMELINE_OF: &str = "\
select id, at, incident, event, who, reason, text, about, corrects
from timeline
where incident = $1 and id > $2
order by id";

pub(super) const TIMELINE: &str = "\
select id, at, incident, event, who, reason, text, about, corrects
from timeline
where id > $1
order by id";

pub(super) const LAST_ENTRY: &str = "\
select coalesce(max(id), 0)
from timeline";

pub(super) const FIRST_WRITTEN: &str = "\
select at
from timeline
order by id
limit 1";

pub(super) const COUNT_ENTRIES: &str = "\
select count(*)
from timeline";

pub(super) const LAST_ENTRIES: &str = "\
select coalesce(min(id), 1) - 1
from (select id from timeline order by id desc limit $1) newest";

pub(super) const POSTPONE: &str = "\
update incident
set next_at = $1
where id = $2";

pub(super) const BEGAN_BETWEEN: &str = "\
select count(*), coalesce(sum(signal <> 0), 0)
from alert
where started_at >= $1 and started_at < $2";

#[cfg(test)]
mod tests;

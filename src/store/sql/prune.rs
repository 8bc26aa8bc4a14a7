//! The statements about what is let go: what stands in its way, how much it is, and that it goes.

pub(in crate::store) const ANCHOR: &str = "\
select entry, first, last, hash, before, upto, upto_hash
from anchor
where id = 1";

pub(in crate::store) const PUT_ANCHOR: &str = "\
insert into anchor (id, entry, first, last, hash, before, upto, upto_hash)
values (1, $1, $2, $3, $4, $5, $6, $7)
on conflict (id) do update
set entry = excluded.entry,
    first = excluded.first,
    last = excluded.last,
    hash = excluded.hash,
    before = excluded.before,
    upto = excluded.upto,
    upto_hash = excluded.upto_hash";

pub(in crate::store) const MOVE_ANCHOR: &str = "\
update anchor
set upto = $1, upto_hash = $2
where id = 1";

pub(in crate::store) const MOVE_BEGINNING: &str = "\
update chain
set first = $1, number = number - $2
where id = 1";

pub(in crate::store) const FIRST_YOUNG: &str = "\
select id, at
from timeline
where at >= $1
order by id
limit 1";

/// How many entries after that one are older by their own date.
pub(in crate::store) const BEHIND: &str = "\
select count(*)
from timeline
where id > $1 and at < $2";

/// Whose task it is, by an entry of those, that a problem comes no more, where no later entry says so of it.
pub(in crate::store) const OWNERS: &str = "\
select t.who, t.incident, coalesce(i.summary, '')
from timeline t
left join incident i on i.id = t.incident
where t.id <= $1 and t.event = 'owned' and t.incident is not null
    and not exists (
        select 1
        from alert a
        join alert b on b.hash = a.hash and b.source = a.source and b.fingerprint = a.fingerprint
        join timeline n on n.incident = b.incident
        where a.incident = t.incident and b.incident <> 0 and n.event = 'owned' and n.id > t.id
    )
order by t.id";

pub(in crate::store) const HASH_AT: &str = "\
select hash
from timeline
where id = $1";

/// Incidents in the order of their numbers: their entries, and what keeps them from going. What wail itself
/// reports (`own_source`, and the silence of a source that is polled) is heard once, and lasts until it is over.
pub(in crate::store) const SPANS: &str = "\
select t.incident, min(t.id), max(t.id), i.status is not null and i.status <> 'resolved',
    exists (select 1 from owed_update o where o.incident = t.incident),
    (select min(p.id) from promise p where p.incident = t.incident and p.closed_at is null),
    exists (
        select 1
        from alert a
        where a.incident = t.incident and a.incident <> 0 and a.signal <> 0
            and (a.last_at >= $1 or a.expires_at is not null or a.source = 'wail'
                or a.fingerprint = '\\silent'
                or a.listed = 1 and exists (
                    select 1 from poll where poll.source = a.source and poll.word_at >= $1
                ))
    )
from timeline t
left join incident i on i.id = t.incident
where t.incident is not null
group by t.incident
having min(t.id) <= $2";

pub(in crate::store) const OLD_PROMISES: &str = "\
select id, made_at
from promise
where closed_at is null and made_at < $1
order by made_at, id";

pub(in crate::store) const CORRECTED: &str = "\
select corrects, id
from timeline
where corrects <= $1";

pub(in crate::store) const ENTRIES: &str = "\
select count(*), coalesce(min(id), 0), min(at), max(at), sum(event = 'fix-noted'),
    coalesce(sum(length(text) + length(event) + coalesce(length(who), 0) + coalesce(length(reason), 0)
        + 110), 0)
from timeline
where id <= $1";

pub(in crate::store) const INCIDENTS: &str = "\
select count(*), min(id), max(id),
    coalesce(sum(length(summary) + length(labels) + coalesce(length(seen), 0) + 160), 0)
from incident
where id in (select incident from timeline where id <= $1)";

pub(in crate::store) const ALERTS: &str = "\
select count(*),
    coalesce(sum(length(summary) + length(details) + length(labels) + length(fingerprint) + 120), 0)
from alert
where incident <> 0 and incident in (select incident from timeline where id <= $1)";

pub(in crate::store) const PAGES: &str = "\
select count(*), coalesce(sum(coalesce(length(note), 0) + coalesce(length(because), 0) + 120), 0)
from page
where incident in (select incident from timeline where id <= $1)";

pub(in crate::store) const CUT_ENTRIES: &str = "\
delete from timeline
where id <= $1";

/// Whether an incident has gone from the record, and nothing is open about it.
pub(in crate::store) const IS_GONE: &str = "\
select not exists (select 1 from timeline where incident = $1)
    and not exists (select 1 from incident where id = $1 and status <> 'resolved')
    and not exists (select 1 from owed_update where incident = $1)
    and not exists (select 1 from promise where incident = $1 and closed_at is null)";

/// What an incident takes with it, each by its number; the incident itself comes last.
pub(in crate::store) const OF_INCIDENT: [&str; 12] = [
    "delete from receipt where page in (select id from page where incident = $1)",
    "delete from page where incident = $1",
    "delete from resend where incident = $1",
    "delete from emergency where incident = $1",
    "delete from publication where written in (select id from incident_update where incident = $1)",
    "delete from incident_update where incident = $1",
    "delete from alert where incident = $1 and incident <> 0",
    "delete from promise where incident = $1 and id < (select max(id) from promise)",
    "delete from storm where incident = $1",
    "delete from kin where incident = $1",
    "delete from merged where target = $1",
    "delete from incident where id = $1",
];

/// The next alert has a number above the newest that is left: what was listed is not beyond that.
pub(in crate::store) const LOWER_LISTED: &str = "\
update poll
set listed_up_to = (select coalesce(max(id), 0) from alert)
where listed_up_to > (select coalesce(max(id), 0) from alert)";

pub(in crate::store) const KEEP_NUMBER: &str = "\
update mark
set value = case when value < $1 then $1 else value end
where name = 'last-incident'";

/// What is over for so long and belongs to no incident. The newest of each kind stays, so that no number is
/// given twice.
pub(in crate::store) const LOOSE: [&str; 3] = [
    "delete from promise where closed_at < $1 and incident is null and id < (select max(id) from promise)",
    "delete from silence where ends_at < $1 and told <> 0 and id < (select max(id) from silence)
        and id not in (select silence from incident where silence is not null)",
    "delete from alert where incident = 0 and signal = 0 and last_at < $1 and expires_at is null",
];

/// How many rows there are of what.
pub(in crate::store) const COUNTS: [(&str, &str); 12] = [
    ("incidents", "select count(*) from incident"),
    ("open", "select count(*) from incident where status <> 'resolved'"),
    ("alerts", "select count(*) from alert"),
    ("entries", "select count(*) from timeline"),
    ("pages", "select count(*) from page"),
    ("inbox", "select count(*) from inbox"),
    ("unreadable", "select count(*) from inbox where error is not null"),
    ("silences", "select count(*) from silence"),
    ("promises", "select count(*) from promise"),
    ("updates", "select count(*) from incident_update"),
    ("monitors", "select count(*) from monitor"),
    ("gauges", "select count(*) from gauge"),
];

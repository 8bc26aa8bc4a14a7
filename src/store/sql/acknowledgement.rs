//! The statements about what acknowledgements promise, what came before, and a clock that is put back.

pub(in crate::store) const PROMISE: &str = "\
update incident
set check_in = $1, firing_then = $2
where id = $3";

pub(in crate::store) const BEFORE: &str = "\
select i.id, i.opened_at, i.resolved_at, i.acknowledged_by, i.resolved_by, i.resolved_by_source
from alert a
join incident i on i.id = a.incident
where a.hash = $1 and a.source = $2 and a.fingerprint = $3 and i.id < $4 and i.status = 'resolved'
order by i.id desc
limit 1";

pub(in crate::store) const LAST_NOTE: &str = "\
select who, text
from timeline
where incident = $1 and event = 'noted'
order by id desc
limit 1";

pub(in crate::store) const FIX: &str = "\
select t.who, t.text
from alert a
join timeline t on t.incident = a.incident
where a.hash = $1 and a.source = $2 and a.fingerprint = $3 and a.incident < $4 and a.incident <> 0
    and t.event = 'fix-noted'
order by t.id desc
limit 1";

pub(in crate::store) const OWNER: &str = "\
select t.who
from alert a
join timeline t on t.incident = a.incident
where a.hash = $1 and a.source = $2 and a.fingerprint = $3 and a.incident <> 0 and t.event = 'owned'
order by t.id desc
limit 1";

pub(in crate::store) const TIMES: &str = "\
select count(*)
from alert a
join incident i on i.id = a.incident
where a.hash = $1 and a.source = $2 and a.fingerprint = $3 and i.id <= $4 and i.opened_at > $5";

pub(in crate::store) const MARK_SEEN: &str = "\
update incident
set times = $1, seen = $2
where id = $3";

pub(in crate::store) const SEEN: &str = "\
select seen
from incident
where id = $1";

pub(in crate::store) const CONCERNS: &str = "\
select exists (select 1 from page where incident = $1 and person = $2)";

pub(in crate::store) const PUT_BACK_INCIDENTS: &str = "\
update incident
set next_at = next_at - $1,
    acknowledged_at = case when acknowledged_at > $2 then acknowledged_at - $1
        else acknowledged_at end
where next_at > $3
    and (status in ('triggered', 'acknowledged')
        or status = 'held' and (noise is not null or inhibited_by is not null))";

pub(in crate::store) const PUT_BACK_PAGES: &str = "\
update page
set due_at = case when state = 0 and due_at > $1 then due_at - $2 else $3 end,
    decided_at = case when due_at = decided_at then $3 else decided_at end
where due_at > $3 and state in (0, 1, 2, 5)
    and (due_at > $1 or decided_at > $3 or state <> 0)";

pub(in crate::store) const PUT_BACK_SILENCES: &str = "\
update silence
set starts_at = case when changed_at > $1 then min(starts_at, $1) else starts_at end,
    look_at = min(look_at, $1)
where told = 0 and starts_at <= $2 and (changed_at > $1 or look_at > $1)";

pub(in crate::store) const PUT_BACK_FLAPS: &str = "\
update flap
set calm_at = calm_at - $1
where calm_at > $2";

pub(in crate::store) const PUT_BACK_EXPIRIES: &str = "\
update alert
set expires_at = expires_at - $1
where expires_at > $2";

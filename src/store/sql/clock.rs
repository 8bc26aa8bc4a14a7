//! The statements about a clock that was put back. What goes by the calendar stays as it is.

pub(in crate::store) const HASTEN_INCIDENTS: &str = "\
update incident
set next_at = next_at - $1
where next_at > $2
    and (status = 'triggered'
        or status = 'acknowledged' and promise = 'check-in'
        or status = 'held' and (noise is not null or inhibited_by is not null))";

pub(in crate::store) const HASTEN_PAGES: &str = "\
update page
set due_at = due_at - $1
where state = 0 and due_at > $2";

pub(in crate::store) const HASTEN_FLAPS: &str = "\
update flap
set calm_at = calm_at - $1
where calm_at > $2";

pub(in crate::store) const HASTEN_EXPIRIES: &str = "\
update alert
set expires_at = expires_at - $1
where expires_at > $2";

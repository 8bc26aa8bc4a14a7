//! The statements about stations.

pub(in crate::store) const PUT_STATION: &str = "\
insert into station (name, seen_at, daemon, people, channels, audio, unable)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (name) do update
set seen_at = excluded.seen_at,
    daemon = excluded.daemon,
    people = excluded.people,
    channels = excluded.channels,
    audio = coalesce(excluded.audio, station.audio),
    unable = excluded.unable";

pub(in crate::store) const DROP_STATION: &str = "\
delete from station
where name = $1";

pub(in crate::store) const STATIONS: &str = "\
select name, seen_at, daemon, people, channels, audio, unable
from station
where seen_at >= $1
order by name";

pub(in crate::store) const GONE_STATIONS: &str = "\
select distinct p.station
from page p
where (p.state = 1 or p.state = 2)
    and p.station is not null
    and not exists (select 1 from station s where s.name = p.station and s.seen_at >= $1)";

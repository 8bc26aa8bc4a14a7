//! Whether the jobs that are to give signs of life do.

use super::{Finding, Patient};
use crate::cli::time;
use crate::domain::heartbeat::{Standing, Stands, Trouble};
use crate::domain::wait::count;
use crate::error::Error;
use crate::store::StoreError;

/// Says of every heartbeat with which something is wrong what it is, and of how many all is well.
pub(super) fn heartbeats(patient: &mut Patient<'_>) -> Result<Vec<Finding>, Error> {
    let (Some(settings), Some(store)) = (patient.settings, &mut patient.store) else {
        return Ok(Vec::new());
    };
    let rules = &settings.rules.heartbeats;
    if rules.is_empty() {
        return Ok(Vec::new());
    }
    let standings = store.read(|tx| {
        let standing = |name: &String| Ok((name.clone(), tx.standing_of(name)?));
        rules.keys().map(standing).collect::<Result<Vec<(String, Option<Standing>)>, StoreError>>()
    })?;
    let (now, zone) = (patient.session.now, patient.session.zone());
    let (mut findings, mut fine) = (Vec::new(), 0);
    for (name, standing) in standings {
        let Some(standing) = standing else {
            findings.push(Finding::warning(
                "heartbeat",
                format!("{name} is not expected yet"),
                "a daemon that decides expects it: `wail watch`, or `wail serve`",
            ));
            continue;
        };
        let at = |instant| time::with_distance(instant, now, &zone);
        let last = match standing.heard_at {
            Some(heard_at) => format!("last heard {}", at(heard_at)),
            None => "never heard".to_owned(),
        };
        let fix = format!("`wail beat show {name}` shows what it said last");
        match standing.stands() {
            Stands::Wrong(Trouble::Late) => findings.push(Finding::warning(
                "heartbeat",
                format!("{name} is late: due {}, {last}", at(standing.due_at)),
                format!("see whether the job runs; {fix}"),
            )),
            Stands::Wrong(trouble) => {
                let text = format!("{name}: {}, {last}", trouble.word());
                findings.push(Finding::warning("heartbeat", text, fix));
            }
            Stands::New => findings.push(Finding::warning(
                "heartbeat",
                format!("{name} was never heard, and is due {}", at(standing.due_at)),
                format!("have the job run `wail beat {name}`, or `wail beat {name} -- COMMAND`"),
            )),
            Stands::Running | Stands::Fine => fine += 1,
        }
    }
    if fine > 0 {
        let text = format!("{} as expected", count(fine, "heartbeat"));
        findings.push(Finding::fine("heartbeat", text));
    }
    Ok(findings)
}

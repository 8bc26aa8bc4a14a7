//! Escalation chains of `Grafana OnCall`, as policies.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Index, is_chain, is_step};
use crate::import::draft::{Draft, Policy, Step};
use crate::import::fields::{text, texts, truth, whole};

/// The steps of every chain, in their order.
pub(super) fn read_chains(found: &[(&str, &Value)], index: &Index, draft: &mut Draft<'_>) {
    let mut chains: BTreeMap<&str, Vec<(&str, &Value)>> = BTreeMap::new();
    for (file, step) in found.iter().filter(|(_, it)| is_step(it)) {
        let Some(chain) = text(step, "escalation_chain_id") else { continue };
        chains.entry(chain).or_default().push((file, step));
    }
    for (id, mut steps) in chains {
        let named = found.iter().find(|(_, it)| is_chain(it) && text(it, "id") == Some(id));
        let title = named.and_then(|(_, it)| text(it, "name")).unwrap_or(id);
        steps.sort_by_key(|(_, step)| whole(step, "position").unwrap_or(0));
        read_chain(title, &steps, index, draft);
    }
}

fn read_chain(title: &str, written: &[(&str, &Value)], index: &Index, draft: &mut Draft<'_>) {
    let mut steps: Vec<Step> = Vec::new();
    let mut repeat = None;
    for (number, (file, step)) in written.iter().enumerate() {
        let place = format!("escalation chain {title}, step {}", number + 1);
        let kind = text(step, "type").unwrap_or_default();
        let mut called = |keys: &str, draft: &mut Draft<'_>| {
            let who: Vec<String> =
                texts(step, keys).iter().map(|id| index.person(id, draft)).collect();
            if !who.is_empty() {
                steps.push(Step { who, wait: None });
            }
        };
        match kind {
            "wait" => {
                let wait = whole(step, "duration").unwrap_or(60).max(1);
                match steps.last_mut() {
                    Some(last) => last.wait = Some(last.wait.unwrap_or(0) + wait),
                    None => {
                        draft.leave(file, &place, "it waits before anybody is called; here not");
                    }
                }
            }
            "notify_persons" => called("persons_to_notify", draft),
            "notify_person_next_each_time" => {
                called("persons_to_notify_next_each_time", draft);
                draft.leave(
                    file,
                    &place,
                    "it calls one after the other in turn; here it calls all",
                );
            }
            "notify_on_call_from_schedule" => {
                let id = text(step, "notify_on_call_from_schedule").unwrap_or_default();
                if let Some(rota) = index.rotas.get(id) {
                    steps.push(Step { who: vec![rota.clone()], wait: None });
                } else {
                    let what = format!("its schedule {id} is not in the export");
                    draft.leave(file, &place, what);
                }
            }
            "repeat_escalation" => repeat = Some(5),
            other => draft.leave(file, &place, format!("`{other}` is not done here")),
        }
        if truth(step, "important") == Some(true) {
            draft.leave(
                file,
                &place,
                "it is by the important rules; here severity says how loud it is",
            );
        }
    }
    if steps.is_empty() {
        let file = written.first().map_or("", |(file, _)| file);
        let what = "nobody is left in it, and it is left out";
        return draft.leave(file, &format!("escalation chain {title}"), what);
    }
    // A step without a wait is due at once: it belongs to the one before it.
    let last = steps.len() - 1;
    let mut joined: Vec<Step> = Vec::new();
    let mut goes_on = false;
    for (number, step) in steps.into_iter().enumerate() {
        let ends = step.wait.is_some() || number == last;
        match joined.last_mut().filter(|_| goes_on) {
            Some(before) => {
                before.who.extend(
                    step.who.into_iter().filter(|it| !before.who.contains(it)).collect::<Vec<_>>(),
                );
                before.wait = step.wait;
            }
            None => joined.push(step),
        }
        goes_on = !ends;
    }
    let name = draft.name("policy", title);
    let notes = if name == title { Vec::new() } else { vec![title.to_owned()] };
    draft.policies.push(Policy { name, steps: joined, repeat, notes });
}

//! A draft as the text of a configuration, whole: whatever no export said is filled in.

use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};

use super::draft::{Draft, Left, Otherwise, Person, Policy, Rota, Step};
use super::fitting::fitting;
use super::layer::Layer;
use super::written::{Block, commented, key, length, listed, quoted};

/// What an import comes to.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The configuration.
    pub text: String,
    /// What is not in it, or not as it was.
    pub left: Vec<Left>,
    /// What is in it: how many of what, none that are none.
    pub counts: Vec<(&'static str, usize)>,
}

/// How long the first of all have, in seconds, and then everybody.
const WAITS: (i64, i64) = (300, 600);

pub(super) fn composed(mut draft: Draft<'_>) -> Imported {
    whoever_is_on_call(&mut draft);
    policies(&mut draft);
    last_route(&mut draft);
    if draft.sources.is_empty() {
        for kind in ["alertmanager", "generic"] {
            draft.sources.insert(kind.to_owned(), Block::table("sources", kind));
        }
    }
    let text = fitting(&mut draft, written);
    let counts = [
        ("person", draft.people.len()),
        ("rota", draft.rotas.len()),
        ("policy", draft.policies.len()),
        ("route", draft.routes.len()),
        ("inhibit rule", draft.inhibits.len()),
        ("monitor", draft.monitors.len()),
        ("heartbeat", draft.heartbeats.len()),
    ];
    let counts = counts.into_iter().filter(|(_, count)| *count > 0).collect();
    Imported { text, left: draft.left, counts }
}

/// The user is on call where no export says who is.
fn whoever_is_on_call(draft: &mut Draft<'_>) {
    if draft.people.is_empty() {
        let user = draft.around.user.map(str::to_owned);
        let known = super::draft::Known { name: user, ..Default::default() };
        draft.person(&known);
    }
    if draft.rotas.is_empty() {
        let people = draft.people.iter().map(|person| person.name.clone()).collect();
        let rota = draft.rota("primary", None);
        let monday = monday(draft.around.now, draft).at(9, 0, 0, 0);
        draft.add(&rota, Layer::new(people, "week", monday).block(&rota));
    }
}

/// The Monday before, on the clock of this machine.
fn monday(now: Timestamp, draft: &Draft<'_>) -> Date {
    monday_before(now.to_zoned(draft.clock(None)).date())
}

pub(super) fn monday_before(day: Date) -> Date {
    day.tomorrow().and_then(|after| after.nth_weekday(-1, Weekday::Monday)).unwrap_or(day)
}

/// There is at least one policy, and every step calls somebody.
fn policies(draft: &mut Draft<'_>) {
    let first = draft.rotas.first().map(|rota| rota.name.clone());
    let on_call = first.unwrap_or_else(|| "everyone".to_owned());
    if draft.policies.is_empty() {
        let name = draft.name("policy", "default");
        let steps = [(Vec::new(), WAITS.0), (vec!["everyone".to_owned()], WAITS.1)];
        let steps = steps.into_iter().map(|(who, wait)| Step { who, wait: Some(wait) });
        draft.policies.push(Policy {
            name,
            steps: steps.collect(),
            repeat: None,
            notes: Vec::new(),
        });
    }
    for step in draft.policies.iter_mut().flat_map(|policy| &mut policy.steps) {
        if step.who.is_empty() {
            step.who.push(on_call.clone());
        }
    }
}

/// The last route takes everything.
fn last_route(draft: &mut Draft<'_>) {
    let first = draft.policies.first().map(|policy| policy.name.clone()).unwrap_or_default();
    let otherwise = draft.otherwise.take().unwrap_or(Otherwise::Policy(first.clone()));
    let is_needed = !draft.routes.is_empty()
        || draft.policies.len() > 1
        || otherwise != Otherwise::Policy(first.clone());
    if !is_needed {
        return;
    }
    let is_led_to = |policy: &Policy| {
        let by_route = draft.routes.iter().any(|it| it.says("policy", &quoted(&policy.name)));
        by_route || otherwise == Otherwise::Policy(policy.name.clone())
    };
    let alone = draft.policies.iter().filter(|policy| !is_led_to(policy));
    for name in alone.map(|policy| policy.name.clone()).collect::<Vec<_>>() {
        let what = "no export says which alerts go to it: add a `[[route]]` that does";
        draft.leave("policies", &name, what);
    }
    let route = Block::item("route");
    draft.routes.push(match otherwise {
        Otherwise::Policy(policy) => route.text("policy", &policy),
        Otherwise::Log => route.plain("log", true),
    });
}

fn written(draft: &Draft<'_>) -> String {
    let mut text = String::from(
        "# The configuration of wail, imported; `wail config check` says whether it is right.\n",
    );
    if !draft.left.is_empty() {
        text.push_str("#\n# What could not be carried over, or not as it was:\n");
        for left in &draft.left {
            push(&mut text, &commented(&format!("  {left}")));
        }
    }
    text.push('\n');
    head(&mut text, draft);
    let blocks = |text: &mut String, title: &str, blocks: &[Block]| {
        if let Some((first, rest)) = blocks.split_first() {
            push(text, &format!("\n# {title}"));
            push(text, first.to_string().trim_end());
            for block in rest {
                push(text, &format!("\n{}", block.to_string().trim_end()));
            }
        }
    };
    let people: Vec<Block> = draft.people.iter().map(person).collect();
    blocks(
        &mut text,
        "People: sound, desktop and bell reach them unless `channels` says otherwise.",
        &people,
    );
    let rotas: Vec<Block> = draft.rotas.iter().flat_map(rota).collect();
    blocks(
        &mut text,
        "Who is on call when; `wail rota show` shows it, `wail rota lint` looks a year ahead.",
        &rotas,
    );
    push(&mut text, "\n# Who is called in which order until somebody acknowledges.");
    let policies: Vec<String> = draft.policies.iter().map(policy).collect();
    push(&mut text, policies.join("\n").trim_end());
    blocks(&mut text, "Where an alert goes: the first that takes it decides.", &draft.routes);
    blocks(&mut text, "Which alerts explain others.", &draft.inhibits);
    let sources: Vec<Block> = draft.sources.values().cloned().collect();
    blocks(&mut text, "Who may send alerts, to http://127.0.0.1:9911/in/NAME.", &sources);
    blocks(&mut text, "What is looked at again and again.", &draft.monitors);
    blocks(&mut text, "Jobs that are to give signs of life.", &draft.heartbeats);
    blocks(
        &mut text,
        "Quiet that is planned, and what shows that this machine is not cut off.",
        &draft.others,
    );
    text
}

fn push(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

fn head(text: &mut String, draft: &Draft<'_>) {
    let names: Vec<&str> = draft.people.iter().map(|person| person.name.as_str()).collect();
    match draft.around.user.filter(|user| names.contains(user)) {
        Some(user) => push(text, &format!("# Whose machine this is.\nme = {}", quoted(user))),
        None => push(
            text,
            "# Whose machine this is: without it, it rings for everybody.\n# me = \"NAME\"",
        ),
    }
    push(text, &format!("zone = {}", quoted(draft.around.zone.unwrap_or("UTC"))));
    // Whoever stands first in a rota, which is whoever was met first.
    let fallback = names.first().copied().unwrap_or("you");
    push(
        text,
        &format!("# Who is called when nobody is on call.\nfallback = {}", quoted(fallback)),
    );
}

fn person(person: &Person) -> Block {
    let known = &person.known;
    let said = [known.name.clone(), known.address.as_ref().map(|address| format!("<{address}>"))];
    let said: Vec<String> = said.into_iter().flatten().collect();
    let mut block = Block::table("people", &person.name);
    if !said.is_empty() && said != [person.name.clone()] {
        block = block.comment(&said.join(" "));
    }
    block.maybe_text("zone", known.zone.as_deref())
}

fn rota(rota: &Rota) -> Vec<Block> {
    [rota.head.clone()].into_iter().chain(rota.blocks.iter().cloned()).collect()
}

fn policy(policy: &Policy) -> String {
    let mut text = String::new();
    policy.notes.iter().for_each(|note| push(&mut text, &commented(note)));
    push(&mut text, &format!("[policy.{}]\nsteps = [", key(&policy.name)));
    for step in &policy.steps {
        let who = match step.who.as_slice() {
            [one] => quoted(one),
            several => listed(several),
        };
        let wait = step.wait.map(|wait| wait.clamp(1, 366 * 86_400));
        let wait =
            wait.map(|wait| format!(", wait = {}", quoted(&length(wait)))).unwrap_or_default();
        push(&mut text, &format!("    {{ who = {who}{wait} }},"));
    }
    push(&mut text, "]");
    if let Some(repeat) = policy.repeat {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "repeat = {}", repeat.clamp(0, 1_000));
    }
    text
}

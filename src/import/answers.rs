//! A first configuration out of five answers.

use jiff::civil::Date;

use super::compose::monday_before;
use super::written::{Block, listed, quoted};
use crate::config::is_name;

/// A way in which somebody is reached that needs no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// A channel by its name: `sound`, `desktop`, `bell`.
    Channel(String),
    /// A topic of ntfy.
    Ntfy(String),
    /// A program.
    Program(String),
}

impl Reach {
    /// One way as people type it: `sound`, `ntfy TOPIC`, or the path of a program.
    ///
    /// # Errors
    ///
    /// Says what it may be.
    pub fn parse(text: &str, channels: &[&str]) -> Result<Self, String> {
        let text = text.trim();
        if let Some(topic) = text.strip_prefix("ntfy ").or_else(|| text.strip_prefix("ntfy:")) {
            let topic = topic.trim();
            let is_topic = |it: char| it.is_ascii_alphanumeric() || matches!(it, '_' | '-');
            if topic.is_empty() || !topic.chars().all(is_topic) {
                return Err(format!("`{topic}` is no topic of ntfy: letters, digits, `_` and `-`"));
            }
            return Ok(Self::Ntfy(topic.to_owned()));
        }
        if text.starts_with('/') {
            return Ok(Self::Program(text.to_owned()));
        }
        if channels.contains(&text) {
            return Ok(Self::Channel(text.to_owned()));
        }
        Err(format!(
            "`{text}` is none of {}, `ntfy TOPIC` or the path of a program",
            channels.join(", ")
        ))
    }

    fn written(&self) -> String {
        match self {
            Self::Channel(name) => quoted(name),
            Self::Ntfy(topic) => {
                format!("{{ use = \"push\", to = \"ntfy\", topic = {} }}", quoted(topic))
            }
            Self::Program(path) => {
                format!("{{ use = \"command\", run = {} }}", listed(std::slice::from_ref(path)))
            }
        }
    }
}

/// What somebody answered.
#[derive(Clone, Debug)]
pub struct Answers {
    /// Who they are.
    pub name: String,
    /// Where their clock is.
    pub zone: String,
    /// Who else takes turns, in order.
    pub others: Vec<String>,
    /// How long a turn is.
    pub every: String,
    /// How they are reached, in order.
    pub reach: Vec<Reach>,
    /// The kinds of sources that send alerts.
    pub senders: Vec<String>,
}

/// The text of the configuration; turns begin on the Monday before `today`.
#[must_use]
pub fn answered(answers: &Answers, today: Date) -> String {
    let Answers { name, zone, others, every, reach, senders } = answers;
    let mut people = vec![name.clone()];
    people.extend(others.iter().filter(|other| *other != name).cloned());
    let channels: Vec<String> = reach.iter().map(Reach::written).collect();
    let person =
        Block::table("people", name).raw("channels", &format!("[{}]", channels.join(", ")));
    let layer = Block::item("rota.primary.layer")
        .list("people", &people)
        .text("every", every)
        .day("start", monday_before(today))
        .text("handoff", "09:00");
    let sources: Vec<String> =
        senders.iter().map(|kind| Block::table("sources", kind).to_string()).collect();
    format!(
        "# The configuration of wail. It works as it is; `wail config check` says so, or why not.\n\
         # What else it can say is in config.example.toml and docs/configuration.md.\n\n\
         # Whose machine this is. Leave it out on a machine that rings for everybody.\n\
         me = {me}\n\
         # Times of day below are on this clock.\n\
         zone = {zone}\n\
         # Who is called when nobody is on call.\n\
         fallback = {me}\n\n\
         # How to reach you, in order: the next is tried as well when one has not helped.\n\
         {person}\n\
         # Who is on call when; they take turns in this order.\n\
         [rota.primary]\n\n\
         {layer}\n\
         # Who is called in which order until somebody acknowledges.\n\
         [policy.default]\n\
         steps = [\n    {{ who = \"primary\", wait = \"5m\" }},\n    {{ who = \"everyone\", wait = \"10m\" }},\n]\n\n\
         # Who may send alerts, to http://127.0.0.1:9911/in/NAME.\n\
         {sources}",
        me = quoted(name),
        zone = quoted(zone),
        sources = sources.join("\n"),
    )
}

/// Whether that can be the name of somebody.
#[must_use]
pub fn is_person(name: &str) -> bool {
    is_name(name) && !["everyone", "primary"].contains(&name)
}

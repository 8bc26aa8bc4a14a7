//! `systemd`: a unit that must be active.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::process::Command;

use super::keys::{key, needed};
use super::program::{End, Ran, not_started, run, signal};
use super::{Context, Key, KeyKind, Look, Looking, Monitor, Options, Probe, Wrong, length};
use crate::domain::text::plain;

/// `systemd`
pub(super) static MONITOR: Monitor = Monitor {
    name: "systemd",
    about: "a unit of systemd on this machine that must be active",
    keys: KEYS,
    is_local: true,
    build,
};

const KEYS: &[Key] = &[
    needed("unit", KeyKind::Text, "The unit; without an ending it is a service.", "\"nginx\""),
    key(
        "scope",
        KeyKind::Word(&["system", "user"]),
        "Whose unit it is: the `system`'s, which it is unless given, or that of the `user` who runs `wail`.",
        "\"user\"",
    ),
    key(
        "state",
        KeyKind::Word(&["active", "inactive", "any"]),
        "How it must be; `any` is everything but failed, for what only runs at times; `active` unless given.",
        "\"any\"",
    ),
    key(
        "program",
        KeyKind::Text,
        "The program that asks systemd; `systemctl` unless given.",
        "\"/usr/bin/systemctl\"",
    ),
];

/// What is asked of a unit.
const PROPERTIES: &str = "--property=LoadState,ActiveState,SubState,Result,NRestarts";

#[derive(Debug)]
struct Unit {
    name: String,
    is_of_user: bool,
    state: State,
    program: String,
}

/// How a unit must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Active,
    Inactive,
    Any,
}

fn build(options: &Options) -> Result<Arc<dyn Probe>, Wrong> {
    let name = options.text("unit").unwrap_or_default().trim().to_owned();
    let is_name = |c: char| c.is_ascii_alphanumeric() || ":-_.\\@/".contains(c);
    if name.is_empty() || !name.chars().all(is_name) {
        let message = format!("`{}` is no name of one unit", plain(&name));
        return Err(Wrong::new("unit", message, "write `unit = \"nginx.service\"`"));
    }
    let program = options.text("program").unwrap_or_else(|| "systemctl".to_owned());
    if program.trim().is_empty() || program.contains('\0') {
        let hint = "write `program = \"systemctl\"`";
        return Err(Wrong::new("program", "this is no program", hint));
    }
    let state = match options.text("state").as_deref() {
        Some("inactive") => State::Inactive,
        Some("any") => State::Any,
        _ => State::Active,
    };
    let is_of_user = options.text("scope").as_deref() == Some("user");
    Ok(Arc::new(Unit { name, is_of_user, state, program }))
}

impl Probe for Unit {
    fn look<'a>(&'a self, cx: Context<'a>) -> Looking<'a> {
        Box::pin(self.ask(cx))
    }

    fn target(&self) -> String {
        self.name.clone()
    }
}

impl Unit {
    async fn ask(&self, cx: Context<'_>) -> Look {
        let mut command = Command::new(&self.program);
        if self.is_of_user {
            command.arg("--user");
        }
        command.args(["show", "--no-pager", PROPERTIES, "--", &self.name]);
        command.env("LC_ALL", "C").env("SYSTEMD_COLORS", "0");
        let ran = match run(command, cx.timeout).await {
            Ok(ran) => ran,
            Err(error) => {
                let why = not_started(&self.program, None, &error);
                return Look::undetermined(format!("systemd cannot be asked: {why}"));
            }
        };
        match self.answered(&ran) {
            Ok(answer) => self.judge(&answer),
            Err(why) => Look::undetermined(why),
        }
    }

    /// What systemd says of the unit.
    fn answered(&self, ran: &Ran) -> Result<BTreeMap<String, String>, String> {
        let program = plain(&self.program);
        let status = match ran.end {
            End::Status(status) => status,
            End::Late(patience) => {
                return Err(format!("systemd does not answer within {}", length(patience)));
            }
            End::Endless => return Err(format!("`{program}` printed without end and was killed")),
        };
        let text = ran.output.text();
        let lines = text.lines().filter_map(|line| line.split_once('='));
        let answer: BTreeMap<String, String> =
            lines.map(|(key, value)| (key.to_owned(), value.trim().to_owned())).collect();
        if status.success() && answer.contains_key("ActiveState") {
            return Ok(answer);
        }
        let complaint = ran.complaint.first_line();
        let why = match (complaint.is_empty(), signal(status), status.code()) {
            (false, _, _) => complaint,
            (true, Some(signal), _) => format!("`{program}` was killed by {signal}"),
            (true, None, Some(0)) => format!("`{program}` does not say how the unit is"),
            (true, None, code) => {
                format!("`{program}` ended with exit code {}", code.unwrap_or(-1))
            }
        };
        Err(format!("systemd cannot be asked: {why}"))
    }

    fn judge(&self, answer: &BTreeMap<String, String>) -> Look {
        let of = |key: &str| answer.get(key).map_or("", String::as_str);
        let name = &self.name;
        match of("LoadState") {
            "not-found" => return Look::failed(format!("there is no unit `{name}`")),
            "masked" if self.state == State::Active => {
                return Look::failed(format!("`{name}` is masked"));
            }
            "error" | "bad-setting" => {
                return Look::failed(format!("`{name}` cannot be loaded: {}", of("LoadState")));
            }
            _ => {}
        }
        let (active, sub, result) = (of("ActiveState"), of("SubState"), of("Result"));
        let restarts: u32 = of("NRestarts").parse().unwrap_or_default();
        let mut said = format!("`{name}` is {active}");
        if !sub.is_empty() && sub != active {
            said = format!("{said} ({sub})");
        }
        if !matches!(result, "" | "success") {
            said = format!("{said}: {result}");
        }
        // What fails again and again is between two starts most of the time.
        let is_coming_back = sub == "auto-restart" && result != "success";
        let look = match (active, self.state) {
            ("failed", State::Active | State::Any) => Look::failed(said),
            ("failed", State::Inactive) => Look::degraded(said),
            _ if is_coming_back => Look::failed(said),
            (_, State::Any) | ("active", State::Active) | ("inactive", State::Inactive) => {
                Look::fine(said)
            }
            ("inactive", State::Active) | ("active", State::Inactive) => Look::failed(said),
            // On its way from one to the other.
            _ => Look::degraded(said),
        };
        look.number("restarts", f64::from(restarts), "")
    }
}

#[cfg(test)]
mod tests;

//! `prometheus`: an instant query whose values must be within bounds.

mod answer;
mod bounds;

use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use tokio::time::timeout;

use self::answer::{Answer, Series};
use self::bounds::{Bounds, Graded};
use super::certificate;
use super::keys::{key, needed};
use super::means::Wish;
use super::web::{self, Caller};
use super::{
    Context, Key, KeyKind, Look, Looking, Monitor, Options, Probe, Wrong, length, reserve,
};
use crate::domain::watch::{Finding, Number};

/// `prometheus`
pub(super) static MONITOR: Monitor = Monitor {
    name: "prometheus",
    about: "a query of Prometheus, or of what answers as it does, whose values must be within bounds",
    keys: KEYS,
    is_local: false,
    build,
};

const KEYS: &[Key] = &[
    needed(
        "url",
        KeyKind::Text,
        "Where Prometheus is, or VictoriaMetrics, Thanos or Mimir: what stands before `/api/v1`.",
        "\"http://127.0.0.1:9090\"",
    ),
    needed(
        "query",
        KeyKind::Text,
        "What is asked: an instant query.",
        "\"max(node_filesystem_files_free)\"",
    ),
    key("above", KeyKind::Number, "Above this it does not work.", "90"),
    key("warning_above", KeyKind::Number, "Above this it is degraded.", "75"),
    key("below", KeyKind::Number, "Below this it does not work.", "1000"),
    key("warning_below", KeyKind::Number, "Below this it is degraded.", "5000"),
    key(
        "present",
        KeyKind::Word(&["ok", "warning", "failed"]),
        "Without bounds, what a series that is found means: `failed` for the query of an alerting rule; `ok` unless given.",
        "\"failed\"",
    ),
    key(
        "absent",
        KeyKind::Word(&["ok", "warning", "failed", "unknown"]),
        "What it means if nothing is found; `unknown` unless given, `ok` where what is found is wrong by `present`.",
        "\"failed\"",
    ),
    web::HEADERS,
    web::USER,
    web::PASSWORD,
    web::TOKEN,
    key(
        "ca",
        KeyKind::Path,
        "Certificates (PEM) that are trusted besides the system's.",
        "\"internal-ca.pem\"",
    ),
    key("insecure", KeyKind::Truth, "Whether any certificate will do; not unless given.", "true"),
];

#[derive(Debug)]
struct Prometheus {
    url: Url,
    query: String,
    bounds: Bounds,
    absent: Finding,
    caller: Caller,
    wish: Wish,
}

fn build(options: &Options) -> Result<Arc<dyn Probe>, Wrong> {
    let mut url = web::address(options, "write it like `http://127.0.0.1:9090`")?;
    let path = url.path().trim_end_matches('/');
    let path = path.strip_suffix("/api/v1/query").unwrap_or(path);
    let path = format!("{path}/api/v1/query");
    url.set_path(&path);
    url.set_fragment(None);
    let query = options.text("query").unwrap_or_default().trim().to_owned();
    if query.is_empty() {
        return Err(Wrong::new("query", "nothing is asked", "write `query = \"up\"`"));
    }
    let bounds = Bounds::read(options)?;
    let absent = match options.text("absent").as_deref() {
        Some("ok") => Finding::Fine,
        Some("warning") => Finding::Degraded,
        Some("failed") => Finding::Failed,
        None if bounds.find_what_is_wrong() => Finding::Fine,
        _ => Finding::Undetermined,
    };
    let wish = Wish {
        keeps: true,
        authority: options.path("ca"),
        trusts_anybody: options.truth("insecure").unwrap_or_default(),
        ..Wish::default()
    };
    Ok(Arc::new(Prometheus { url, query, bounds, absent, caller: Caller::read(options)?, wish }))
}

impl Probe for Prometheus {
    fn look<'a>(&'a self, cx: Context<'a>) -> Looking<'a> {
        Box::pin(self.look_once(cx))
    }

    fn target(&self) -> String {
        self.query.clone()
    }
}

impl Prometheus {
    /// Whoever does not answer is Prometheus, and says nothing of what is asked.
    async fn look_once(&self, cx: Context<'_>) -> Look {
        let limit = cx.timeout.saturating_sub(reserve(cx.timeout));
        match timeout(limit, self.ask(cx, limit)).await {
            Ok(Ok(answer)) => self.judge(&answer),
            Ok(Err(why)) => Look::undetermined(why),
            Err(_) => {
                Look::undetermined(format!("Prometheus does not answer within {}", length(limit)))
            }
        }
    }

    async fn ask(&self, cx: Context<'_>, limit: Duration) -> Result<Answer, String> {
        let client = cx.means.client(&self.wish.within(limit))?;
        let mut url = self.url.clone();
        // Prometheus ends a query that nobody waits for any more.
        let limit = format!("{}ms", limit.as_millis().max(1));
        url.query_pairs_mut().append_pair("query", &self.query).append_pair("timeout", &limit);
        let sent = self.caller.sends(client.get(url)).send().await;
        let mut reply = sent.map_err(|error| {
            format!("Prometheus cannot be asked: {}", certificate::cause(error, cx.now))
        })?;
        let status = reply.status();
        let body = web::read(&mut reply).await.map_err(|why| format!("{status}, and {why}"))?;
        if !body.is_whole {
            let most = web::MOST;
            return Err(format!("it answers with more than {most} bytes: ask for fewer series"));
        }
        Answer::read(&body.bytes).map_err(|why| match why {
            answer::Unread::Said(error) => format!("Prometheus says: {error}"),
            answer::Unread::Foreign if status.is_success() => {
                "what answers does not answer as Prometheus does".to_owned()
            }
            answer::Unread::Foreign => format!("Prometheus cannot be asked: {status}"),
            answer::Unread::Unfit(what) => what,
        })
    }

    /// What an answer comes to: the worst series decides.
    fn judge(&self, answer: &Answer) -> Look {
        let graded: Vec<Graded<'_>> =
            answer.series.iter().map(|series| self.bounds.grade(series)).collect();
        let mut look = match Graded::worst(&graded) {
            Some(worst) if worst.finding == Finding::Fine => Look::fine(calm(&answer.series)),
            Some(worst) => Look { finding: worst.finding, ..Look::fine(alarming(worst, &graded)) },
            None => Look { finding: self.absent, ..Look::fine("the query finds nothing") },
        };
        if let Some(warning) = &answer.warning {
            look.said = format!("{}; Prometheus warns: {warning}", look.said);
        }
        look.numbers.extend(answer.series.iter().map(|series| Number {
            label: if series.name.is_empty() { "value".to_owned() } else { series.name.clone() },
            value: series.value,
            unit: String::new(),
            max: None,
        }));
        look
    }
}

/// What is said where all is well.
fn calm(series: &[Series]) -> String {
    if let [only] = series {
        return only.is();
    }
    let by_value = |one: &&Series, other: &&Series| one.value.total_cmp(&other.value);
    let least = series.iter().min_by(by_value).map_or("", |series| &series.written);
    let most = series.iter().max_by(by_value).map_or("", |series| &series.written);
    format!("{} series, from {least} to {most}", series.len())
}

/// What is said where something is not: the worst, by its name, and how many more there are.
fn alarming(worst: &Graded<'_>, graded: &[Graded<'_>]) -> String {
    let said = format!("{}, {}", worst.series.is(), worst.why);
    let wrong = graded.iter().filter(|graded| graded.finding != Finding::Fine).count();
    match graded.len() {
        1 => said,
        all => format!("{said} ({wrong} of {all} series are not as they should be)"),
    }
}

#[cfg(test)]
mod tests;

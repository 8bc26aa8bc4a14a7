//! `ping`: a host that must answer echo requests.

mod echo;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::SignedDuration;

use self::echo::{Line, Refused};
use super::keys::{key, needed};
use super::net;
use super::{Context, Key, KeyKind, Look, Looking, Monitor, Options, Probe, Wrong};

/// `ping`
pub(super) static MONITOR: Monitor = Monitor {
    name: "ping",
    about: "a host that must answer echo requests",
    keys: KEYS,
    is_local: false,
    build,
};

const KEYS: &[Key] = &[
    needed("host", KeyKind::Text, "Who is asked: a name or an address.", "\"router.example\""),
    key("count", KeyKind::Whole(1, 10), "How often in one look; once unless given.", "5"),
    key(
        "loss_over",
        KeyKind::Whole(0, 99),
        "How many percent of several may stay unanswered before it is degraded; 0 unless given.",
        "20",
    ),
];

#[derive(Debug)]
struct Ping {
    host: String,
    count: u16,
    /// In percent.
    loss: u32,
}

fn build(options: &Options) -> Result<Arc<dyn Probe>, Wrong> {
    let written = options.text("host").unwrap_or_default();
    let host = written.trim();
    let host = host.strip_prefix('[').and_then(|it| it.strip_suffix(']')).unwrap_or(host);
    if !net::is_host(host) {
        let message = format!("`{written}` is no host");
        return Err(Wrong::new("host", message, "write `router.example` or `192.0.2.1`"));
    }
    let whole = |key, usual| options.whole(key).unwrap_or(usual);
    Ok(Arc::new(Ping {
        host: host.to_owned(),
        count: u16::try_from(whole("count", 1)).unwrap_or(1),
        loss: u32::try_from(whole("loss_over", 0)).unwrap_or_default(),
    }))
}

impl Probe for Ping {
    fn look<'a>(&'a self, cx: Context<'a>) -> Looking<'a> {
        Box::pin(async move {
            match self.ask(cx).await {
                Ok(look) | Err(look) => look,
            }
        })
    }

    fn target(&self) -> String {
        self.host.clone()
    }
}

impl Ping {
    async fn ask(&self, cx: Context<'_>) -> Result<Look, Look> {
        let end = net::end(cx);
        let addresses = cx.means.names.addresses(&self.host, net::for_names(cx)).await;
        let addresses = addresses.map_err(|why| Look::failed(why.to_string()))?;
        let (address, line) = open(&addresses)?;
        let (mut answers, mut silence) = (Vec::new(), None);
        for sequence in 0..self.count {
            let left = usize::from(self.count - sequence);
            match line.echo(sequence, net::share(end, Instant::now(), left)).await {
                Ok(took) => answers.push(took),
                Err(why) => silence = Some(why),
            }
        }
        Ok(self.judge(address, &answers, silence))
    }

    /// What the answers come to that there were, and why one of them was not.
    fn judge(&self, address: IpAddr, answers: &[Duration], silence: Option<String>) -> Look {
        let (count, number) = (u32::from(self.count), u32::try_from(answers.len()).unwrap_or(0));
        let loss = 100 * count.saturating_sub(number) / count;
        let of = if count == 1 { String::new() } else { format!(" {number} of {count} times") };
        let why = silence.map(|why| format!(": {why}")).unwrap_or_default();
        let look = if number == 0 {
            let times = if count == 1 { String::new() } else { format!(" any of {count} times") };
            Look::failed(format!("{address} does not answer{times}{why}"))
        } else {
            let mean = answers.iter().sum::<Duration>() / number;
            let said = format!("{address} answers{of} in {}", in_words(mean));
            let look = if loss > self.loss {
                Look::degraded(format!("{said}{why}"))
            } else {
                Look::fine(said)
            };
            look.number("rtt", mean.as_secs_f64(), "s")
        };
        look.number("loss", f64::from(loss), "%")
    }
}

/// A line to the first address to which there is a way.
fn open(addresses: &[IpAddr]) -> Result<(IpAddr, Line), Look> {
    let mut refusals = Vec::new();
    for address in addresses {
        match Line::open(*address) {
            Ok(line) => return Ok((*address, line)),
            Err(Refused::Unreachable(why)) => refusals.push(format!("{address}: {why}")),
            Err(Refused::Forbidden) => {
                return Err(Look::undetermined(format!(
                    "this machine does not let wail ping; {}",
                    echo::HINT
                )));
            }
            Err(Refused::Ours(why)) => return Err(Look::undetermined(why)),
        }
    }
    Err(Look::failed(refusals.join("; ")))
}

fn in_words(took: Duration) -> String {
    if took < Duration::from_millis(10) {
        return format!("{:.2} ms", took.as_secs_f64() * 1000.0);
    }
    SignedDuration::try_from(took)
        .map_or_else(|_| "a long time".to_owned(), crate::domain::watch::monitor::in_words)
}

#[cfg(test)]
mod tests;

//! The main job with everybody real: a target dies, Prometheus notices, Alertmanager sends, the
//! alarm is heard and acknowledged, the target returns.

use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::pulse::{Pulse, RATE, is_installed, loudness, pitch, samples, sounding};
use crate::sender::get;
use crate::world::{Daemon, KEY, SOUND, World, cannot, pause, say, until};

/// How long a part of the night may take: scraping, evaluating and grouping are set to a second.
const SOON: Duration = Duration::from_secs(30);

/// How long the alarm is listened to: the siren is 4 seconds long, so this is more than two rounds.
const LISTEN: Duration = Duration::from_secs(9);

/// Something that answers whoever scrapes it, until it dies.
pub(crate) struct Target {
    pub(crate) address: SocketAddr,
    stop: Arc<AtomicBool>,
    server: Option<JoinHandle<()>>,
}

impl Target {
    pub(crate) fn live(address: SocketAddr) -> Self {
        let listener = TcpListener::bind(address).unwrap();
        let address = listener.local_addr().unwrap();
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let server = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if stopped.load(Ordering::Relaxed) {
                    return;
                }
                let Ok(mut stream) = stream else { continue };
                let body = "orders_total 7\n";
                let length = body.len();
                // A scraper that breaks off comes again.
                drop(stream.read(&mut [0; 2048]));
                drop(write!(
                    stream,
                    "HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\n\
                     Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
                ));
            }
        });
        Self { address, stop, server: Some(server) }
    }

    pub(crate) fn die(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        // One more visitor, so that it notices.
        drop(std::net::TcpStream::connect(self.address));
        if let Some(server) = self.server.take() {
            server.join().unwrap();
        }
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        self.die();
    }
}

/// A program that is stopped when this is dropped.
pub(crate) struct Running(Child);

impl Running {
    pub(crate) fn start(program: &str, folder: &Path, words: &[String]) -> Self {
        let log = fs::File::create(folder.join(format!("{program}.log"))).unwrap();
        let mut command = Command::new(program);
        command.args(words).current_dir(folder).stdin(Stdio::null());
        command.stdout(log.try_clone().unwrap()).stderr(log);
        Self(command.spawn().unwrap())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended before.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// An address on which nobody listens now.
pub(crate) fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

fn alertmanager(folder: &Path, wail: SocketAddr) -> (Running, SocketAddr) {
    let webhook = format!(
        "    webhook_configs:\n      - url: http://{wail}/in/locked-manager\n        \
         send_resolved: true\n        http_config:\n          authorization:\n            \
         credentials: {KEY}\n"
    );
    alertmanager_that(folder, &webhook)
}

/// An Alertmanager that sends at once, to whom that part of its configuration says.
pub(crate) fn alertmanager_that(folder: &Path, sends: &str) -> (Running, SocketAddr) {
    let address = free_address();
    let config = format!(
        "route:\n  receiver: wail\n  group_by: [alertname]\n  group_wait: 0s\n  \
         group_interval: 1s\n  repeat_interval: 1h\nreceivers:\n  - name: wail\n{sends}"
    );
    fs::write(folder.join("alertmanager.yml"), config).unwrap();
    let running = Running::start(
        "prometheus-alertmanager",
        folder,
        &[
            "--config.file=alertmanager.yml".to_owned(),
            "--storage.path=alertmanager".to_owned(),
            "--cluster.listen-address=".to_owned(),
            format!("--web.listen-address={address}"),
        ],
    );
    is_ready(folder, "prometheus-alertmanager", address);
    (running, address)
}

pub(crate) fn prometheus(folder: &Path, target: SocketAddr, alertmanager: &str) -> Running {
    let address = free_address();
    let config = format!(
        "global:\n  scrape_interval: 500ms\n  scrape_timeout: 400ms\n  evaluation_interval: 1s\n\
         rule_files: [rules.yml]\n\
         alerting:\n  alertmanagers:\n    {alertmanager}\n\
         scrape_configs:\n  - job_name: shop\n    \
         static_configs: [{{targets: ['{target}'], labels: {{service: shop}}}}]\n"
    );
    let rules = "groups:\n  - name: shop\n    rules:\n      - alert: ShopDown\n        \
                 expr: up == 0\n        for: 0s\n        labels: {severity: critical}\n        \
                 annotations: {summary: the shop does not answer}\n";
    fs::write(folder.join("prometheus.yml"), config).unwrap();
    fs::write(folder.join("rules.yml"), rules).unwrap();
    let running = Running::start(
        "prometheus",
        folder,
        &[
            "--config.file=prometheus.yml".to_owned(),
            "--storage.tsdb.path=prometheus".to_owned(),
            // Whoever hears nothing more of an alert takes it for resolved after a multiple of this.
            "--rules.alert.resend-delay=1s".to_owned(),
            format!("--web.listen-address={address}"),
        ],
    );
    is_ready(folder, "prometheus", address);
    running
}

pub(crate) fn is_ready(folder: &Path, program: &str, address: SocketAddr) {
    let start = Instant::now();
    while get(address, "/-/ready").map_or(0, |reply| reply.status) != 200 {
        let log = || fs::read_to_string(folder.join(format!("{program}.log"))).unwrap();
        assert!(start.elapsed() < SOON, "{program} is not ready:\n{}", log());
        pause(Duration::from_millis(20));
    }
}

/// The events of one incident in order, each once.
fn story(world: &World, incident: &Value) -> Vec<String> {
    let of = |entry: &Value| entry["incident"] == *incident;
    let events = world.events().into_iter().filter(of);
    events.map(|entry| entry["event"].as_str().unwrap().to_owned()).collect()
}

fn is_down(world: &World) -> bool {
    world.open().iter().any(|open| open["status"] == "triggered")
}

/// Everybody who takes part, started and connected.
struct Night {
    pulse: Pulse,
    world: World,
    daemon: Daemon,
    target: Target,
    _monitors: [Running; 2],
}

/// What was measured of the alarm.
struct Alarm {
    /// How long after the target's death the incident was open.
    opened: Duration,
    /// How long after that, in milliseconds, the first sound was heard.
    heard: usize,
    /// In how many windows of 100 ms it was loud, and how many there were.
    active: usize,
    windows: usize,
    /// How often the siren fell.
    falls: usize,
}

/// What was measured of the acknowledgement.
struct Silence {
    /// How long `wail ack` took.
    took: Duration,
    /// How long after its end the alarm still sounded, in milliseconds.
    after: usize,
}

impl Night {
    /// Everybody is well; none where somebody is not installed.
    async fn begin() -> Option<Self> {
        if !["prometheus", "prometheus-alertmanager"].into_iter().all(is_installed) {
            cannot("prometheus and prometheus-alertmanager are not installed");
            return None;
        }
        let pulse = Pulse::start().await?;
        let source =
            "[sources.locked-manager]\nkind = \"alertmanager\"\nkey = \"env:WAIL_TEST_KEY\"\n";
        let sounds = "[sounds]\ncritical = \"siren\"\n";
        let world = World::on(&pulse, &format!("{SOUND}{source}{sounds}"));
        let daemon = world.serve();
        let target = Target::live(SocketAddr::from(([127, 0, 0, 1], 0)));
        let (alertmanager, address) = alertmanager(world.folder(), daemon.address);
        let prometheus = prometheus(
            world.folder(),
            target.address,
            &format!("- static_configs: [{{targets: ['{address}']}}]"),
        );
        pulse.listen(pulse.recorded(), Duration::from_secs(2)).await;
        assert!(world.open().is_empty(), "nothing is wrong yet: {:?}", world.open());
        Some(Self { pulse, world, daemon, target, _monitors: [alertmanager, prometheus] })
    }

    /// The target dies, and that is heard, again and again.
    async fn target_dies(&mut self) -> Alarm {
        let before = self.pulse.recorded();
        let death = Instant::now();
        self.target.die();
        until("an incident is open", SOON, || is_down(&self.world));
        let opened = death.elapsed();
        until("the alarm is proved", SOON, || self.world.count("delivered") > 0);
        let heard = self.pulse.listen(self.pulse.recorded(), LISTEN).await;
        let windows = loudness(&heard);
        let active = windows.iter().filter(|loud| **loud > 0.02).count();
        assert!(active * 10 > windows.len() * 8, "it goes on and on: {windows:?}");
        let whole = self.pulse.listen(before, Duration::ZERO).await;
        let (first, _) = sounding(&whole).expect("it is heard");
        let falls = falls(&heard);
        assert!(falls >= 2, "it repeats: {falls} rounds in {LISTEN:?}");
        Alarm { opened, heard: milliseconds(first), active, windows: windows.len(), falls }
    }

    /// Somebody's terminal has it; the alarm stops.
    async fn ana_acknowledges(&self) -> Silence {
        let asked = self.pulse.recorded();
        let acknowledged = self.world.wail(["ack", "--as", "ana"]);
        let answered = self.pulse.recorded();
        assert_eq!(acknowledged.code, Some(0), "{}", acknowledged.err);
        let heard = self.pulse.listen(asked, Duration::from_secs(3)).await;
        let last = sounding(&heard).map_or(0, |(_, last)| last);
        let after = milliseconds(last.saturating_sub(answered - asked));
        assert!(after < 1000, "{after} ms of alarm after the acknowledgement");
        assert!(loudness(&heard[last + 1..]).iter().all(|loud| *loud < 0.001), "silence stays");
        Silence { took: acknowledged.took, after }
    }

    /// The target returns, and all of it is on the record.
    fn target_returns(&mut self) {
        self.target = Target::live(self.target.address);
        until("nothing is open", SOON, || self.world.open().is_empty());
        let incidents = self.world.json(["list", "--all", "--json"]);
        let incident = &incidents[0];
        assert_eq!(incident["status"], "resolved");
        assert_eq!(incident["acknowledged_by"], "ana");
        assert_eq!(incident["labels"]["service"], "shop");
        let story = story(&self.world, &incident["id"]);
        let told = ["opened", "paged", "delivered", "acknowledged", "resolved"];
        let is_told = |event: &&String| told.contains(&event.as_str());
        let kept: Vec<&String> = story.iter().filter(is_told).collect();
        assert_eq!(kept, told, "{story:?}");
    }
}

#[tokio::test]
async fn a_target_dies_is_heard_is_acknowledged_and_returns() {
    let Some(mut night) = Night::begin().await else { return };
    let Alarm { opened, heard, active, windows, falls } = night.target_dies().await;
    let Silence { took, after } = night.ana_acknowledges().await;
    night.target_returns();
    assert!(night.daemon.stop().0.success());
    say(night.world.wail(["log"]).text());
    say(&format!(
        "dead to open {} ms, dead to heard {heard} ms, loud in {active} of {windows} windows of \
         100 ms, {falls} rounds,\n`wail ack` took {} ms, alarm after its end {after} ms",
        opened.as_millis(),
        took.as_millis(),
    ));
}

/// How often the siren is heard to fall from high to low, which it does once in a round. A machine
/// that is busy may stretch a round, so nothing is said of when.
fn falls(heard: &[f32]) -> usize {
    let parts = heard.chunks_exact(samples(Duration::from_millis(100))).step_by(2);
    let pitches: Vec<u16> = parts.filter(|part| loudness(part)[0] > 0.02).map(pitch).collect();
    let (lowest, highest) = (pitches.iter().min().unwrap(), pitches.iter().max().unwrap());
    let middle = u16::midpoint(*lowest, *highest);
    assert!(highest - lowest > 200, "it rises and falls: {pitches:?}");
    pitches.windows(2).filter(|pair| pair[0] > middle && pair[1] <= middle).count()
}

fn milliseconds(samples: usize) -> usize {
    samples * 1000 / RATE as usize
}

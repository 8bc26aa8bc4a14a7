//! Real monitors, polled: Debian's Prometheus and Alertmanager.

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::is_open;
use crate::pulse::is_installed;
use crate::sender::get;
use crate::world::{NOBODY, World, cannot, until};

/// How long these may take to start and to evaluate their rules.
const SOON: Duration = Duration::from_mins(1);

/// A program that is stopped when this is dropped.
struct Running(Child);

impl Running {
    fn start(program: &str, folder: &Path, address: SocketAddr, words: &[&str]) -> Self {
        let log = fs::File::create(folder.join(format!("{program}.log"))).unwrap();
        let mut command = Command::new(program);
        command.arg(format!("--web.listen-address={address}")).args(words);
        command.current_dir(folder).stdin(Stdio::null());
        command.stdout(log.try_clone().unwrap()).stderr(log);
        let running = Self(command.spawn().unwrap());
        until(&format!("{program} is ready"), SOON, || {
            get(address, "/-/ready").is_ok_and(|reply| reply.status == 200)
        });
        running
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended before.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

/// Fires for as long as the file of rules says so.
fn rules(folder: &Path, fires: bool) {
    let expression = if fires { "vector(1) > 0" } else { "vector(1) > 1" };
    let text = format!(
        "groups:\n  - name: shop\n    rules:\n      - alert: ShopDown\n        \
         expr: {expression}\n        labels: {{severity: critical}}\n        \
         annotations: {{summary: the shop does not answer}}\n"
    );
    fs::write(folder.join("rules.yml"), text).unwrap();
}

#[test]
fn a_prometheus_and_an_alertmanager_are_polled() {
    if !["prometheus", "prometheus-alertmanager"].into_iter().all(is_installed) {
        return cannot("prometheus and prometheus-alertmanager are not installed");
    }
    let (theirs, managers) = (free_address(), free_address());
    let source = |kind: &str, at: SocketAddr| {
        format!("[sources.real-{kind}]\nkind = \"{kind}\"\npoll = \"1s\"\nurl = \"http://{at}\"\n")
    };
    let world = World::new(&format!(
        "[severities]\ncritical = \"day\"\n{}{}{}",
        NOBODY.replace("[severities]\n", ""),
        source("prometheus", theirs),
        source("alertmanager", managers),
    ));
    let folder = world.folder();
    fs::write(folder.join("am.yml"), "route: {receiver: none}\nreceivers: [{name: none}]\n")
        .unwrap();
    let config = format!(
        "global: {{evaluation_interval: 1s}}\nrule_files: [rules.yml]\n\
         alerting:\n  alertmanagers: [{{static_configs: [{{targets: ['{managers}']}}]}}]\n"
    );
    fs::write(folder.join("prometheus.yml"), config).unwrap();
    rules(folder, true);
    let _manager = Running::start(
        "prometheus-alertmanager",
        folder,
        managers,
        &["--config.file=am.yml", "--storage.path=am", "--cluster.listen-address="],
    );
    let prometheus = Running::start(
        "prometheus",
        folder,
        theirs,
        &[
            "--config.file=prometheus.yml",
            "--storage.tsdb.path=tsdb",
            "--rules.alert.resend-delay=1s",
        ],
    );
    let _daemon = world.serve();
    is_open(&world, &["the shop does not answer", "the shop does not answer"]);
    let list = world.open();
    assert!(list.iter().all(|open| open["severity"] == "critical"), "{list:?}");
    rules(folder, false);
    let pid = rustix::process::Pid::from_child(&prometheus.0);
    rustix::process::kill_process(pid, rustix::process::Signal::HUP).unwrap();
    until("both say that it is over", SOON, || world.open().is_empty());
    assert_eq!(world.count("vanished"), 2);
}

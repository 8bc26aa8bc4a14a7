//! Debian's Prometheus, asked by a monitor.

use std::fs;
use std::net::SocketAddr;

use tempfile::TempDir;

use super::*;
use crate::pulse::is_installed;
use crate::real_input::{Running, Target, free_address, is_ready};
use crate::world::{cannot, until};

/// How long Prometheus may take to notice.
const SOON: Duration = Duration::from_mins(1);

/// A Prometheus that scrapes that target often.
fn scraping(folder: &TempDir, target: SocketAddr) -> (Running, SocketAddr) {
    let address = free_address();
    let config = format!(
        "global:\n  scrape_interval: 200ms\n  scrape_timeout: 200ms\nscrape_configs:\n  \
         - job_name: shop\n    static_configs: [{{targets: ['{target}']}}]\n"
    );
    fs::write(folder.path().join("prometheus.yml"), config).unwrap();
    let words = [
        "--config.file=prometheus.yml".to_owned(),
        "--storage.tsdb.path=prometheus".to_owned(),
        format!("--web.listen-address={address}"),
    ];
    let running = Running::start("prometheus", folder.path(), &words);
    is_ready(folder.path(), "prometheus", address);
    (running, address)
}

fn asks(address: SocketAddr, query: &str, more: &[(&'static str, Value)]) -> Arc<dyn Probe> {
    let url = ("url", text(format!("http://{address}")));
    let values = [url, ("query", text(query))].into_iter().chain(more.iter().cloned());
    probe("prometheus", &values.collect::<Vec<_>>())
}

fn said(address: SocketAddr, query: &str, more: &[(&'static str, Value)]) -> (Finding, String) {
    look(&*asks(address, query, more))
}

#[test]
fn a_real_prometheus_says_what_its_queries_find() {
    if !is_installed("prometheus") {
        return cannot("prometheus is not installed");
    }
    let folder = TempDir::new().unwrap();
    let mut target = Target::live(SocketAddr::from(([127, 0, 0, 1], 0)));
    let (prometheus, address) = scraping(&folder, target.address);
    let name = format!("up{{instance=\"{}\",job=\"shop\"}}", target.address);
    let below = [("below", Value::Number(1.0))];
    let up = asks(address, "up", &below);
    until("the target is up", SOON, || look(&*up) == (Finding::Fine, format!("{name} is 1")));
    let orders = look_within(&*asks(address, "sum(orders_total)", &[]), PATIENCE);
    assert_eq!((orders.finding, orders.said.as_str()), (Finding::Fine, "the query comes to 7"));
    assert_eq!((orders.numbers[0].label.as_str(), orders.numbers[0].value), ("value", 7.0));

    let failed = ("present", text("failed"));
    let rule = [failed.clone()];
    assert_eq!(said(address, "up == 0", &rule).0, Finding::Fine, "nothing is wrong yet");
    let nothing = (Finding::Undetermined, "the query finds nothing".to_owned());
    assert_eq!(said(address, "nothing_of_the_kind", &[]), nothing);
    let not_a_number = said(address, "vector(0) / 0", &below);
    let expected = "the query comes to NaN, which is no number";
    assert_eq!(not_a_number, (Finding::Undetermined, expected.to_owned()));
    let scalar = said(address, "scalar(vector(42))", &[("above", Value::Number(41.5))]);
    assert_eq!(scalar, (Finding::Failed, "the query comes to 42, above 41.5".to_owned()));

    let (finding, complaint) = said(address, "up ==", &below);
    assert_eq!(finding, Finding::Undetermined);
    assert!(complaint.starts_with("Prometheus says: bad_data: "), "{complaint}");
    assert!(complaint.contains("parse error"), "{complaint}");
    let (finding, complaint) = said(address, "up[5m]", &below);
    assert_eq!(finding, Finding::Undetermined);
    assert!(complaint.contains("ranges"), "{complaint}");

    target.die();
    let down = (Finding::Failed, format!("{name} is 0, below 1"));
    until("the target is down", SOON, || look(&*up) == down);
    let rule = said(address, "up == 0", &[failed]);
    assert_eq!(rule, (Finding::Failed, format!("{name} is 0, and should not be there")));

    drop(prometheus);
    let (finding, complaint) = look(&*up);
    assert_eq!(finding, Finding::Undetermined);
    assert!(complaint.starts_with("Prometheus cannot be asked: "), "{complaint}");
}

#[test]
fn whoever_answers_otherwise_is_not_prometheus() {
    let target = Target::live(SocketAddr::from(([127, 0, 0, 1], 0)));
    let said = said(target.address, "up", &[]);
    let expected = "what answers does not answer as Prometheus does";
    assert_eq!(said, (Finding::Undetermined, expected.to_owned()));
}

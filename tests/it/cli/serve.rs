//! `wail serve`: it starts whole or not at all, says why not, and stops in order.

use std::net::TcpListener;

use crate::common::{TestHome, until};

#[test]
fn it_says_where_it_listens_what_happens_and_stops_with_exit_code_0() {
    let home = TestHome::new();
    let daemon = home.daemon();
    home.wail(&["page", "disk full"]);
    until("the page is in the log", || daemon.log().contains("1: page ana by command, first page"));
    let log = daemon.log();
    assert!(log.starts_with(&format!("listening on http://{}\n", home.address())), "{log}");
    assert!(log.contains("1: ana reports critical by hand: disk full\n"), "{log}");
    assert_eq!(daemon.stop(), 0);
    let last = home.wail(&["log", "--last", "1"]).stdout;
    assert!(last.ends_with("  -  the daemon stops\n"), "{last}");
    let sockets = std::fs::read_dir(home.path().join("wail.nudge")).unwrap();
    assert_eq!(sockets.count(), 0, "its socket is gone");
}

#[test]
fn a_configuration_with_a_fault_is_refused() {
    let home = TestHome::new();
    home.edit_config("wait = \"5m\"", "wait = \"5\"");
    let run = home.wail(&["serve"]);
    assert_eq!((run.code, run.stdout.as_str()), (3, ""));
    assert!(
        run.stderr.starts_with("error: cannot start: 1 fault in the configuration\n"),
        "{run:?}"
    );
    assert!(!home.store_file().exists(), "nothing was made");
}

#[test]
fn an_address_that_is_taken_is_named_with_what_to_do() {
    let home = TestHome::new();
    let _taken = TcpListener::bind(home.address()).unwrap();
    let port = home.address().port();
    home.wail(&["serve"]).is(
        4,
        "",
        &format!(
            "error: cannot listen on 127.0.0.1:{port}: Address already in use (os error 98)\n\
             hint: see who has it: `ss -ltnp 'sport = :{port}'`\n\
             hint: or choose another address in `[listen] address`\n"
        ),
    );
}

#[test]
fn a_second_daemon_on_the_same_store_says_who_decides() {
    let home = TestHome::new();
    let daemon = home.daemon();
    let run = home.wail(&["serve"]);
    assert_eq!((run.code, run.stdout.as_str()), (4, ""));
    let holder = format!("/{}\n", daemon.pid());
    assert!(run.stderr.starts_with("error: this store is already decided by "), "{run:?}");
    assert!(run.stderr.contains(&holder), "{run:?}");
    assert_eq!(daemon.stop(), 0);
}

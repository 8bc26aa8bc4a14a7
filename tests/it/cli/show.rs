//! `wail show`: one incident with everything there is to know.

use crate::common::{TestHome, timeless};

#[test]
fn an_incident_is_shown_with_its_alerts_and_its_timeline() {
    let home = TestHome::new();
    home.wail(&["page", "disk", "full", "--details", "93 %", "--label", "service=db"]);
    home.wail(&["ack", "1"]);
    home.wail(&["show", "1"]).is(
        0,
        "1 critical: disk full\n  \
           status   ana has it, LEFT left\n  \
           opened   HH:MM, AGO, by ana\n  \
           policy   default\n\
         \n\
         1 alert\n  \
           firing    critical  disk full  (1 report)\n    \
             93 %\n    \
             raised_by=ana service=db\n\
         \n\
         timeline\n  \
           STAMP  ana reports critical by hand: disk full\n  \
           STAMP  ana cannot be reached: no channel is left that works now\n  \
           STAMP  bo cannot be reached: no channel is left that works now\n  \
           STAMP  ana acknowledges, check-in in 30m\n",
        "",
    );
}

#[test]
fn pages_are_shown_with_what_became_of_them() {
    let home = TestHome::new();
    let daemon = home.daemon();
    home.wail(&["page", "disk full"]);
    crate::common::until("the page went out", || {
        home.json(&["show", "1"])["pages"][0]["state"] == "delivered"
    });
    let shown = timeless(&home.wail(&["show", "1"]).stdout);
    let pages =
        "\n1 page\n  delivered  ana by command, first page: `/bin/sh` ended with exit code 0\n";
    assert!(shown.contains(pages), "{shown}");
    let whole = home.json(&["show", "1"]);
    assert_eq!(whole["timeline"][0]["event"], "opened");
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn what_does_not_exist_cannot_be_shown() {
    TestHome::new().wail(&["show", "9"]).is(
        1,
        "",
        "error: there is no incident 9\nhint: `wail list --all` shows every incident\n",
    );
}

#[test]
fn details_stand_line_by_line() {
    let home = TestHome::new();
    home.wail(&[
        "page",
        "disk",
        "full",
        "--details",
        "caution: slowly\n\nrunbook: https://r\n93 %",
    ]);
    let shown = home.wail(&["show", "1"]).stdout;
    assert!(shown.contains("\n    caution: slowly\n    runbook: https://r\n    93 %\n"), "{shown}");
}

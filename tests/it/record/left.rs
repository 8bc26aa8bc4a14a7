//! Another program that reads the store and leaves it takes nothing away from a daemon.

use rusqlite::Connection;

use crate::common::TestHome;

#[test]
fn another_program_that_leaves_the_store_takes_its_log_away_from_no_daemon() {
    let home = TestHome::new();
    let daemon = home.daemon();
    home.wail(&["note", "before"]);
    // As `sqlite3` or a backup does.
    let other = Connection::open(home.store_file()).unwrap();
    let count = |row: &rusqlite::Row<'_>| row.get::<_, i64>(0);
    assert!(other.query_row("select count(*) from timeline", [], count).unwrap() > 0);
    drop(other);
    let log = home.store_file().with_extension("db-wal");
    assert!(log.exists(), "the daemon writes into a file that is there no longer");
    home.wail(&["page", "disk full"]).is(0, "1\n", "");
    home.until_incident(1, "triggered");
    assert_eq!(daemon.stop(), 0);
    let verified = home.wail(&["log", "verify"]);
    assert_eq!(verified.code, 0, "{}{}", verified.stdout, verified.stderr);
}

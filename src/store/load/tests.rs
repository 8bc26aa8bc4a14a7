//! What somebody put into the record keeps nobody from being relieved.

use super::*;
use crate::store::{Store, StoreError};

#[test]
fn an_entry_that_nobody_can_read_is_no_part_of_what_happened_to_somebody() {
    let directory = tempfile::tempdir().unwrap();
    let mut store = Store::open(&directory.path().join("wail.db")).unwrap();
    let ana = PersonId::from("ana");
    let found = |store: &mut Store| {
        let happened = store.read(|tx| tx.happened_to(&ana, Timestamp::UNIX_EPOCH));
        happened.map(|it| it.into_iter().map(|it| it.place).collect::<Vec<_>>())
    };
    let write = |store: &mut Store, text: &str| {
        store.write(|tx| tx.ask(|c| c.execute_batch(text))).unwrap();
    };
    let texts = "insert into timeline (id, at, event, who, text) values";
    write(
        &mut store,
        &format!("{texts} (1, 1000, 'paged', 'ana', ''), (2, 2000, 'paged', 'ana', '')"),
    );
    assert_eq!(found(&mut store).unwrap(), [1, 2]);
    for change in ["event = x'ff'", "at = 9223372036854775807", "incident = 'x'"] {
        write(&mut store, "delete from timeline where id = 3");
        write(&mut store, &format!("{texts} (3, 3000, 'paged', 'ana', '')"));
        write(&mut store, &format!("update timeline set {change} where id = 3"));
        assert_eq!(found(&mut store).unwrap(), [1, 2], "{change}");
        let window = Span { from: Timestamp::UNIX_EPOCH, to: Timestamp::MAX };
        let counted: std::result::Result<_, StoreError> = store.read(|tx| tx.chronicle(window));
        assert!(counted.is_err() || change.starts_with("at"), "{change}: a report says so");
    }
}

//! What was found once, and is kept: requests in `tests/fuzz/found`, each a file as `Sent::file` writes
//! it, named for its source and for what was wrong with it.

use std::fs;
use std::path::Path;

use wail::sources::find;

use crate::bounds;
use crate::request::Sent;

#[test]
fn what_was_found_once_is_within_bounds() {
    let _alone = bounds::alone();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/found");
    let mut number = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let source = find(name.split("--").next().unwrap()).unwrap();
        let sent = Sent::of_file(&fs::read(&path).unwrap());
        assert_eq!(sent.excess(source), None, "{name}");
        number += 1;
    }
    assert!(number > 0);
}

//! `wail man`: the manual.

use std::fs;

use crate::common::TestHome;

#[test]
fn the_main_page_is_printed() {
    let run = TestHome::new().wail(&["man"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert!(run.stdout.contains(".TH wail 1"), "{}", &run.stdout[..200]);
    assert!(run.stdout.contains(r"wail\-ack(1)"), "it names the pages of the subcommands");
}

#[test]
fn every_subcommand_has_a_page_of_its_own() {
    let home = TestHome::new();
    let directory = home.path().join("manual/man1");
    let run = home.wail(&["man", "--out", directory.to_str().unwrap()]);
    run.is(0, "", &format!("the manual is in {}\n", directory.display()));
    for page in ["wail.1", "wail-ack.1", "wail-serve.1", "wail-config-check.1", "wail-man.1"] {
        let text = fs::read_to_string(directory.join(page)).unwrap();
        assert!(text.contains(".SH SYNOPSIS"), "{page}");
    }
}

#[test]
fn a_directory_that_cannot_be_written_is_told() {
    let home = TestHome::new();
    let run = home.wail(&["man", "--out", home.config_file().to_str().unwrap()]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    let error = format!("error: {} cannot be written\n", home.config_file().display());
    assert!(run.stderr.starts_with(&error), "{run:?}");
}

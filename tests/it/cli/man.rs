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

#[test]
fn the_main_page_has_the_sections_of_a_manual_and_its_exit_codes_are_those_of_the_document() {
    let page = TestHome::new().wail(&["man"]).stdout;
    for section in ["EXIT STATUS", "ENVIRONMENT", "FILES", "SEE ALSO"] {
        assert!(
            page.contains(&format!(".SH \"{section}\""))
                || page.contains(&format!(".SH {section}")),
            "{section}"
        );
    }
    let document = include_str!("../../../docs/exit-codes.md");
    let rows = document.lines().filter_map(|line| line.strip_prefix("| "));
    let rows = rows.map(|row| row.split(" | ").collect::<Vec<_>>());
    let codes: Vec<_> = rows.filter(|row| row[0].parse::<u8>().is_ok()).collect();
    assert_eq!(codes.len(), 7);
    for row in codes {
        let entry = format!(".TP\n\\fB{}\\fR\n{}\n", row[0], row[1]);
        assert!(page.contains(&entry), "{entry}");
    }
}

#[test]
fn examples_stand_on_lines_of_their_own() {
    let home = TestHome::new();
    let directory = home.path().join("manual");
    home.wail(&["man", "--out", directory.to_str().unwrap()]);
    let page = fs::read_to_string(directory.join("wail-log.1")).unwrap();
    assert!(page.contains(".SH EXAMPLES\n.PP\n.nf\nwail log\nwail log 412\n"), "{page}");
    assert!(!page.contains(".SH EXTRA"), "{page}");
}

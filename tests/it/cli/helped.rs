//! `-h` and `--help` of every subcommand, short names, and words that are nearly right.

use crate::common::TestHome;

/// The subcommands that a help text lists.
fn subcommands(help: &str) -> Vec<String> {
    let Some((_, list)) = help.split_once("\nCommands:\n") else { return Vec::new() };
    let lines = list.lines().take_while(|line| !line.is_empty());
    let names = lines.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    names.filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

/// Every subcommand with its words, its short help and its long one.
fn all(home: &TestHome) -> Vec<(Vec<String>, String, String)> {
    fn walk(home: &TestHome, words: &[String], found: &mut Vec<(Vec<String>, String, String)>) {
        let asked = |flag: &str| {
            let mut all: Vec<&str> = words.iter().map(String::as_str).collect();
            all.push(flag);
            let run = home.wail(&all);
            assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{words:?}");
            run.stdout
        };
        let (short, long) = (asked("-h"), asked("--help"));
        let below = subcommands(&long);
        if !words.is_empty() {
            found.push((words.to_vec(), short, long));
        }
        for name in below {
            walk(home, &[words, &[name]].concat(), found);
        }
    }
    let mut found = Vec::new();
    walk(home, &[], &mut found);
    found
}

#[test]
fn every_subcommand_says_what_to_type_and_each_example_is_understood() {
    let home = TestHome::new();
    let all = all(&home);
    assert!(all.len() > 70, "{}", all.len());
    let mut wrong = Vec::new();
    for (words, short, long) in &all {
        let said = format!("wail {}", words.join(" "));
        let Some((_, examples)) = long.split_once("Example") else {
            wrong.push(format!("{said} has no example"));
            continue;
        };
        let lines: Vec<&str> =
            examples.lines().skip(1).take_while(|line| !line.is_empty()).collect();
        if !lines.iter().any(|line| line.contains("wail ")) {
            wrong.push(format!("{said} has no example of wail: {lines:?}"));
        }
        if short.contains("Example") {
            wrong.push(format!("{said} -h is not short"));
        }
        for line in lines {
            let Some((_, typed)) = line.split_once("wail ") else { continue };
            let typed: Vec<&str> = typed.split_whitespace().collect();
            let is_known = |words: &[&str]| all.iter().any(|(known, ..)| known == words);
            let of = (1..=typed.len().min(3)).rev().find(|count| is_known(&typed[..*count]));
            if of.is_none() && !typed[0].starts_with('-') {
                wrong.push(format!("{said}: `wail {}` is no subcommand", typed.join(" ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn short_names_do_what_the_long_ones_do() {
    let home = TestHome::new();
    home.wail(&["page", "disk full"]);
    assert_eq!(home.wail(&["ls"]).stdout, home.wail(&["list"]).stdout);
    assert_eq!(home.wail(&["s", "1"]).code, 0);
    assert_eq!(home.wail(&["a", "1"]).code, 0);
    assert_eq!(home.wail(&["n", "1", "looking"]).code, 0);
    assert_eq!(home.json(&["show", "1"])["status"], "acknowledged");
}

#[test]
fn what_is_nearly_right_is_offered() {
    let home = TestHome::new();
    for (words, near) in [
        (&["lsit"][..], "did you mean `list`?"),
        (&["rota", "shwo"], "did you mean `show`?"),
        (&["list", "--jsn"], "did you mean `--json`?"),
        (&["list", "--color", "alwys"], "did you mean `always`?"),
        (&["completions", "fsh"], "did you mean `fish`?"),
    ] {
        let run = home.wail(words);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{words:?}: {run:?}");
        assert!(run.stderr.contains(near), "{words:?}: {run:?}");
    }
}

#[test]
fn what_makes_no_sense_is_told_as_every_other_failure_and_names_the_command_that_says_more() {
    let home = TestHome::new();
    for (words, told) in [
        (
            &["list", "--sinze", "17:02"][..],
            "error: `wail list` has no option `--sinze`\n\
             hint: `wail list --help` says what can be typed\n",
        ),
        (
            &["log", "1", "2"],
            "error: `2` is one word too many\n  wail log [OPTIONS] [ID]\n  wail log <COMMAND>\n\
             hint: `wail log --help` says what can be typed\n",
        ),
        (
            &["leave", "an"],
            "error: `--from DAY` is missing\n  wail leave [OPTIONS] --from <DAY> <PERSON>\n\
             hint: `wail leave --help` says what can be typed\n",
        ),
        (
            &["--store", "x.db", "silence", "ad"],
            "error: `wail silence` has no command `ad`\nhint: did you mean `add`?\n\
             hint: `wail silence --help` says what can be typed\n",
        ),
        (
            &["ls", "--limit", "some"],
            "error: `--limit` cannot be `some`: it is a whole number\n\
             hint: `wail list --help` says what can be typed\n",
        ),
        (
            &["page", "x", "--severity", "critcal"],
            "error: `--severity` cannot be `critcal`: it is one of critical, error, warning, info; did you mean \
             `critical`?\nhint: `wail page --help` says what can be typed\n",
        ),
        (
            &["note", "1", "-x is what it says"],
            "error: `wail note` has no option `-x`\n\
             hint: a text that begins with a dash stands behind `--`: `wail note -- -x`\n\
             hint: `wail note --help` says what can be typed\n",
        ),
        (
            &["snooze", "1", "--for", "1h", "--for", "2h"],
            "error: `--for` is given twice\nhint: `wail snooze --help` says what can be typed\n",
        ),
    ] {
        let run = home.wail(words);
        assert_eq!(
            (run.code, run.stdout.as_str(), run.stderr.as_str()),
            (2, "", told),
            "{words:?}"
        );
    }
}

#[test]
fn help_is_a_word_as_well_as_an_option() {
    let home = TestHome::new();
    for (asked, shown) in [
        (&["help"][..], &["--help"][..]),
        (&["help", "ack"], &["ack", "--help"]),
        (&["help", "rota", "show"], &["rota", "show", "--help"]),
    ] {
        let (asked, shown) = (home.wail(asked), home.wail(shown));
        assert_eq!((asked.code, asked.stdout), (0, shown.stdout));
    }
    for asked in [&["--json", "help", "ack"][..], &["help", "ack", "1"]] {
        assert_eq!(home.wail(asked).stdout, home.wail(&["ack", "--help"]).stdout);
    }
    // What else stands there is not done.
    let page = home.wail(&["help", "page", "--", "really"]);
    assert_eq!(page.stdout, home.wail(&["page", "--help"]).stdout);
    home.wail(&["list"]).is(0, "nothing is open\n", "");
    let unknown = home.wail(&["help", "lits"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.stderr.contains("did you mean `list`?"), "{}", unknown.stderr);
}

#[test]
fn what_every_command_understands_may_stand_between_its_words() {
    let home = TestHome::new();
    for (between, before) in [
        (&["log", "--json", "verify"][..], &["--json", "log", "verify"][..]),
        (&["rota", "-q", "show"], &["-q", "rota", "show"]),
        (&["inbox", "-v", "list"], &["-v", "inbox", "list"]),
        (&["relief", "-q", "--as", "ana", "list"], &["-q", "--as", "ana", "relief", "list"]),
        (&["beat", "--json", "list"], &["--json", "beat", "list"]),
        (&["gauge", "--color", "never", "list"], &["--color", "never", "gauge", "list"]),
        (&["promise", "--json", "close", "9"], &["--json", "promise", "close", "9"]),
        (
            &["sources", "-q", "read", "generic", "/dev/null"],
            &["-q", "sources", "read", "generic", "/dev/null"],
        ),
    ] {
        let (one, other) = (home.wail(between), home.wail(before));
        assert_eq!(
            (one.code, &one.stdout, &one.stderr),
            (other.code, &other.stdout, &other.stderr)
        );
        assert!(!one.stderr.contains("cannot be used"), "{between:?}: {one:?}");
    }
    let noise = home.wail(&["report", "--json", "noise"]);
    assert!(noise.code == 0 && noise.stdout.starts_with("{\"alerts\":[]"), "{noise:?}");
    let run = home.wail(&["report", "--explain", "mtta", "noise"]);
    assert_eq!(run.code, 2, "what is no option of every command is none of this one: {run:?}");
}

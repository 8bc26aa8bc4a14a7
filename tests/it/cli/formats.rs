//! `--format`: lists as somebody wants them, each member by a template.

use crate::common::TestHome;

/// A home in which there is something on every list, in several states.
fn home() -> TestHome {
    let home = TestHome::new();
    for command in [
        &["page", "disk \u{1b}[31mfull", "--label", "service=db"][..],
        &["page", "slow", "--severity", "warning"],
        &["page", "gone"],
        &["ack", "1"],
        &["resolve", "3", "-m", "by itself"],
        &["note", "1", "looking"],
        &["promise", "a second disk", "--by", "tomorrow", "--owner", "ana"],
        &["promise", "an index", "--by", "tomorrow", "--owner", "bo"],
        &["promise", "close", "2", "-m", "done"],
        &["silence", "add", "--match", "service=web", "--for", "1h", "-m", "new disks"],
    ] {
        let run = home.wail(command);
        assert_eq!(run.code, 0, "{command:?}: {run:?}");
    }
    home
}

#[test]
fn every_list_is_printed_by_a_template() {
    let home = home();
    home.wail(&[
        "list",
        "--format",
        "{{ id }}\\t{{ severity }}\\t{{ labels.service }}\\t{{ summary }}",
    ])
    .is(0, "1\tcritical\tdb\tdisk \\x1b[31mfull\n2\twarning\t\tslow\n", "");
    home.wail(&["who", "--format", "{{ rota }}: {{ on_call | join(', ') }}"]).is(
        0,
        "primary: ana\n",
        "",
    );
    home.wail(&["promises", "--format", "{{ owner }} owes {{ text }}"]).is(
        0,
        "ana owes a second disk\n",
        "",
    );
    home.wail(&["silence", "list", "--format", "{{ matchers | join(' ') }} {{ reason }}"]).is(
        0,
        "service=web new disks\n",
        "",
    );
    let log = home.wail(&["log", "--format", "{% if event == 'noted' %}{{ incident }}{% endif %}"]);
    assert!(log.stdout.lines().any(|line| line == "1"), "{log:?}");
}

#[test]
fn a_template_that_cannot_be_used_is_a_matter_of_usage() {
    let home = home();
    home.wail(&["list", "--format", "{{ sumary }}"]).is(
        2,
        "",
        "error: there is no field `sumary`\n  {{ sumary }}\n     ^^^^^^\nhint: did you mean `summary`?\n",
    );
    home.wail(&["list", "--format", "{{ labels.text }} {{ text }}"]).is(
        2,
        "",
        "error: there is no field `text`\n  {{ labels.text }} {{ text }}\n                       ^^^^\n\
         hint: `wail schema list` lists the fields\n",
    );
    let run = home.wail(&["list", "--format", "{{ id"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{run:?}");
    assert!(run.stderr.starts_with("error: the template cannot be used: "), "{run:?}");
    assert!(run.stderr.ends_with("hint: `wail schema list` lists the fields\n"), "{run:?}");
    assert_eq!(home.wail(&["list", "--json", "--format", "{{ id }}"]).code, 2);
    assert_eq!(home.wail(&["schema", "lsit"]).code, 2);
    assert!(home.wail(&["schema", "lsit"]).stderr.contains("did you mean `list`?"));
}

#[test]
fn what_has_a_schema_and_is_a_list_is_printed_by_a_template() {
    let home = home();
    let monitor = "[monitors.here]\nkind = \"file\"\npath = \"HOME/config.toml\"\n\n[store]";
    home.edit_config("[store]", monitor);
    let lists = [
        (&["beat", "list"][..], "{{ name }}"),
        (&["check"], "{{ monitor }}"),
        (&["check", "--last"], "{{ monitor }}"),
        (&["doctor", "--silent"], "{{ check }}: {{ state }}"),
        (&["gauge", "list"], "{{ gauge }}"),
        (&["handover", "--dry-run"], "{{ taker }}"),
        (&["inbox", "list"], "{{ source }}"),
        (&["inbox"], "{{ source }}"),
        (&["relief", "list"], "{{ person }}"),
        (&["relief"], "{{ person }}"),
        (&["rota", "lint"], "{{ level }}"),
        (&["sound", "list"], "{{ name }}: {{ severities | join(' ') }}"),
        (&["sources"], "{{ kind }}"),
        (&["updates"], "{{ incident }}"),
    ];
    for (words, template) in lists {
        let run = home.wail(&[words, &["--format", template]].concat());
        assert!(run.code != 2 && !run.stdout.starts_with('['), "{words:?}: {run:?}");
        let run = home.wail(&[words, &["--format", "{{ neverthere }}"]].concat());
        assert_eq!(run.code, 2, "{words:?}: {run:?}");
        assert!(run.stderr.starts_with("error: there is no field `neverthere`\n"), "{run:?}");
    }
    let sounds =
        home.wail(&["sound", "list", "--format", "{{ name }}: {{ severities | join(' ') }}"]);
    assert!(sounds.stdout.contains("siren: error\n"), "{sounds:?}");
}

#[test]
fn sources_are_those_of_the_configuration_where_a_template_names_what_only_they_have() {
    let home = TestHome::new();
    home.edit_config("[sources.generic]", "[sources.disks]\nkind = \"uptime-kuma\"");
    let port = home.address().port();
    let of_both = "{{ name }} ({{ kind }}, {{ resolves }}) {{ address }}";
    let run = home.wail(&["sources", "--format", of_both]);
    let disks = format!("disks (uptime-kuma, yes) http://127.0.0.1:{port}/in/disks");
    assert!(run.code == 0 && run.stdout.lines().any(|line| line == disks), "{run:?}");
    let kinds = home.wail(&["sources", "--format", "{{ kind }}: {{ about }}"]);
    assert_eq!(kinds.stdout.lines().count(), wail::sources::SOURCES.len(), "{kinds:?}");
}

#[test]
fn a_hand_over_by_a_template_that_cannot_be_used_is_none() {
    let home = TestHome::new();
    let run = home.wail(&["handover", "--format", "{{ takre }}"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.ends_with("hint: did you mean `taker`?\n"), "{run:?}");
    let log = home.wail(&["log", "--format", "{{ event }}"]);
    assert!(!log.stdout.contains("handover"), "{log:?}");
}

/// What prints a list of what it did, and not of what there is.
const DONE: [&str; 7] = [
    "accept",
    "config-accept",
    "relief-decline",
    "relief-end",
    "report-incident",
    "rota-check",
    "silence-end",
];

#[test]
fn every_list_that_is_printed_as_json_is_printed_by_a_template() {
    let home = TestHome::new();
    let mut wrong = Vec::new();
    for name in home.json(&["schema"]).as_array().unwrap() {
        let name = name.as_str().unwrap();
        let schema = home.json(&["schema", name]);
        if schema["type"] != "array" || DONE.contains(&name) {
            continue;
        }
        let typed = name.replace("check-last", "check").replace('-', " ");
        let words: Vec<&str> = typed.split(' ').chain(["--help"]).collect();
        let help = home.wail(&words);
        if !help.stdout.contains("--format <TEMPLATE>") {
            wrong.push(name.to_owned());
        }
    }
    assert!(wrong.is_empty(), "lists without a template: {wrong:?}");
}

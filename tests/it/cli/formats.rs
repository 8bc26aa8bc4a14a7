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
        (&["inbox", "list"], "{{ source }}"),
        (&["relief", "list"], "{{ person }}"),
        (&["rota", "lint"], "{{ level }}"),
        (&["sound", "list"], "{{ name }}: {{ severities | join(' ') }}"),
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

//! How a fault looks.

use super::*;

fn one(text: &str, span: Range<usize>, masks: &[Range<usize>]) -> String {
    let finding = Finding::at(span, "it is wrong").hint("make it right");
    let mut files = Files::new(Path::new("config.toml"), text);
    files.mask(masks.to_vec());
    Faults::of(&files, vec![finding]).body()
}

#[test]
fn a_fault_shows_its_line_with_carets_and_a_hint() {
    let told = one("a = 1\nrota = \"plattform\"\n", 13..24, &[]);
    assert_eq!(
        told,
        "  config.toml:2:8\n   2 │ rota = \"plattform\"\n     │        ^^^^^^^^^^^ it is wrong\n  \
         hint: make it right\n"
    );
}

#[test]
fn carets_stand_under_wide_characters() {
    let told = one("名 = \"値\"", 6..11, &[]);
    assert!(told.contains("   1 │ 名 = \"値\"\n     │      ^^^^ it"), "{told}");
}

#[test]
fn a_secret_is_masked_and_the_carets_still_fit() {
    let told = one("{ key = \"abcdefghij\", x = 1 }", 22..23, std::slice::from_ref(&(9..19)));
    assert!(told.contains("{ key = \"***\", x = 1 }\n     │                ^ it"), "{told}");
}

#[test]
fn nothing_that_controls_a_terminal_is_shown() {
    let told = one("a = \"\u{1b}[31m\u{7}\"\r\nb = 1", 0..1, &[]);
    assert!(told.chars().all(|c| c == '\n' || !c.is_control()), "{told:?}");
}

#[test]
fn any_span_can_be_shown() {
    let text = "a = 'ü'\n\n\tb = 1";
    for start in 0..=text.len() + 2 {
        for end in start..=text.len() + 2 {
            let told = one(text, start..end, &[]);
            assert!(told.contains("it is wrong"));
        }
    }
}

#[test]
fn faults_come_in_the_order_of_the_file_and_once() {
    let findings = vec![
        Finding::at(6..7, "second"),
        Finding::at(0..1, "first"),
        Finding::at(6..7, "second"),
        Finding::absent("before all"),
    ];
    let faults = Faults::of(&Files::new(Path::new("c"), "a = 1\nb = 2\n"), findings);
    let messages: Vec<&str> = faults.all().iter().map(|fault| fault.message.as_str()).collect();
    assert_eq!(messages, ["before all", "first", "second"]);
    assert_eq!(faults.summary(), "3 faults in the configuration");
}

//! Performance data as plugins print it, and as nobody should.

use proptest::prelude::*;

use super::*;

/// Each number as `label value unit max`.
fn read(text: &str) -> Vec<String> {
    let shown = numbers(text).into_iter().map(|number| {
        let max = number.max.map_or_else(|| "-".to_owned(), |max| max.to_string());
        format!("{} {} {} {max}", number.label, number.value, number.unit)
    });
    shown.collect()
}

#[test]
fn what_the_monitoring_plugins_print_is_read() {
    let disk =
        "/=2643MB;5948;5958;0;5968 /boot=68MB;88;93;0;98 /home=69357MB;253404;253409;0;253414";
    assert_eq!(read(disk), ["/ 2643 MB 5968", "/boot 68 MB 98", "/home 69357 MB 253414"]);
    let ping = "rta=0.180000ms;100.000000;200.000000;0.000000 pl=0%;10;20;0;";
    assert_eq!(read(ping), ["rta 0.18 ms -", "pl 0 % 100"]);
    let load = "load1=4.410;99.000;99.000;0; load5=3.270;99.000;99.000;0; ";
    assert_eq!(read(load), ["load1 4.41  -", "load5 3.27  -"]);
    assert_eq!(read("procs=91;;1:;0;"), ["procs 91  -"]);
    assert_eq!(
        read("time=0.0021s;;;0.000000;10.000000 size=174B;;;0"),
        ["time 0.0021 s 10", "size 174 B -"]
    );
    assert_eq!(read("swap=0B;0;0;0;0"), ["swap 0 B -"], "a maximum of nothing is none");
}

#[test]
fn labels_in_quotes_may_have_spaces_equals_signs_and_quotes() {
    assert_eq!(
        read("'a b'=1;2;3;0;100 'c=d'=2 'it''s'=3"),
        ["a b 1  100", "c=d 2  -", "it's 3  -"]
    );
    assert_eq!(read("'never closed=1 x=2"), ["closed 1  -", "x 2  -"]);
}

#[test]
fn units_are_kept_as_they_are_given() {
    let text = "a=1s b=2ms c=3us d=4% e=5KB f=6c g=7TB h=8GiB i=9";
    let units: Vec<String> = numbers(text).into_iter().map(|number| number.unit).collect();
    assert_eq!(units, ["s", "ms", "us", "%", "KB", "c", "TB", "GiB", ""]);
}

#[test]
fn numbers_are_written_in_many_ways() {
    let text = "a=-1.5 b=+2 c=.5 d=1e3s e=1.5E-3 f=0,25s g=5e h=1;;;;2e2";
    assert_eq!(
        read(text),
        [
            "a -1.5  -",
            "b 2  -",
            "c 0.5  -",
            "d 1000 s -",
            "e 0.0015  -",
            "f 0.25 s -",
            "g 5 e -",
            "h 1  200"
        ]
    );
}

#[test]
fn what_is_no_number_is_left_out() {
    assert_eq!(read("a=U;1;2 b= c=nan d=inf e=1.2.3 f=- =5 ''=6 word g=7"), ["g 7  -"]);
    assert_eq!(read(""), [""; 0]);
    assert_eq!(read("====="), [""; 0]);
}

#[test]
fn labels_from_outside_are_plain_and_short() {
    let long = format!("{}=1 a\u{1b}[2J=2", "x".repeat(5000));
    let labels: Vec<String> = numbers(&long).into_iter().map(|number| number.label).collect();
    assert_eq!(labels, ["x".repeat(LONGEST), "a\\x1b[2J".to_owned()]);
    let many = "a=1 ".repeat(50_000);
    assert_eq!(numbers(&many).len(), MOST);
}

proptest! {
    #[test]
    fn whatever_is_printed_is_read_or_left_out(text in "[ -~'=;|.0-9Ue\\n\u{e4}\0]{0,60}") {
        for number in numbers(&text) {
            prop_assert!(number.value.is_finite() && !number.label.is_empty());
        }
    }

    #[test]
    fn what_is_written_is_read_again(
        label in "[a-z/]([a-z' =]{0,10}[a-z])?",
        value in -1e9..1e9_f64,
        max in 1e-3..1e9_f64,
    ) {
        let text = format!("'{}'={value}ms;;;;{max}", label.replace('\'', "''"));
        let read = numbers(&text);
        let expected = Number { label, value, unit: "ms".to_owned(), max: Some(max) };
        prop_assert_eq!(read, vec![expected]);
    }
}

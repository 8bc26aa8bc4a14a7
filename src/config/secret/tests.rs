//! Where secrets come from, and that they stay where they are.

use std::fs;

use super::*;

fn masked(text: &str) -> Vec<&str> {
    secrets_in(text).into_iter().map(|span| &text[span]).collect()
}

#[test]
fn a_secret_comes_from_the_environment_or_a_file_without_the_space_around_it() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("key"), "  hunter2\n").unwrap();
    let environment = Environment::made_up(&[("KEY", "hunter3 ")], Some(directory.path()));
    let find = |origin| Secret::find(origin, directory.path(), &environment).unwrap();
    assert_eq!(find("file:key").expose(), "hunter2");
    assert_eq!(find("env:KEY").expose(), "hunter3");
    assert_eq!(find("env:KEY").origin(), "env:KEY");
}

#[test]
fn a_secret_that_is_not_there_is_no_secret() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("empty"), "\n").unwrap();
    fs::write(directory.path().join("binary"), [0xff, 0xfe]).unwrap();
    let environment = Environment::made_up(&[("EMPTY", "")], Some(directory.path()));
    let find = |origin| Secret::find(origin, directory.path(), &environment).unwrap_err();
    assert_eq!(find("hunter2"), SecretError::Literal);
    assert_eq!(find("env:NONE"), SecretError::Unset("NONE".to_owned()));
    assert_eq!(find("env:EMPTY"), SecretError::Empty("EMPTY".to_owned()));
    assert_eq!(find("file:empty"), SecretError::Empty("empty".to_owned()));
    assert_eq!(find("file:binary"), SecretError::NotText("binary".to_owned()));
    assert!(matches!(find("file:none"), SecretError::Unreadable { .. }));
}

#[test]
fn debug_does_not_print_a_secret() {
    let environment = Environment::made_up(&[("KEY", "hunter2")], Some(Path::new("/")));
    let secret = Secret::find("env:KEY", Path::new("/"), &environment).unwrap();
    assert_eq!(format!("{secret:?}"), "***");
    assert!(!format!("{environment:?}").contains("hunter2"));
}

#[test]
fn a_key_is_masked_in_any_spelling_even_a_broken_one() {
    for text in [
        "key = \"hunter2\"",
        "key='hunter2'",
        "key = hunter2",
        "\"key\" = \"hunter2",
        "a.key = \"\"\"hunter2\"\"\"",
        "{ key = \"hunter2\", x = \"y\" }",
        "key = '''hunter2",
    ] {
        assert_eq!(masked(text), ["hunter2"], "{text}");
    }
    assert_eq!(masked("key = \"\"\"\nhunter2\n\"\"\""), ["\nhunter2"]);
    assert_eq!(masked(r#"key = "hun\"ter2", x = 1"#), [r#"hun\"ter2", x = 1"#]);
}

#[test]
fn where_a_key_is_may_be_seen() {
    assert!(masked("key = \"env:NAME\"\nkey = 'file:a.key'\nkey = \"\"\n# the key").is_empty());
}

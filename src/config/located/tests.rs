//! Which file is taken.

use std::fs;

use super::*;

#[test]
fn the_named_file_comes_before_the_environment_before_the_platform() {
    let home = tempfile::tempdir().unwrap();
    let file = |name: &str| home.path().join(name);
    fs::create_dir_all(file("config/wail")).unwrap();
    for name in ["named.toml", "environment.toml", "config/wail/config.toml"] {
        fs::write(file(name), "").unwrap();
    }
    let in_environment = file("environment.toml");
    let set = [("WAIL_CONFIG", in_environment.to_str().unwrap())];
    let (with, without) = (
        Environment::made_up(&set, Some(home.path())),
        Environment::made_up(&[], Some(home.path())),
    );
    let named = file("named.toml");
    assert_eq!(find_in(Some(&named), &with).unwrap().path, named);
    assert_eq!(find_in(None, &with).unwrap().path, in_environment);
    assert_eq!(find_in(None, &without).unwrap().path, file("config/wail/config.toml"));
}

#[test]
fn no_other_file_is_taken_for_the_one_that_is_named() {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir_all(home.path().join("config/wail")).unwrap();
    fs::write(home.path().join("config/wail/config.toml"), "").unwrap();
    let missing = home.path().join("missing.toml");
    let environment = Environment::made_up(&[], Some(home.path()));
    let error = find_in(Some(&missing), &environment).unwrap_err();
    assert_eq!(error.looked_at, std::slice::from_ref(&missing));
    let set = [("WAIL_CONFIG", missing.to_str().unwrap())];
    assert!(find_in(None, &Environment::made_up(&set, Some(home.path()))).is_err());
}

#[test]
fn it_says_where_it_looked() {
    let environment = Environment::made_up(&[], Some(Path::new("/nowhere")));
    let error = find_in(None, &environment).unwrap_err();
    assert_eq!(
        error.to_string(),
        "there is no configuration file\n  looked at /nowhere/config/wail/config.toml\n  looked at \
         config.toml"
    );
    assert_eq!(error.hint(), "`wail init` writes one that works as it is");
}

//! What `wail config check` warns of in routes: those that are hidden, and those that never take anything.

use std::path::Path;

use wail::config::{Environment, parse};

/// The warnings of a configuration with these routes, the last of which takes everything.
fn warnings(routes: &str) -> Vec<String> {
    let text = format!(
        "zone = \"UTC\"\nfallback = \"ana\"\n[policy.default]\nsteps = [{{ who = \"everyone\" }}]\n\
         [sources.prometheus]\nkind = \"alertmanager\"\n{routes}\n[[route]]\npolicy = \"default\"\n"
    );
    let environment = Environment::made_up(&[], Some(Path::new("/home/ana")));
    let settings = parse(&text, Path::new("config.toml"), &environment)
        .unwrap_or_else(|faults| panic!("{faults}"));
    settings.warnings.into_iter().map(|warning| warning.message).collect()
}

/// Routes with these keys, one each.
fn routes(each: &[&str]) -> String {
    let route = |keys: &&str| format!("[[route]]\n{keys}\npolicy = \"default\"\n");
    each.iter().map(route).collect()
}

#[test]
fn a_route_that_an_earlier_one_hides_is_told_with_its_name() {
    for (earlier, later) in [
        ("match = \"service=db\"", "match = [\"service=db\", \"env=prod\"]"),
        ("match = 'service=~\"db|sql\"'", "match = \"service=sql\""),
        ("service = [\"db\", \"sql\"]", "service = \"db\"\nmatch = \"a=1\""),
        ("source = \"prometheus\"", "source = \"prometheus\"\nhours = \"sat-sun\""),
        ("hours = \"sat-sun\"", "hours = \"sat,sun\"\nmatch = \"a=1\""),
    ] {
        let told = warnings(&routes(&[earlier, later]));
        let expected = "route 1 takes all that this one would, so it is never used";
        assert_eq!(told, [expected], "{earlier} {later}");
    }
}

#[test]
fn a_route_that_takes_something_of_its_own_is_not_hidden() {
    for (earlier, later) in [
        ("match = \"service=db\"", "match = \"env=prod\""),
        ("match = \"service=db\"\nhours = \"sat-sun\"", "match = \"service=db\""),
        ("match = \"service=db\"\nseverity = \"error\"\ncontinue = true", "match = \"service=db\""),
        ("service = \"db\"", "match = \"service=db\""),
        ("hours = \"sat-sun\"\nzone = \"UTC\"", "hours = \"sat-sun\"\nzone = \"Asia/Tokyo\""),
    ] {
        assert_eq!(warnings(&routes(&[earlier, later])), [""; 0], "{earlier} {later}");
    }
}

#[test]
fn a_route_that_can_never_take_anything_is_told_with_the_conditions_that_exclude_each_other() {
    assert_eq!(
        warnings(&routes(&["match = [\"service=db\", \"env=prod\", \"service=web\"]"])),
        ["this route never takes anything: `service=db` and `service=web` exclude each other"]
    );
}

#[test]
fn a_condition_that_holds_for_everything_and_a_last_route_that_only_logs_are_told() {
    assert_eq!(
        warnings(&routes(&["match = ['env=~\".*\"', \"service=db\"]"])),
        ["`env=~.*` holds for everything, even where there is no such label"]
    );
    let logs =
        warnings("[[route]]\nmatch = \"a=1\"\npolicy = \"default\"\n[[route]]\nlog = true\n");
    assert_eq!(logs, ["this route matches everything, so those below it are never used"]);
}

#[test]
fn the_last_route_may_only_log_and_that_is_told() {
    let text = "zone = \"UTC\"\nfallback = \"ana\"\n[policy.default]\nsteps = [{ who = \"everyone\" }]\n\
         [[route]]\nmatch = \"a=1\"\npolicy = \"default\"\n[[route]]\nlog = true\n";
    let environment = Environment::made_up(&[], Some(Path::new("/home/ana")));
    let settings = parse(text, Path::new("config.toml"), &environment).unwrap();
    let told: Vec<&str> = settings.warnings.iter().map(|it| it.message.as_str()).collect();
    assert_eq!(told, ["whatever no other route takes is only logged, and calls nobody"]);
}

//! Rotas in files of their own: read, and their faults told of with their own lines.

use std::fs;
use std::path::PathBuf;

use crate::config::{Environment, Faults, Settings, parse, parse_with};

const MAIN: &str = "fallback = \"ana\"\nzone = \"UTC\"\n[policy.default]\nsteps = [{ who = \"everyone\" }]\n\
                    [rota.payments]\nfile = \"teams/payments.toml\"\n";

const ROTA: &str = "zone = \"America/New_York\"\n[people]\nbo = { zone = \"Asia/Tokyo\" }\n[[layer]]\n\
                    people = [\"ana\", \"bo\"]\nevery = \"week\"\nstart = 2026-01-05\n";

struct Directory(PathBuf);

impl Directory {
    fn with(name: &str, rota: &str) -> Self {
        let directory = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let directory = directory.join("target/tmp/rota-files").join(name);
        fs::create_dir_all(directory.join("teams")).unwrap();
        fs::write(directory.join("teams/payments.toml"), rota).unwrap();
        Self(directory)
    }

    fn parse(&self, text: &str) -> Result<Settings, Faults> {
        let environment = Environment::made_up(&[], Some(&self.0));
        parse(text, &self.0.join("config.toml"), &environment)
    }

    /// The faults with their files and lines.
    fn faults(&self, text: &str) -> Vec<(String, usize, String)> {
        let faults = self.parse(text).unwrap_err();
        let fault = |fault: &crate::config::Fault| {
            let file = fault.file.strip_prefix(&self.0).unwrap().display().to_string();
            (file, fault.place.as_ref().map_or(0, |place| place.line), fault.message.clone())
        };
        faults.all().iter().map(fault).collect()
    }
}

#[test]
fn a_rota_is_read_from_its_own_file() {
    let directory = Directory::with("read", ROTA);
    let settings = directory.parse(MAIN).unwrap();
    let rota = &settings.rules.rotas["payments"];
    // 09:00 in New York, and not in the zone of the configuration.
    let handoff = rota.next_handoff(0, "2026-01-06T00:00:00Z".parse().unwrap()).unwrap();
    assert_eq!(handoff.to_string(), "2026-01-12T14:00:00Z");
    assert_eq!(settings.rules.people["bo"].zone.iana_name(), Some("Asia/Tokyo"));
    assert_eq!(settings.files.len(), 2);
    assert_eq!(settings.files[1], directory.0.join("teams/payments.toml"));
}

#[test]
fn its_faults_have_its_own_lines() {
    let directory =
        Directory::with("faults", &ROTA.replace("week", "weak").replace("zone", "zoom"));
    let told = directory.faults(MAIN);
    let file = || "teams/payments.toml".to_owned();
    assert_eq!(
        told,
        [
            (file(), 1, "there is no key `zoom` here".to_owned()),
            (file(), 3, "there is no key `zoom` here".to_owned()),
            (file(), 6, "`weak` is not how long a turn is".to_owned()),
        ]
    );
}

#[test]
fn what_is_missing_is_missing_from_its_file() {
    let directory = Directory::with("empty", "");
    let told = directory.faults(MAIN);
    let message = "this rota has no layer, so nobody takes turns".to_owned();
    assert_eq!(told, [("teams/payments.toml".to_owned(), 1, message)]);
}

#[test]
fn a_file_that_is_no_toml_is_told_of_alone() {
    let directory = Directory::with("broken", "zone = \"UTC\"\n[[layer]\n");
    let told = directory.faults(MAIN);
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].0.as_str(), told[0].1), ("teams/payments.toml", 2));
}

#[test]
fn two_rotas_do_not_share_a_file_and_a_file_names_no_other() {
    let directory = Directory::with("twice", ROTA);
    let twice = format!("{MAIN}[rota.other]\nfile = \"teams/payments.toml\"\n");
    let told = directory.faults(&twice);
    assert_eq!(told, [("config.toml".to_owned(), 6, "this file is read already".to_owned())]);
    let directory = Directory::with("nested", "file = \"other.toml\"\n");
    let told = directory.faults(MAIN);
    let message = "the file of a rota names no other".to_owned();
    assert_eq!(told, [("teams/payments.toml".to_owned(), 1, message)]);
}

#[test]
fn no_other_path_makes_two_files_of_one() {
    let directory = Directory::with("twice", ROTA);
    std::os::unix::fs::symlink("payments.toml", directory.0.join("teams/link.toml")).ok();
    for path in ["./teams/payments.toml", "teams/../teams/payments.toml", "teams/link.toml"] {
        let told = directory.faults(&format!("{MAIN}[rota.other]\nfile = \"{path}\"\n"));
        let told: Vec<&str> = told.iter().map(|(_, _, message)| message.as_str()).collect();
        assert_eq!(told, ["this file is read already"], "{path}");
    }
    // As it was at a revision, where nobody can look.
    let environment = Environment::made_up(&[], None);
    let main = format!("{MAIN}[rota.other]\nfile = \"./teams/x/../payments.toml\"\n");
    let nowhere = PathBuf::from("/nowhere/config.toml");
    let told = parse_with(&main, &nowhere, &environment, &|_| Ok(ROTA.to_owned())).unwrap_err();
    assert_eq!(told.all()[0].message, "this file is read already");
}

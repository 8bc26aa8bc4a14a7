//! Which names lead to a configuration.

use std::fs;
use std::os::unix::fs::symlink;

use super::*;

fn names(folder: &Path, file: &str) -> Vec<String> {
    let names = names_of(&folder.join(file));
    // The test's own directory may be behind links, which are watched as well.
    let folder = folder.canonicalize().unwrap();
    let of_ours = names.iter().filter_map(|name| name.strip_prefix(&folder).ok());
    of_ours.map(|name| name.display().to_string()).collect()
}

#[test]
fn every_name_on_the_way_to_the_file_is_watched() {
    let folder = tempfile::TempDir::new().unwrap();
    let here = folder.path();
    assert_eq!(names(here, "config.toml"), ["config.toml"], "it is not there yet");
    fs::write(here.join("config.toml"), "").unwrap();
    assert_eq!(names(here, "config.toml"), ["config.toml"]);
    assert_eq!(names(here, "nowhere/config.toml"), ["nowhere"], "the directory is missing");

    // As Kubernetes mounts a ConfigMap.
    fs::create_dir(here.join("..2026")).unwrap();
    fs::write(here.join("..2026/wail.toml"), "").unwrap();
    symlink("..2026", here.join("..data")).unwrap();
    symlink("..data/wail.toml", here.join("wail.toml")).unwrap();
    assert_eq!(names(here, "wail.toml"), ["..2026/wail.toml", "..data", "wail.toml"]);

    // As dotfiles are kept elsewhere.
    fs::create_dir_all(here.join("dotfiles/wail")).unwrap();
    fs::create_dir(here.join("etc")).unwrap();
    symlink("../dotfiles/wail", here.join("etc/wail")).unwrap();
    symlink(here.join("config.toml"), here.join("dotfiles/wail/config.toml")).unwrap();
    let through = ["config.toml", "dotfiles/wail/config.toml", "etc/wail"];
    assert_eq!(names(here, "etc/wail/config.toml"), through);
}

#[test]
fn links_that_lead_in_a_circle_come_to_an_end() {
    let folder = tempfile::TempDir::new().unwrap();
    symlink("b", folder.path().join("a")).unwrap();
    symlink("a", folder.path().join("b")).unwrap();
    assert!(names(folder.path(), "a").len() <= 2);
}

//! The house as it is built: which folder may use which, which crate lives where, how long a file
//! may be, and that ARCHITECTURE.md tells the truth about it.

mod plan;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

use self::plan::{ARROWS, CRATES, FORBIDDEN};

/// The most lines a file may have.
const LONGEST: usize = 400;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    fn walk(folder: &Path, extension: &str, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, extension, found);
            } else if path.extension().is_some_and(|it| it == extension) {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join(folder), extension, &mut found);
    found.sort();
    found
}

/// The path as it is written in documents: from the root of the repository.
fn name(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().to_string_lossy().into_owned()
}

/// A file of the product, without comments and without the tests in it.
struct Code {
    /// From `src/` on: `store/sql.rs`.
    path: String,
    text: String,
}

impl Code {
    /// The part of `src/` it belongs to: a folder, or a file at the top.
    fn part(&self) -> &str {
        self.path.split('/').next().unwrap().trim_end_matches(".rs")
    }

    fn is_in(&self, place: &str) -> bool {
        self.path == place || self.path.starts_with(&format!("{place}/"))
    }
}

fn product() -> Vec<Code> {
    let is_test = |path: &str| path.ends_with("/tests.rs") || path.contains("/tests/");
    let code: Vec<Code> = files("src", "rs")
        .iter()
        .map(|path| (name(path)["src/".len()..].to_owned(), read(path)))
        .filter(|(path, _)| !is_test(path))
        .map(|(path, text)| {
            let text = text.split("#[cfg(test)]").next().unwrap().to_owned();
            let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            Code { path, text: lines.collect::<Vec<_>>().join("\n") }
        })
        .collect();
    assert!(code.len() > 80, "only {} files were found", code.len());
    code
}

fn assert_none(what: &str, found: &[String]) {
    assert!(found.is_empty(), "{what}:\n  {}", found.join("\n  "));
}

#[test]
fn arrows_point_inwards() {
    let used = Regex::new(r"\b(?:crate|wail)::(\w+|\{)").unwrap();
    let mut wrong = Vec::new();
    for code in product() {
        let part = code.part();
        let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == part) else {
            wrong.push(format!("{} is in no row of the table", code.path));
            continue;
        };
        for found in used.captures_iter(&code.text) {
            let target = &found[1];
            if target == "{" {
                wrong.push(format!("{}: one `use` for each folder, no braces", code.path));
            } else if target != part && !allowed.contains(&target) {
                wrong.push(format!("{} uses {target}", code.path));
            }
        }
    }
    assert_none("arrows that point outwards", &wrong);
}

#[test]
fn nobody_climbs_out_of_a_folder_with_super() {
    let climbs = Regex::new(r"\bsuper::(?:super::)*(\w+)").unwrap();
    let parts: Vec<&str> = ARROWS.iter().map(|(part, _)| *part).collect();
    let mut wrong = Vec::new();
    for code in product().iter().filter(|code| code.path.contains('/')) {
        let file = root().join("src").join(&code.path);
        let top = root().join("src").join(code.part());
        for found in climbs.captures_iter(&code.text) {
            let target = &found[1];
            let is_own = file
                .ancestors()
                .skip(1)
                .take_while(|it| it.starts_with(&top))
                .any(|it| it.join(format!("{target}.rs")).exists() || it.join(target).is_dir());
            if parts.contains(&target) && !is_own {
                wrong.push(format!("{}: super::{target}", code.path));
            }
        }
    }
    assert_none("a part of the crate is named by `crate::`", &wrong);
}

#[test]
fn every_outside_crate_stays_in_its_place() {
    let code = product();
    let mut wrong = Vec::new();
    for (name, places) in CRATES {
        let used = Regex::new(&format!(r"(?m)(^|[^:\w.`]){name}(::|;)")).unwrap();
        let outside = code.iter().filter(|code| !places.iter().any(|place| code.is_in(place)));
        wrong.extend(
            outside
                .filter(|code| used.is_match(&code.text))
                .map(|code| format!("{name} in {}", code.path)),
        );
    }
    assert_none("crates out of place", &wrong);
}

#[test]
fn every_dependency_has_a_place() {
    let manifest: toml::Table = read(&root().join("Cargo.toml")).parse().unwrap();
    let dependencies = manifest["dependencies"].as_table().unwrap();
    let theirs: BTreeSet<String> = dependencies.keys().map(|it| it.replace('-', "_")).collect();
    let ours: BTreeSet<String> = CRATES.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(ours, theirs);
}

#[test]
fn the_core_has_no_clock_no_input_and_no_output() {
    let code = product();
    let mut wrong = Vec::new();
    for (folder, words) in FORBIDDEN {
        for code in code.iter().filter(|code| code.is_in(folder)) {
            let found = words.iter().filter(|word| code.text.contains(**word));
            wrong.extend(found.map(|word| format!("{}: {}", code.path, word.trim())));
        }
    }
    assert_none("what a folder must not do", &wrong);
}

#[test]
fn zones_are_asked_for_at_one_place() {
    let asks = Regex::new(r"TimeZone::get\(|tz::db\(\)|in_tz\(").unwrap();
    let code = product().into_iter().filter(|code| asks.is_match(&code.text));
    assert_none("`config::zone` knows which data", &code.map(|code| code.path).collect::<Vec<_>>());
}

#[test]
fn nothing_unwraps_outside_tests() {
    let found: Vec<String> = product()
        .iter()
        .filter(|code| code.text.contains(concat!(".unwrap", "()")))
        .map(|code| code.path.clone())
        .collect();
    assert_none("unwrapped", &found);
}

#[test]
fn no_file_is_longer_than_a_person_reads() {
    let mut long = Vec::new();
    for path in files("src", "rs").into_iter().chain(files("tests", "rs")) {
        let lines = read(&path).lines().count();
        if lines > LONGEST {
            long.push(format!("{} has {lines} lines", name(&path)));
        }
    }
    assert_none("too long", &long);
}

#[test]
fn every_file_begins_by_saying_what_it_is() {
    let mut silent = Vec::new();
    for path in files("src", "rs").into_iter().chain(files("tests", "rs")) {
        let text = read(&path);
        let first = text.lines().next().unwrap_or_default();
        if first.strip_prefix("//! ").is_none_or(|words| words.split_whitespace().count() < 3) {
            silent.push(name(&path));
        }
    }
    assert_none("files without a first sentence", &silent);
}

#[test]
fn no_file_is_forgotten() {
    let mut forgotten = Vec::new();
    for path in files("src", "rs").into_iter().chain(files("tests/it", "rs")) {
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        let folder = path.parent().unwrap();
        let (module, folder) = match &*stem {
            "main" | "lib" => continue,
            "mod" => (folder.file_name().unwrap().to_string_lossy().into_owned(), {
                folder.parent().unwrap()
            }),
            _ => (stem, folder),
        };
        let beside = folder.with_extension("rs");
        let parents = ["mod.rs", "main.rs", "lib.rs"].map(|name| folder.join(name));
        let declared = Regex::new(&format!(r"(?m)^\s*(pub(\(\w+\))? )?mod {module};")).unwrap();
        let is_named = |parent: &PathBuf| parent.exists() && declared.is_match(&read(parent));
        if !parents.iter().chain([&beside]).any(is_named) {
            forgotten.push(name(&path));
        }
    }
    assert_none("files that no `mod` line names", &forgotten);
}

#[test]
fn nothing_is_left_for_later() {
    let later = Regex::new(concat!(r"\b(TO", r"DO|FIX", r"ME|XX", r"X)\b")).unwrap();
    let mut found = Vec::new();
    let code = files("src", "rs").into_iter().chain(files("tests", "rs"));
    let words = files("docs", "md").into_iter().chain(
        ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "Makefile"].map(|it| root().join(it)),
    );
    for path in code.chain(words) {
        let text = read(&path);
        let lines = text.lines().enumerate().filter(|(_, line)| later.is_match(line));
        found.extend(lines.map(|(number, _)| format!("{}:{}", name(&path), number + 1)));
    }
    assert_none("left for later", &found);
}

#[test]
fn features_and_tests_are_switched_only_where_modules_are_named() {
    let mut wrong = Vec::new();
    for path in files("src", "rs") {
        let text = read(&path);
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        for (number, line) in lines.iter().enumerate() {
            let next = lines.get(number + 1).copied().unwrap_or_default();
            let is_module = next.starts_with("mod ") || next.starts_with("pub mod ");
            let is_fine = (line.contains("cfg(feature") && (is_module || next.starts_with('&')))
                || (line.contains("cfg(test)") && is_module);
            if (line.contains("cfg(feature") || line.contains("cfg(test)")) && !is_fine {
                wrong.push(format!("{}:{}", name(&path), number + 1));
            }
        }
    }
    assert_none("switched in the middle of the code", &wrong);
}

#[test]
fn every_folder_has_its_paragraph() {
    let text = read(&root().join("ARCHITECTURE.md"));
    assert!(text.lines().count() < 150, "{} lines", text.lines().count());
    let mut silent = Vec::new();
    for entry in fs::read_dir(root().join("src")).unwrap() {
        let path = entry.unwrap().path();
        let folder = path.file_name().unwrap().to_string_lossy().into_owned();
        if !path.is_dir() {
            continue;
        }
        let begin = format!("\n**`{folder}/`** ");
        let paragraph = text.split_once(&begin).map(|(_, rest)| rest.split("\n\n").next().unwrap());
        let is_whole =
            paragraph.is_some_and(|it| it.contains("**Holds:** ") && it.contains("**Never:** "));
        if !is_whole {
            silent.push(folder);
        }
    }
    for path in files("src", "rs").iter().filter(|path| path.ends_with("mod.rs")) {
        let folder = name(path.parent().unwrap())["src/".len()..].to_owned();
        if !text.contains(&format!("`{folder}/`")) {
            silent.push(folder);
        }
    }
    assert_none("folders without a paragraph that says what they hold and never do", &silent);
}

#[test]
fn every_path_that_the_architecture_names_is_there() {
    let named = Regex::new(r"`([\w.-]+(?:/[\w.-]+)*/?)`").unwrap();
    let endings = [".rs", ".md", ".toml", ".sql", "/"];
    let mut missing = Vec::new();
    for document in ["ARCHITECTURE.md", "CONTRIBUTING.md"] {
        let text = read(&root().join(document));
        let paths = named.captures_iter(&text).map(|found| found[1].to_owned());
        let paths = paths.filter(|path| endings.iter().any(|ending| path.ends_with(ending)));
        for path in paths {
            let is_example = path.contains("uptime");
            let is_there = ["", "src"].iter().any(|at| root().join(at).join(&path).exists());
            if !is_there && !is_example {
                missing.push(format!("{document}: {path}"));
            }
        }
    }
    assert_none("paths that are not there", &missing);
}

#[test]
fn every_promise_names_tests_that_exist() {
    let text = read(&root().join("ARCHITECTURE.md"));
    let table = text.split("## The ten promises").nth(1).unwrap().split("\n## ").next().unwrap();
    let rows: Vec<&str> = table.lines().filter(|line| line.starts_with("| **")).collect();
    assert_eq!(rows.len(), 10, "{} rows", rows.len());
    let tests: String =
        files("src", "rs").iter().chain(&files("tests", "rs")).map(|path| read(path)).collect();
    let named = Regex::new(r"`(\w+)`").unwrap();
    let mut missing = Vec::new();
    for row in rows {
        let names: Vec<String> = named.captures_iter(row).map(|it| it[1].to_owned()).collect();
        assert!(!names.is_empty(), "no test: {row}");
        missing.extend(names.into_iter().filter(|it| !tests.contains(&format!("fn {it}("))));
    }
    assert_none("tests that do not exist", &missing);
}

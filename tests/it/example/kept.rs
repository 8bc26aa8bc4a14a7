//! What is kept of the example: files that must be what was made, or are written anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The page that a newcomer reads; what was printed stands in it behind marks.
const PAGE: &str = "README.md";

/// What somebody wrote: the page, and what the week is played by.
const WRITTEN: [&str; 2] = [PAGE, "config.toml"];

/// What was made: files by their names, and what was printed by the names of its marks.
#[derive(Default)]
pub(super) struct Made {
    pub(super) files: BTreeMap<String, String>,
    pub(super) printed: BTreeMap<String, String>,
}

/// The directory in which it is kept.
pub(super) struct Kept {
    directory: PathBuf,
    blesses: bool,
}

impl Kept {
    pub(super) fn of_example() -> Self {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/example");
        let blesses = crate::docs::is_blessed();
        Self { directory, blesses }
    }

    /// That everything that was made is kept, word for word, and nothing else; what is different is named.
    pub(super) fn holds(&self, made: &Made) {
        let written = self.read(PAGE);
        let unused: Vec<&String> =
            made.printed.keys().filter(|name| !written.contains(&mark(name))).collect();
        assert!(unused.is_empty(), "printed, and not in {PAGE}: {unused:?}");
        let mut different = Vec::new();
        let page = filled(&written, &made.printed);
        let files = made.files.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        for (name, text) in files.chain([(PAGE, page.as_str())]) {
            if self.read(name) == text {
                continue;
            }
            if self.blesses {
                let path = self.directory.join(name);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(&path, text).unwrap();
            } else {
                different.push(format!("{name}:\n{}", first_difference(&self.read(name), text)));
            }
        }
        let known: BTreeSet<&str> = made.files.keys().map(String::as_str).chain(WRITTEN).collect();
        let kept = files_below(&self.directory, "");
        let left_over = kept.iter().filter(|name| !known.contains(name.as_str()));
        different.extend(left_over.map(|name| format!("{name}: nothing makes it, remove it")));
        assert!(
            different.is_empty(),
            "docs/example/ is not what the program says; `make example` \
             writes it anew\n{}",
            different.join("\n")
        );
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.directory.join(name)).unwrap_or_default()
    }
}

/// The mark behind which stands what was printed by that name.
fn mark(name: &str) -> String {
    format!("<!-- printed: {name} -->\n")
}

/// The names of all files of a directory and of those in it, from there.
fn files_below(directory: &Path, within: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(directory).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{within}{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            names.extend(files_below(&entry.path(), &format!("{name}/")));
        } else {
            names.insert(name);
        }
    }
    names
}

/// The page with what was printed behind each mark: `<!-- printed: NAME -->`, then a block.
fn filled(page: &str, printed: &BTreeMap<String, String>) -> String {
    let mut filled = String::with_capacity(page.len());
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        filled.push_str(line);
        filled.push('\n');
        let name = line.strip_prefix("<!-- printed: ").and_then(|it| it.strip_suffix(" -->"));
        let Some(name) = name else { continue };
        let text = printed.get(name).unwrap_or_else(|| panic!("nothing was printed as {name}"));
        // The block that stands there is left out, if one does.
        if lines.clone().next().is_some_and(|line| line.starts_with("```")) {
            lines.next();
            lines.by_ref().find(|line| *line == "```").unwrap();
        }
        filled.extend(["```\n", text, "```\n"]);
    }
    filled
}

/// The first line that is another, on both sides.
fn first_difference(kept: &str, made: &str) -> String {
    let pairs = kept.lines().map(Some).chain([None]).zip(made.lines().map(Some).chain([None]));
    let mut pairs = pairs.enumerate();
    let cut = |line: &str| line.chars().take(400).collect::<String>();
    let told = pairs.find(|(_, (kept, made))| kept != made).map(|(number, (kept, made))| {
        let [kept, made] = [kept, made].map(|line| line.map_or("nothing".to_owned(), cut));
        format!("  line {}\n  kept: {kept}\n  made: {made}", number + 1)
    });
    told.unwrap_or_else(|| "  one is longer".to_owned())
}

#[test]
fn what_was_printed_stands_behind_its_mark_and_replaces_what_stood_there() {
    let printed = BTreeMap::from([("who".to_owned(), "ana\n".to_owned())]);
    let page = "# A\n<!-- printed: who -->\n```\nbo\n```\nrest\n";
    let expected = "# A\n<!-- printed: who -->\n```\nana\n```\nrest\n";
    assert_eq!(filled(page, &printed), expected);
    assert_eq!(filled("<!-- printed: who -->\nrest\n", &printed).lines().count(), 5);
}

#[test]
fn a_line_that_is_another_is_found() {
    let told = first_difference("a\nb\n", "a\nc\n");
    assert_eq!(told, "  line 2\n  kept: b\n  made: c");
    assert_eq!(first_difference("a\n", "a\nb\n"), "  line 2\n  kept: nothing\n  made: b");
}

#[test]
#[should_panic(expected = "old.txt: nothing makes it")]
fn what_nothing_makes_is_not_kept() {
    let directory = tempfile::tempdir().unwrap();
    for name in [PAGE, "old.txt"] {
        fs::write(directory.path().join(name), "").unwrap();
    }
    let kept = Kept { directory: directory.path().to_owned(), blesses: false };
    kept.holds(&Made::default());
}

#[test]
#[should_panic(expected = "printed, and not in README.md: [\"who\"]")]
fn what_is_printed_stands_on_the_page() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join(PAGE), "# A\n").unwrap();
    let kept = Kept { directory: directory.path().to_owned(), blesses: false };
    let printed = BTreeMap::from([("who".to_owned(), "ana\n".to_owned())]);
    kept.holds(&Made { printed, ..Made::default() });
}

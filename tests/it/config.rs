//! The configuration: the example loads, every fault in `tests/faults` is told as it should be, and
//! no file whatsoever makes the loader panic.

use std::fs;
use std::path::{Path, PathBuf};

use wail::config::{Environment, Faults, Settings, parse, schema, show, try_all};

const EXAMPLE: &str = include_str!("../../config.example.toml");

fn environment() -> Environment {
    let variables = [("WAIL_KEY", "hunter2"), ("WAIL_EMPTY_KEY", "  ")];
    Environment::made_up(&variables, Some(Path::new("/home/ana")))
}

fn read(text: &str) -> Result<Settings, Faults> {
    parse(text, Path::new("config.toml"), &environment())
}

fn fault_files() -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults");
    let mut files: Vec<PathBuf> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    files.sort();
    files
}

#[test]
fn every_fault_is_told_as_it_should_be() {
    let files = fault_files();
    assert!(files.len() >= 30, "{} files", files.len());
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR")).join("faults");
    fs::create_dir_all(&scratch).unwrap();
    let mut wrong = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let told = match read(&text) {
            Ok(_) => "no fault was found\n".to_owned(),
            Err(faults) => faults.to_string(),
        };
        let expected = file.with_extension("txt");
        if fs::read_to_string(&expected).unwrap_or_default() != told {
            let name = expected.file_name().unwrap();
            fs::write(scratch.join(name), &told).unwrap();
            wrong.push(format!("{}\n{told}", name.display()));
        }
    }
    let hint = format!("look at them, then: cp {}/*.txt tests/faults/", scratch.display());
    assert!(wrong.is_empty(), "told otherwise:\n\n{}\n{hint}", wrong.join("\n\n"));
}

#[test]
fn the_example_loads_without_a_fault_or_a_warning() {
    let settings = read(EXAMPLE).unwrap_or_else(|faults| panic!("{faults}"));
    let warnings: Vec<String> = settings.warnings.iter().map(ToString::to_string).collect();
    assert!(warnings.is_empty(), "{}", warnings.join("\n"));
    assert_eq!(settings.rules.people.len(), 3);
    assert_eq!(settings.rules.rotas.len(), 1);
    assert_eq!(settings.rules.routes.all().len(), 5);
    let tried = try_all(&settings);
    assert_eq!(tried.len(), 1);
    assert!(tried[0].differences.is_empty(), "{:?}", tried[0].differences);
}

#[test]
fn a_header_and_a_variable_of_a_monitor_may_be_kept_elsewhere_and_are_shown_as_written() {
    let monitors = "[monitors.web]\nkind = \"http\"\nurl = \"http://127.0.0.1/\"\n\
         headers = { x-key = \"env:WAIL_KEY\", accept = \"text/html\" }\n\
         [monitors.plugin]\nkind = \"command\"\nrun = [\"true\"]\n\
         environment = { PGPASSWORD = \"env:WAIL_KEY\" }\n";
    let text = EXAMPLE.replacen("[sounds]\n", &format!("{monitors}\n[sounds]\n"), 1);
    let settings = read(&text).unwrap_or_else(|faults| panic!("{faults}"));
    let shown = show(&settings);
    assert!(shown.contains("env:WAIL_KEY") && !shown.contains("hunter2"), "{shown}");
    let debugged = format!("{:?}", settings.monitors["web"]);
    assert!(!debugged.contains("hunter2"), "{debugged}");
    let missing = text.replace("env:WAIL_KEY\", accept", "env:WAIL_NO_KEY\", accept");
    let faults = read(&missing).unwrap_err().to_string();
    assert!(faults.contains("WAIL_NO_KEY") && !faults.contains("hunter2"), "{faults}");
}

#[test]
fn who_speaks_is_a_program_or_a_list_and_one_that_is_not_there_is_only_a_warning() {
    for (given, line) in [
        ("\"espeak-ng\"", &["espeak-ng"][..]),
        ("[\"/opt/tts\", \"--voice\", \"anna\"]", &["/opt/tts", "--voice", "anna"]),
    ] {
        let text = EXAMPLE.replacen("[sounds]\n", &format!("[sounds]\nspeak = {given}\n"), 1);
        let settings = read(&text).unwrap_or_else(|faults| panic!("{faults}"));
        assert_eq!(settings.sounds.output.speak, line);
        let again = read(&show(&settings)).unwrap_or_else(|faults| panic!("{faults}"));
        assert_eq!(again.sounds.output.speak, line);
        let warnings: Vec<String> = settings.warnings.iter().map(ToString::to_string).collect();
        let told = format!("`{}` is not installed on this machine", line[0]);
        assert!(warnings.len() == 1 && warnings[0].contains(&told), "{warnings:?}");
    }
    assert!(read(EXAMPLE).unwrap().sounds.output.speak.is_empty(), "off unless it is given");
}

#[test]
fn the_effective_configuration_loads_and_comes_to_itself() {
    let shown = show(&read(EXAMPLE).unwrap());
    let again = read(&shown).unwrap_or_else(|faults| panic!("{faults}\n{shown}"));
    assert_eq!(show(&again), shown);
}

#[test]
fn the_example_names_every_key_of_the_schema() {
    fn keys(schema: &serde_json::Value, found: &mut Vec<String>) {
        if let Some(properties) = schema.get("properties").and_then(|it| it.as_object()) {
            found.extend(properties.keys().cloned());
        }
        match schema {
            serde_json::Value::Object(fields) => fields.values().for_each(|it| keys(it, found)),
            serde_json::Value::Array(items) => items.iter().for_each(|it| keys(it, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    keys(&schema(), &mut found);
    assert!(found.len() > 40, "{found:?}");
    found.retain(|key| !EXAMPLE.contains(key.as_str()) && key != "tier");
    assert!(found.is_empty(), "not in the example: {found:?}");
}

#[test]
fn no_broken_file_shows_a_key() {
    const KEY: &str = "correcthorse";
    for value in [format!("\"{KEY}\""), format!("'{KEY}'"), KEY.to_owned()] {
        let sources = format!("[sources.generic]\nkey = {value}\nseverity = \"eror\"\n");
        let inline = format!("sources = {{ generic = {{ key = {value}, severity = \"x\" }} }}\n");
        let channel = |keys: &str| {
            format!(
                "[people.ana]\nchannels = [{{ use = \"push\", {keys} = {value}, wait = \"x\" }}]\n"
            )
        };
        let pushes = [
            channel("to = \"ntfy\", topic = \"x\", token"),
            channel("to = \"mail\", user = \"x\", password"),
            channel("to = \"slack\", url"),
            channel("to = \"pushover\", user"),
            format!("[people.ana]\nchannels = [{{ url = {value}, use = \"push\", wait = 5 }}]\n"),
        ];
        for text in pushes.into_iter().chain([sources, inline]) {
            for end in 0..=text.len() {
                for broken in [text[..end].to_owned(), format!("{}\n] = [", &text[..end])] {
                    let told = read(&broken).unwrap_err().to_string();
                    assert!(!told.contains("corr"), "{broken}\n{told}");
                }
            }
        }
    }
    let number = read("[sources.generic]\nkey = 1234567").unwrap_err().to_string();
    assert!(!number.contains("1234"), "{number}");
}

#[test]
fn every_expected_text_has_its_file() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults");
    let texts = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    let alone: Vec<PathBuf> = texts.filter(|path| !path.with_extension("toml").exists()).collect();
    assert!(alone.is_empty(), "{alone:?}");
}

#[test]
fn no_truncated_file_panics() {
    for end in (0..=EXAMPLE.len()).filter(|end| EXAMPLE.is_char_boundary(*end)) {
        told(&EXAMPLE[..end]);
    }
}

#[test]
fn no_flipped_byte_panics() {
    // The time it takes grows with the square of the example: every fifth byte is in every key there is.
    for (at, byte) in EXAMPLE.bytes().enumerate().step_by(5) {
        let mask = [0x01, 0x02, 0x10, 0x20][at % 4];
        let mut bytes = EXAMPLE.as_bytes().to_vec();
        bytes[at] = byte ^ mask;
        told(&String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn no_lost_line_panics() {
    for (start, line) in lines(EXAMPLE) {
        told(&[&EXAMPLE[..start], &EXAMPLE[start + line.len()..]].concat());
    }
}

#[test]
fn no_value_of_another_type_panics() {
    for (start, line) in lines(EXAMPLE).filter(|(_, line)| line.contains(" = ")) {
        for value in ["5", "-1", "nan", "true", "\"\"", "\"x\"", "[]", "[[5]]", "{}", "1979-05-27"]
        {
            let key = line.split(" = ").next().unwrap_or_default();
            let changed = format!("{key} = {value}\n");
            told(&[&EXAMPLE[..start], &changed, &EXAMPLE[start + line.len()..]].concat());
        }
    }
}

fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        start += line.len();
        (start - line.len(), line)
    })
}

/// Loads it, and tells whatever there is to tell.
fn told(text: &str) {
    match read(text) {
        Ok(settings) => assert!(!show(&settings).is_empty()),
        Err(faults) => assert!(!faults.all().is_empty() && !faults.to_string().is_empty()),
    }
}

//! `wail init --from`: a first configuration out of what other systems export.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use serde_json::json;

use super::{Init, Readers, ending, written};
use crate::cli::Session;
use crate::cli::out::Progress;
use crate::config::{self, closest};
use crate::domain::wait::count;
use crate::error::{Error, Kind};
use crate::import::{
    Document, IMPORTERS, ImportError, Imported, Importer, LARGEST, Surroundings, import,
};

pub(super) fn run(session: &Session, args: &Init) -> Result<(), Error> {
    let kind = args.kind.as_deref().map(importer).transpose()?;
    let progress = Progress::of(session, "reading what was exported");
    let documents = documents(&args.from)?;
    let zone = session.zone();
    let user = session.environment().user();
    let surroundings = Surroundings {
        zones: &config::zone,
        now: session.now,
        zone: zone.iana_name().filter(|name| config::zone(name).is_some()),
        user: user.as_deref(),
    };
    let imported = import(&documents, kind, surroundings).map_err(|errors| unread(&errors))?;
    drop(progress);
    let path = session.config_target()?;
    let checked = config::parse(&imported.text, &path, session.environment());
    if let Err(faults) = checked {
        return Err(Error::new(
            Kind::Bug,
            "what comes of these files has faults; nothing is written",
        )
        .detail(format!("\n{}", faults.body()))
        .hint("leave one file out after the other to see which it is, and please report this"));
    }
    if args.dry_run && session.out.json {
        let mut value = value(&path, &imported);
        value["text"] = imported.text.as_str().into();
        return session.out.json(&value);
    }
    if args.dry_run {
        tell(session, &imported);
        return session.out.text(&imported.text);
    }
    let settings = written(session, &path, &imported.text, Readers::Owner)?;
    if session.out.json {
        return session.out.json(&value(&path, &imported));
    }
    session.out.line(format_args!("wrote {}: {}", path.display(), made(&imported)))?;
    tell(session, &imported);
    ending(session, &path, &settings);
    Ok(())
}

/// What was left behind, item by item.
fn tell(session: &Session, imported: &Imported) {
    let left = &imported.left;
    if left.is_empty() {
        return session.out.talk("everything could be carried over");
    }
    let items = count(left.len(), "thing");
    session.out.warn(format_args!("{items} could not be carried over, or not as before:"));
    for each in left {
        session.out.warn(format_args!("  {each}"));
    }
    session.out.talk("the list stands at the top of the file as well");
}

/// How much of what there is: `3 people, 1 rota`.
fn made(imported: &Imported) -> String {
    let counted = imported.counts.iter().map(|(what, number)| match (*what, number) {
        ("person", 2..) => format!("{number} people"),
        ("policy", 2..) => format!("{number} policies"),
        (what, number) => count(*number, what),
    });
    counted.collect::<Vec<_>>().join(", ")
}

fn value(path: &Path, imported: &Imported) -> serde_json::Value {
    let made = imported
        .counts
        .iter()
        .map(|(what, number)| (what.replace(' ', "_"), serde_json::Value::from(*number)));
    let left = imported
        .left
        .iter()
        .map(|left| json!({ "file": left.file, "place": left.place, "what": left.what }));
    json!({
        "path": path.to_string_lossy(),
        "made": made.collect::<serde_json::Map<_, _>>(),
        "left": left.collect::<Vec<_>>(),
    })
}

/// The system of that name.
fn importer(name: &str) -> Result<&'static Importer, Error> {
    let found = IMPORTERS.iter().find(|importer| importer.name == name);
    found.copied().ok_or_else(|| {
        let names: Vec<&str> = IMPORTERS.iter().map(|importer| importer.name).collect();
        let error = Error::new(Kind::Usage, format!("exports of `{name}` are not understood"));
        match closest(name, names.iter().copied()) {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => error.hint(format!("understood are {}", names.join(", "))),
        }
    })
}

/// What is in the files; everything that cannot be read is told at once.
fn documents(files: &[PathBuf]) -> Result<Vec<Document>, Error> {
    let (mut documents, mut errors) = (Vec::new(), Vec::new());
    for file in files {
        let name = file.to_string_lossy();
        let unreadable =
            |message: String| ImportError { file: name.to_string(), message, hint: None };
        let read = bytes(file).map_err(unreadable).and_then(|bytes| Document::of(&name, &bytes));
        match read {
            Ok(read) => documents.extend(read),
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() { Ok(documents) } else { Err(unread(&errors)) }
}

fn bytes(path: &Path) -> Result<Vec<u8>, String> {
    let said = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission is denied".to_owned(),
        _ => format!("it cannot be read: {error}"),
    };
    if fs::metadata(path).map_err(said)?.is_dir() {
        return Err("it is a directory: name the files in it".to_owned());
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(said)?;
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(said)?;
    if bytes.len() as u64 > LARGEST {
        return Err(format!("it has more than {} MiB, and is not read", LARGEST / 1024 / 1024));
    }
    Ok(bytes)
}

fn unread(errors: &[ImportError]) -> Error {
    let lines: Vec<String> = errors.iter().map(|error| format!("  {error}")).collect();
    let what = if errors.len() == 1 { "this file" } else { "these files" };
    let error = Error::new(Kind::Config, format!("nothing comes of {what}; nothing is written"));
    let error = error.detail(lines.join("\n"));
    match errors.iter().find_map(|error| error.hint.as_ref()) {
        Some(hint) => error.hint(hint),
        None => error.hint("name files as they were exported: `wail init --from FILE…`"),
    }
}

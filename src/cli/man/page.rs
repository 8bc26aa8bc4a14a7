//! One page of the manual: what clap knows of a command, and the sections that a manual has besides.

use std::fmt::Write as _;
use std::io;

use clap::Command;
use clap_mangen::Man as Manual;

/// What the exit codes mean.
pub(super) const EXIT_STATUS: [(&str, &str); 7] = [
    ("0", "done, and durable"),
    ("1", "the answer is no"),
    ("2", "the command line makes no sense"),
    ("3", "the configuration is missing or at fault"),
    ("4", "the store, the daemon or a person cannot be reached"),
    ("5", "this machine cannot be heard"),
    ("70", "a bug, a panic included"),
];

const ENVIRONMENT: [(&str, &str); 6] = [
    ("WAIL_CONFIG", "the configuration, as --config names it"),
    ("WAIL_STORE", "the store, as --store names it"),
    ("WAIL_AS", "who you are, as --as says it"),
    ("NO_COLOR", "if it is set, nothing is coloured"),
    ("TZ", "the zone in which times are read and shown; else /etc/localtime says it"),
    ("LC_ALL, LC_CTYPE, LANG", "a terminal whose locale is not UTF-8 is given ASCII"),
];

const FILES: [(&str, &str); 2] = [
    ("~/.config/wail/config.toml", "the configuration, unless another one is named"),
    ("~/.local/share/wail/wail.db", "the store, unless another one is named"),
];

/// A page of the manual.
pub(super) struct Page {
    command: Command,
    /// What stands below the arguments in its help.
    said: String,
}

impl Page {
    /// That of a command which is built.
    pub(super) fn of(mut command: Command) -> Self {
        let usage = command.render_usage().to_string();
        let usage = usage.strip_prefix("Usage:").unwrap_or(&usage).trim().to_owned();
        let said = command.get_after_long_help().or_else(|| command.get_after_help());
        let said = said.map(ToString::to_string).unwrap_or_default();
        Self { command: command.override_usage(usage), said }
    }

    pub(super) fn file_name(&self) -> String {
        Manual::new(self.command.clone()).get_filename()
    }

    /// It as `man` reads it.
    pub(super) fn render(&self) -> io::Result<Vec<u8>> {
        let manual = Manual::new(self.command.clone());
        let mut page = Vec::new();
        manual.render_title(&mut page)?;
        manual.render_name_section(&mut page)?;
        manual.render_synopsis_section(&mut page)?;
        manual.render_description_section(&mut page)?;
        if self.command.get_arguments().any(|argument| !argument.is_hide_set()) {
            manual.render_options_section(&mut page)?;
        }
        if self.command.get_subcommands().any(|each| !each.is_hide_set()) {
            manual.render_subcommands_section(&mut page)?;
        }
        page.extend(self.rest().into_bytes());
        Ok(page)
    }

    /// Whether it is the page of the program itself.
    fn is_main(&self) -> bool {
        self.command.get_name() == "wail"
    }

    /// Examples, and what else is said; and where to read on.
    fn rest(&self) -> String {
        let mut text = said(&self.said);
        if !self.is_main() {
            text.push_str("\n.SH SEE ALSO\n\\fBwail\\fR(1)\n");
            return text;
        }
        terms(&mut text, "EXIT STATUS", &EXIT_STATUS);
        terms(&mut text, "ENVIRONMENT", &ENVIRONMENT);
        terms(&mut text, "FILES", &FILES);
        text.push_str("\n.SH SEE ALSO\n");
        let pages = self.command.get_subcommands().filter(|each| !each.is_hide_set());
        let pages = pages.filter(|each| each.get_name() != "help");
        let pages = pages.map(|each| format!("\\fBwail\\-{}\\fR(1)", escaped(each.get_name())));
        text.push_str(&pages.collect::<Vec<_>>().join(",\n"));
        text.push('\n');
        text
    }
}

/// What stands below the arguments of a help: a section of examples, each on a line of its own, and one of
/// everything else.
fn said(text: &str) -> String {
    let (mut examples, mut notes) = (String::new(), String::new());
    for block in text.split("\n\n").filter(|block| !block.trim().is_empty()) {
        let mut lines = block.trim_matches('\n').lines().peekable();
        let is_example = lines.next_if(|line| line.starts_with("Example")).is_some();
        let section = if is_example { &mut examples } else { &mut notes };
        section.push_str(".PP\n");
        // What is put in columns stays in them.
        let is_kept = is_example || lines.clone().any(|line| line.starts_with("  "));
        section.push_str(if is_kept { ".nf\n" } else { "" });
        for line in lines {
            section.push_str(&line_of(line.strip_prefix("  ").unwrap_or(line)));
        }
        section.push_str(if is_kept { ".fi\n" } else { "" });
    }
    let section = |name: &str, lines: &str| match lines {
        "" => String::new(),
        lines => format!("\n.SH {name}\n{lines}"),
    };
    section("EXAMPLES", &examples) + &section("NOTES", &notes)
}

/// A section of words and what each means.
fn terms(text: &mut String, name: &str, terms: &[(&str, &str)]) {
    // Writing to a string cannot fail.
    let _ = write!(text, "\n.SH \"{name}\"\n");
    for (word, meaning) in terms {
        let _ = write!(text, ".TP\n\\fB{}\\fR\n{}", escaped(word), line_of(meaning));
    }
}

/// A line of text, whatever it begins with.
fn line_of(text: &str) -> String {
    let text = escaped(text);
    let guard = if text.starts_with(['.', '\'']) { "\\&" } else { "" };
    format!("{guard}{text}\n")
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\e").replace('-', "\\-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_stay_on_their_lines_and_notes_are_paragraphs() {
        let help = "Examples:\n  wail log\n  wail log -n 0 'a\\b'\n\n.5 of it\nis said.\n\n  1  one\n  2  two";
        assert_eq!(
            said(help),
            "\n.SH EXAMPLES\n.PP\n.nf\nwail log\nwail log \\-n 0 'a\\eb'\n.fi\n\
             \n.SH NOTES\n.PP\n\\&.5 of it\nis said.\n.PP\n.nf\n1  one\n2  two\n.fi\n"
        );
        assert_eq!(said(""), "");
    }

    #[test]
    fn a_synopsis_names_the_value_of_what_takes_one() {
        let mut command = Command::new("ack")
            .bin_name("wail ack")
            .arg(clap::Arg::new("match").long("match").value_name("LABEL=VALUE").required(true));
        command.build();
        let page = String::from_utf8(Page::of(command).render().unwrap()).unwrap();
        assert!(page.contains("\\-\\-match <LABEL=VALUE>"), "{page}");
    }
}

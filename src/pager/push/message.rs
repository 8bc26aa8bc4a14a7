//! What is said to somebody who is not at their desk: the same facts for every service.

use super::Update;
use crate::domain::alert::Severity;
use crate::domain::text::plain;
use crate::pager::{Call, Whole};

/// The word on the button.
pub(super) const BUTTON: &str = "I have it";

/// A page as services tell it, or an update for an audience.
pub(super) struct Message<'a> {
    /// The page.
    pub(super) call: &'a Call,
    /// The update that it is, if it is one. Its words are all that is told, and nobody is woken by it.
    pub(super) update: Option<Update<'a>>,
    /// All of it, where it is no page and longer than a sentence.
    pub(super) whole: Option<&'a Whole>,
}

impl<'a> Message<'a> {
    pub(super) fn page(call: &'a Call) -> Self {
        Self { call, update: None, whole: None }
    }
}

impl Message<'_> {
    /// How loud it is: an update is like any message.
    pub(super) fn severity(&self) -> Severity {
        self.update.map_or(self.call.severity, |_| Severity::Warning)
    }

    /// The update, if it is one.
    pub(super) fn words(&self) -> Option<String> {
        self.update.map(|update| update.words())
    }

    /// The address of the button, where there is one.
    pub(super) fn ack(&self) -> Option<&str> {
        self.call.ack.as_deref()
    }

    /// The one line that must be read: `critical, incident 412: disk full`; of an update its first one.
    pub(super) fn title(&self, at_most: usize) -> String {
        if let Some(words) = self.words() {
            return cut(words.lines().next().unwrap_or_default(), at_most);
        }
        if let Some(whole) = self.whole {
            return cut(&plain(&whole.subject), at_most);
        }
        let Call { severity, incident, summary, .. } = self.call;
        let number = match incident.0 {
            // What the pager says of itself is no incident.
            0 => String::new(),
            number => format!(", incident {number}"),
        };
        cut(&format!("{severity}{number}: {}", plain(summary)), at_most)
    }

    /// Everything else: why, for whom, how it was the last time, from where, and the labels; of an update
    /// all of it. Of what is longer than a sentence its beginning, and how to read the rest.
    pub(super) fn details(&self, at_most: usize) -> String {
        if let Some(words) = self.words() {
            return words;
        }
        if let Some(whole) = self.whole {
            return beginning(whole, at_most);
        }
        let Call { person, reason, seen, source, labels, .. } = self.call;
        let mut lines = vec![format!("{reason}, for {person}")];
        lines.extend(seen.as_ref().map(|seen| plain(seen).into_owned()));
        lines.push(format!("from {}", plain(source)));
        lines
            .extend(labels.iter().map(|(name, value)| format!("{}={}", plain(name), plain(value))));
        cut(&lines.join("\n"), at_most)
    }
}

fn beginning(whole: &Whole, at_most: usize) -> String {
    let lines: Vec<_> = whole.text.lines().map(plain).collect();
    let text = lines.join("\n");
    if text.chars().count() <= at_most {
        return text;
    }
    let rest = format!("\n\nthe whole of it: `{}`", whole.shown_by);
    let kept = cut(&text, at_most.saturating_sub(rest.chars().count()));
    format!("{kept}{rest}")
}

/// The text, or as much of it as may be sent.
pub(super) fn cut(text: &str, at_most: usize) -> String {
    if text.chars().count() <= at_most {
        return text.to_owned();
    }
    let mut kept: String = text.chars().take(at_most.saturating_sub(1)).collect();
    kept.push('…');
    kept
}

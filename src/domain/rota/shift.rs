//! What a rota answers with: shifts and what decided them, stretches without anybody and why.

use std::sync::Arc;

use jiff::Timestamp;

use crate::domain::name::PersonId;

/// One person holding a tier's pager, from an instant up to, but not including, another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shift {
    /// Who holds the pager.
    pub person: PersonId,
    /// The first instant of it.
    pub start: Timestamp,
    /// The instant of the handoff; none when there is no handoff to come.
    pub end: Option<Timestamp>,
    /// What decided it: at the start of the shift, or at the instant that was asked about.
    pub cause: ShiftCause,
}

/// What put somebody on call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShiftCause {
    /// It is their turn in this layer.
    Layer {
        /// The layer's name.
        name: Arc<str>,
    },
    /// They are next in line in this layer, for somebody who is off or has another tier's pager.
    NextInLine {
        /// The layer's name.
        layer: Arc<str>,
        /// Whose turn it is.
        instead_of: PersonId,
    },
    /// An override gives them the pager.
    Take {
        /// Who takes it.
        by: PersonId,
        /// Why, as it was written.
        why: Option<Arc<str>>,
    },
    /// An override has them stand in for somebody.
    Cover {
        /// Who stands in.
        by: PersonId,
        /// Who would be on call.
        instead_of: PersonId,
        /// Why, as it was written.
        why: Option<Arc<str>>,
    },
    /// An override has two people trade places.
    Swap {
        /// The one.
        one: PersonId,
        /// The other.
        other: PersonId,
        /// Why, as it was written.
        why: Option<Arc<str>>,
    },
}

impl ShiftCause {
    /// The cause in words, such as `layer base` or `override: ana takes`.
    #[must_use]
    pub fn phrase(&self) -> String {
        match self {
            Self::Layer { name } => format!("layer {name}"),
            Self::NextInLine { layer, instead_of } => {
                format!("layer {layer}, next in line after {instead_of}")
            }
            Self::Take { by, why } => format!("override: {by} takes{}", because(why.as_ref())),
            Self::Cover { by, instead_of, why } => {
                format!("override: {by} stands in for {instead_of}{}", because(why.as_ref()))
            }
            Self::Swap { one, other, why } => {
                format!("override: {one} and {other} trade places{}", because(why.as_ref()))
            }
        }
    }
}

/// Who holds the pager, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The person.
    pub person: PersonId,
    /// What decides it.
    pub cause: ShiftCause,
}

/// A stretch in which a tier has nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The first instant of it.
    pub start: Timestamp,
    /// The first instant after it.
    pub end: Timestamp,
    /// Why it begins.
    pub reason: EmptyReason,
}

/// Why a tier has nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmptyReason {
    /// It has no layers.
    NoLayers,
    /// Its layers have not begun yet.
    BeforeStart,
    /// Its layers are over.
    AfterEnd,
    /// Its layers are restricted to other hours.
    OutsideHours,
    /// Everybody whose turn it could be is off, or has an earlier tier's pager.
    EverybodyOff,
    /// An override says nobody: this is no gap.
    OnPurpose,
}

impl EmptyReason {
    /// The reason in words, such as `outside all hours`.
    #[must_use]
    pub fn phrase(self) -> &'static str {
        match self {
            Self::NoLayers => "no layer at all",
            Self::BeforeStart => "before the start",
            Self::AfterEnd => "after the end",
            Self::OutsideHours => "outside all hours",
            Self::EverybodyOff => "everybody is off",
            Self::OnPurpose => "nobody, on purpose",
        }
    }
}

/// Why a tier has nobody, in as much detail as is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vacancy {
    /// The kind of reason.
    pub reason: EmptyReason,
    /// Why somebody wanted it so, as it was written.
    pub why: Option<Arc<str>>,
}

impl Vacancy {
    /// The reason in words, such as `nobody, on purpose (the office moves)`.
    #[must_use]
    pub fn phrase(&self) -> String {
        let why = self.why.as_ref().filter(|_| self.reason == EmptyReason::OnPurpose);
        format!("{}{}", self.reason.phrase(), because(why))
    }
}

/// What somebody gave as a reason, after what it is a reason for.
fn because(why: Option<&Arc<str>>) -> String {
    why.map_or_else(String::new, |why| format!(" ({why})"))
}

#[cfg(test)]
mod tests;

//! Why somebody is paged: the reasons, their words and how people read them.

/// Why a page is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The incident has just opened.
    FirstPage,
    /// Nobody acknowledged for as long as the step before waited.
    Escalated,
    /// The policy begins again from its first step.
    Repeated,
    /// An acknowledgement was not renewed in time; whoever gave it is asked softly.
    Reminded,
    /// An acknowledgement was not renewed in time, and whoever gave it cannot be asked.
    CheckInMissed,
    /// An update that was promised is not there.
    UpdateMissed,
    /// A snooze is over.
    SnoozeEnded,
    /// The severity rose.
    SeverityRaised,
    /// There is more than was acknowledged; whoever has it hears so by a tone of its own.
    NewProblem,
    /// One more alert joined what had been acknowledged or held.
    NewAlert,
    /// Whatever held it back has ended.
    HoldEnded,
    /// Another channel failed.
    ChannelFailed,
    /// A step found nobody to call, or reached nobody.
    NobodyReached,
    /// Somebody asked for it.
    Asked,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 14] = [
        Self::FirstPage,
        Self::Escalated,
        Self::Repeated,
        Self::Reminded,
        Self::CheckInMissed,
        Self::UpdateMissed,
        Self::SnoozeEnded,
        Self::SeverityRaised,
        Self::NewProblem,
        Self::NewAlert,
        Self::HoldEnded,
        Self::ChannelFailed,
        Self::NobodyReached,
        Self::Asked,
    ];

    /// The word in JSON and in the store.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::FirstPage => "first-page",
            Self::Escalated => "escalated",
            Self::Repeated => "repeated",
            Self::Reminded => "reminded",
            Self::CheckInMissed => "check-in-missed",
            Self::UpdateMissed => "update-missed",
            Self::SnoozeEnded => "snooze-ended",
            Self::SeverityRaised => "severity-raised",
            Self::NewProblem => "new-problem",
            Self::NewAlert => "new-alert",
            Self::HoldEnded => "hold-ended",
            Self::ChannelFailed => "channel-failed",
            Self::NobodyReached => "nobody-reached",
            Self::Asked => "asked",
        }
    }

    /// The reason as a person reads it, after a comma.
    #[must_use]
    pub fn phrase(self) -> &'static str {
        match self {
            Self::FirstPage => "first page",
            Self::Escalated => "nobody acknowledged in time",
            Self::Repeated => "nobody acknowledged, once more from the first step",
            Self::Reminded => "a reminder: the check-in was missed",
            Self::CheckInMissed => "the check-in was missed",
            Self::UpdateMissed => "a reminder: the promised update is not there",
            Self::SnoozeEnded => "the snooze is over",
            Self::SeverityRaised => "the severity rose",
            Self::NewProblem => "there is more than was acknowledged",
            Self::NewAlert => "another alert joined",
            Self::HoldEnded => "the hold has ended",
            Self::ChannelFailed => "another channel failed",
            Self::NobodyReached => "the step before reached nobody",
            Self::Asked => "somebody asked for it",
        }
    }

    /// The reason of exactly that word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.word() == word)
    }
}

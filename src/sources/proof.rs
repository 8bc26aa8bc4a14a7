//! How senders prove who they are, in ways of their own.

/// How a kind of sender proves who it is, besides the ways in which any sender may show its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// In no way of its own.
    Key,
    /// It puts the key somewhere else.
    Token(Place),
    /// It signs what it sends.
    Signature(Signature),
}

/// Where a sender puts a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In a header of that name.
    Header(&'static str),
    /// In the header `Authorization`, after that word.
    Scheme(&'static str),
    /// In a field of its address.
    Query(&'static str),
    /// In a segment of its address, after `/in/NAME/`.
    Path,
    /// In a field of its body.
    Field(&'static str),
}

/// How a sender signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signature {
    /// Checkly: HMAC of the body.
    Checkly,
    /// Flux's `generic-hmac`: HMAC of the body, with the name of its hash.
    Flux,
    /// GitHub: HMAC of the body.
    GitHub,
    /// Grafana: HMAC of the body, with its time where one is sent.
    Grafana,
    /// Mailgun: HMAC of a time and a token, in the body.
    Mailgun,
    /// `PagerDuty`, webhooks of version 3: one or more HMACs of the body.
    PagerDuty,
    /// Sentry: HMAC of the body.
    Sentry,
    /// Amazon SNS: RSA over fields of the body.
    Sns,
    /// Standard Webhooks: HMACs of an identity, a time and the body.
    StandardWebhooks,
    /// `StatusCake`: a hash of the account's name and key, in the body.
    StatusCake,
}

impl Proof {
    /// How it signs, if it does.
    #[must_use]
    pub fn signature(self) -> Option<Signature> {
        match self {
            Self::Signature(signature) => Some(signature),
            Self::Key | Self::Token(_) => None,
        }
    }

    /// What it is, in a few words for a table.
    #[must_use]
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Key => "",
            Self::Token(_) => "token",
            Self::Signature(Signature::Sns) => "RSA",
            Self::Signature(Signature::StatusCake) => "MD5 token",
            Self::Signature(_) => "HMAC-SHA256",
        }
    }
}

//! The names things go by: people, rotas, policies, sources and channels, each a type of its own.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

/// Defines one cheap-to-clone name type. A macro, because as many hand-written copies of the same five
/// impls would hide the only thing that differs: the word and its meaning.
macro_rules! name {
    ($(#[$doc:meta])* $type:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $type(Arc<str>);

        impl $type {
            /// Takes the name as it is written in the configuration.
            pub fn new(name: impl Into<Arc<str>>) -> Self {
                Self(name.into())
            }

            /// The name as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:?}", &*self.0)
            }
        }

        impl Borrow<str> for $type {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $type {
            fn from(name: &str) -> Self {
                Self(name.into())
            }
        }
    };
}

name!(
    /// Somebody who can be on call.
    PersonId
);
name!(
    /// A rota of the configuration.
    RotaName
);
name!(
    /// An escalation policy of the configuration.
    PolicyName
);
name!(
    /// A route of the configuration, by its name or its number.
    RouteName
);
name!(
    /// Where an alert came from: a source of the configuration, or `wail` itself.
    SourceName
);
name!(
    /// One way to reach one person, as it is named in that person's list.
    ChannelName
);
name!(
    /// A monitor of the configuration.
    MonitorName
);
name!(
    /// Maintenance of the configuration.
    MaintenanceName
);
name!(
    /// A gauge, whether the configuration has it or not.
    GaugeName
);
name!(
    /// Who reads updates: an audience of the configuration.
    AudienceName
);

//! One word per thing: closed lists that code, tables, API and UI share.

/// Declares an enum whose members have one fixed word each.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$mdoc:meta])* $member:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$mdoc])* $member),+ }

        impl $name {
            /// Every member, in order.
            pub const ALL: &'static [Self] = &[$(Self::$member),+];

            /// The word used in tables, API and files.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$member => $word),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::vocab::UnknownWord;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($word => Ok(Self::$member),)+
                    _ => Err($crate::vocab::UnknownWord::new(text, &[$($word),+])),
                }
            }
        }

        #[cfg(feature = "schema")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::schema::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .enum_values(Some([$($word),+]))
                    .into()
            }
        }

        #[cfg(feature = "schema")]
        impl utoipa::ToSchema for $name {}

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use words;

/// The word is not in the list.
#[derive(Debug, thiserror::Error)]
#[error("`{word}` is not one of {known}")]
pub struct UnknownWord {
    word: String,
    known: String,
}

impl UnknownWord {
    /// An error that names the word and the list it is missing from.
    pub fn new(word: &str, known: &[&str]) -> Self {
        Self { word: word.chars().take(60).collect(), known: known.join(", ") }
    }
}

words! {
    /// Where a background job stands.
    JobState {
        /// Waiting for a worker.
        Queued = "queued",
        /// A worker holds its lease.
        Running = "running",
        /// Ended well.
        Succeeded = "succeeded",
        /// Ended badly; the error says why.
        Failed = "failed",
        /// Stopped by a person.
        Cancelled = "cancelled",
    }
}

words! {
    /// What a clinician says of a finding (A6).
    Verdict {
        /// The finding is right.
        Accepted = "accepted",
        /// The finding is wrong.
        Rejected = "rejected",
    }
}

words! {
    /// Where a request to take data out stands.
    ExportState {
        /// Nobody has decided yet.
        Requested = "requested",
        /// Allowed; nothing is built yet.
        Approved = "approved",
        /// A worker builds the package.
        Building = "building",
        /// The package can be fetched.
        Ready = "ready",
        /// Refused, with a note.
        Rejected = "rejected",
        /// Taken back by the person who asked.
        Withdrawn = "withdrawn",
        /// The package could not be built.
        Failed = "failed",
        /// The package was closed by a person.
        Revoked = "revoked",
        /// The package's time is over.
        Expired = "expired",
    }
}

impl JobState {
    /// Whether the job will not run again by itself.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Cancelled)
    }
}

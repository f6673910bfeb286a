//! Where a link leads.

use serde::Serialize;

/// What kind of link was followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkKind {
    /// To another site.
    Outbound,
    /// To a file.
    Download,
    /// To a mail program; the address stays in the page.
    Mail,
    /// To a telephone; the number stays in the page.
    Phone,
}

impl LinkKind {
    const ALL: [Self; 4] = [Self::Outbound, Self::Download, Self::Mail, Self::Phone];

    /// The word on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Outbound => "outbound",
            Self::Download => "download",
            Self::Mail => "mail",
            Self::Phone => "phone",
        }
    }

    /// The kind of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether the target may be told: an address or a number is somebody's.
    pub const fn tells_target(self) -> bool {
        matches!(self, Self::Outbound | Self::Download)
    }
}

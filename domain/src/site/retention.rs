//! For how long people are kept.

use crate::lead::Stage;
use alloc::vec::Vec;

/// `[retention]` of site.toml, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Days after which somebody is erased of whom nothing was heard, 30 to 3,650; never if nothing is said.
    pub leads_days: Option<u16>,
    /// The same of who came of a test, 1 to 3,650 days.
    pub tests_days: Option<u16>,
    /// Stages in which people are kept all the same.
    pub keep: Vec<Stage>,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            leads_days: None,
            tests_days: None,
            keep: alloc::vec![Stage::Opportunity, Stage::Customer, Stage::Advocate],
        }
    }
}

impl Retention {
    /// Whether anybody is ever erased by it.
    pub const fn erases(&self) -> bool {
        self.leads_days.is_some() || self.tests_days.is_some()
    }
}

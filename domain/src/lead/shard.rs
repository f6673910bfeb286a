//! Where a lead lives.

use alloc::{format, string::String};
use serde::{Deserialize, Serialize};

/// Which shard of which site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shard {
    /// Site key.
    pub site: String,
    /// 0 to 63.
    pub number: u8,
}

impl Shard {
    /// The name of the shard's object. Leads are found by it for ever.
    pub fn name(&self) -> String {
        format!("lead/{}/{}", self.site, self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_never_change() {
        assert_eq!(Shard { site: "demo".into(), number: 3 }.name(), "lead/demo/3");
    }
}

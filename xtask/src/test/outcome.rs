//! How a stage went.

use std::fmt;
use std::time::Duration;

use super::stage::Stage;
use crate::progress;

/// One line of the summary.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) stage: Stage,
    pub(super) duration: Duration,
    /// Why it failed.
    pub(super) failure: Option<String>,
}

impl Outcome {
    /// Did it fail, or could it not run?
    pub(super) fn failed(&self) -> bool {
        self.failure.is_some()
    }

    /// Is this that stage, failed?
    pub(super) fn is_failed(&self, stage: Stage) -> bool {
        self.stage == stage && self.failed()
    }

    /// The word for `--only`.
    pub(super) fn name(&self) -> &'static str {
        self.stage.name()
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let duration = progress::shown(self.duration);
        match &self.failure {
            None => write!(out, "ok      {:<12} {duration:>12}", self.name()),
            Some(why) => write!(out, "FAILED  {:<12} {duration:>12}  {why}", self.name()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_says_why() {
        let outcome = Outcome {
            stage: Stage::Size,
            duration: Duration::from_secs(1),
            failure: Some("over budget: tracker".to_owned()),
        };
        assert!(outcome.is_failed(Stage::Size) && !outcome.is_failed(Stage::Build));
        assert!(outcome.to_string().ends_with("over budget: tracker"));
    }
}

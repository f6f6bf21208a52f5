//! Exit statuses: 0 clean, 1 findings, 2 usage, 3 something could not be read, written or analysed.

use mapvet_engine::FailOn;
use mapvet_rules::Level;

/// The exit status of a run that was asked for correctly.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Status {
    /// Nothing at or above `--fail-on`.
    Clean = 0,
    /// Findings at or above `--fail-on`.
    Findings = 1,
    /// The command line or the configuration is wrong. Wins over all others.
    Usage = 2,
    /// Unreadable input, an internal error, a report that could not be written. Wins over findings.
    Lost = 3,
}

/// The status of a finished check. `levels` are those of the shown findings.
pub fn status(levels: impl IntoIterator<Item = Level>, fail_on: FailOn, exit_zero: bool, lost: bool) -> Status {
    let fails = fail_on.least().is_some_and(|least| levels.into_iter().any(|level| level >= least));
    match (lost, fails && !exit_zero) {
        (true, _) => Status::Lost,
        (false, true) => Status::Findings,
        (false, false) => Status::Clean,
    }
}

/// Why a command could not do its work.
#[derive(Debug)]
pub enum Failure {
    /// The command line asks for something that does not exist.
    Usage(String),
    /// Input could not be read or output not be written.
    Lost(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_lost_wins_over_findings() {
        let errors = [Level::Warning, Level::Error];
        assert_eq!(status(errors, FailOn::Error, false, false), Status::Findings);
        assert_eq!(status(errors, FailOn::Error, false, true), Status::Lost);
        assert_eq!(status(errors, FailOn::Error, true, true), Status::Lost);
        assert_eq!(status(errors, FailOn::Error, true, false), Status::Clean);
        assert_eq!(status(errors, FailOn::Never, false, false), Status::Clean);
        assert_eq!(status([], FailOn::Warning, false, false), Status::Clean);
    }

    #[test]
    fn a_note_never_fails() {
        assert_eq!(status([Level::Note], FailOn::Warning, false, false), Status::Clean);
        assert_eq!(status([Level::Warning], FailOn::Error, false, false), Status::Clean);
        assert_eq!(status([Level::Warning], FailOn::Warning, false, false), Status::Findings);
    }
}

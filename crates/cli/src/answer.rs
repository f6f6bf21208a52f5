//! What a check has to say, as every format gets it.

use crate::sources::Sources;
use mapvet_engine::{Hidden, LeftOut, Report, SetAside};
use mapvet_rules::Finding;
use mapvet_sharing::Problem;

/// The content of a report, whatever its format.
pub struct Answer<'a> {
    /// What is shown, sorted.
    pub findings: Vec<&'a Finding>,
    /// What would be shown if nothing set it aside; empty unless it is asked for.
    pub set_aside: &'a [SetAside],
    /// What could not be analysed.
    pub problems: &'a [Problem],
    /// Files that a constraint or a limit leaves out.
    pub left_out: &'a [LeftOut],
    /// How many packages were analysed.
    pub packages: u32,
    /// How many files were analysed.
    pub files: u32,
    /// How many findings are not shown, and why.
    pub hidden: HiddenCounts,
    /// Whether nothing was lost to an error.
    pub complete: bool,
    /// The texts.
    pub sources: &'a Sources<'a>,
}

impl<'a> Answer<'a> {
    /// All that a report holds.
    pub fn of(report: &'a Report, sources: &'a Sources<'a>) -> Answer<'a> {
        Answer {
            findings: report.findings.iter().collect(),
            set_aside: &[],
            left_out: &report.left_out,
            problems: &report.problems,
            packages: report.summary.packages,
            files: report.summary.files,
            hidden: report.hidden.into(),
            complete: !report.unreadable && !report.internal_error,
            sources,
        }
    }
}

/// How many findings are not shown, and why.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, serde::Serialize)]
pub struct HiddenCounts {
    /// By a comment in the source.
    pub ignored: u32,
    /// Known before.
    pub baseline: u32,
    /// In generated or vendored code.
    pub generated: u32,
    /// Less sure than asked for.
    pub confidence: u32,
    /// Not touched by what is new.
    pub unchanged: u32,
    /// By the configuration, because of where they stand.
    pub excluded: u32,
}

impl From<Hidden> for HiddenCounts {
    fn from(hidden: Hidden) -> HiddenCounts {
        let Hidden { ignored, baseline, generated, confidence, unchanged, excluded } = hidden;
        HiddenCounts { ignored, baseline, generated, confidence, unchanged, excluded }
    }
}

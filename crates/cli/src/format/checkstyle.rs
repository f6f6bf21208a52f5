//! Checkstyle's XML, which many services read: errors by file.

use crate::answer::Answer;
use crate::format::detail;
use crate::format::xml::{DECLARATION, escape};
use crate::sources::Sources;
use mapvet_rules::{Finding, Level};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Writes one document, files sorted by name.
pub fn write(answer: &Answer<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for finding in &answer.findings {
        let file = answer.sources.place(finding.primary).file;
        files.entry(file).or_default().push(error(finding, answer.sources));
    }
    writeln!(out, "{DECLARATION}\n<checkstyle version=\"4.3\">")?;
    for (file, errors) in files {
        writeln!(out, "  <file name=\"{}\">\n{}\n  </file>", escape(&file), errors.join("\n"))?;
    }
    writeln!(out, "</checkstyle>")
}

fn error(finding: &Finding, sources: &Sources<'_>) -> String {
    let place = sources.place(finding.primary);
    format!(
        r#"    <error line="{}" column="{}" severity="{}" message="{}" source="mapvet.{}"/>"#,
        place.line,
        place.column,
        severity(finding.level),
        escape(&detail::line(finding, sources)),
        escape(finding.rule)
    )
}

fn severity(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "info",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_have_the_words_of_checkstyle() {
        assert_eq!([Level::Error, Level::Warning, Level::Note].map(severity), ["error", "warning", "info"]);
    }
}

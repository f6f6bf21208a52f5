//! Microsoft's validator of SARIF logs, with its own rules and those of GitHub.
//!
//! Its exit status says nothing about the log, so its report is read. That report is a SARIF log itself.

use crate::binary::workspace;
use crate::failure::Failure;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What to do when it is not there.
pub(crate) const MISSING: &str = "note: Microsoft's validator is not here, only the schema is asked; \
    npm install --prefix target/tools @microsoft/sarif-multitool-linux@5.7.0 brings it";

/// Asks whether an address can be reached, which depends on the network and not on the log.
const NEEDS_NETWORK: &str = "SARIF2006";

/// The program.
pub(crate) struct Multitool {
    program: PathBuf,
}

/// What it says of one log.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) errors: Vec<String>,
    pub(crate) warnings: usize,
}

#[derive(Deserialize)]
struct Log {
    runs: Vec<Run>,
}

#[derive(Deserialize)]
struct Run {
    tool: Tool,
    #[serde(default)]
    results: Vec<Finding>,
    #[serde(default)]
    invocations: Vec<Invocation>,
}

#[derive(Deserialize)]
struct Tool {
    driver: Driver,
}

#[derive(Deserialize)]
struct Driver {
    #[serde(default)]
    rules: Vec<Rule>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: String,
    #[serde(default)]
    message_strings: BTreeMap<String, Text>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Finding {
    rule_id: String,
    level: Option<String>,
    message: Text,
}

#[derive(Deserialize, Default)]
struct Text {
    #[serde(default)]
    text: String,
    #[serde(default)]
    id: String,
    #[serde(default)]
    arguments: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    #[serde(default)]
    tool_execution_notifications: Vec<Notification>,
    #[serde(default)]
    tool_configuration_notifications: Vec<Notification>,
}

#[derive(Deserialize)]
struct Notification {
    level: Option<String>,
    #[serde(default)]
    message: Text,
}

impl Multitool {
    /// The given program, or the one in the target folder. None is an error only if tools are required.
    pub(crate) fn find(given: Option<&Path>) -> Result<Option<Multitool>, Failure> {
        if let Some(given) = given {
            let program = given.canonicalize().map_err(|error| Failure::at(given, error))?;
            return Ok(Some(Multitool { program }));
        }
        let program = workspace().join("target/tools/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool");
        if program.is_file() {
            return Ok(Some(Multitool { program }));
        }
        let required = std::env::var_os("MAPVET_REQUIRE_TOOLS").is_some_and(|value| value == "1");
        if required { Err(Failure::new(MISSING.trim_start_matches("note: "))) } else { Ok(None) }
    }

    /// What it says of a log; its report is written beside the log.
    pub(crate) fn validate(&self, log: &Path) -> Result<Said, Failure> {
        let report = log.with_extension("validated.json");
        // An older report must not be taken for this one's.
        if report.exists() {
            fs::remove_file(&report).map_err(|error| Failure::at(&report, error))?;
        }
        let mut command = Command::new(&self.program);
        command.arg("validate").arg(log).arg("--output").arg(&report).args(["--log", "ForceOverwrite"]);
        command.args(["--rule-kind", "Sarif;Ghas", "--level", "Error;Warning"]);
        // The program is made with .NET, which may miss a library for languages that nothing here needs.
        command.env("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1");
        let output = command.stdin(Stdio::null()).output().map_err(|error| Failure::at(&self.program, error))?;
        let text = fs::read(&report).map_err(|error| {
            let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
            Failure::at(log, format!("the multitool wrote no report ({error}): {}", said.trim()))
        })?;
        read(&text).map_err(|failure| Failure::at(&report, failure))
    }
}

/// Reads its report. What stopped it counts as an error of the log.
fn read(report: &[u8]) -> Result<Said, Failure> {
    // It marks the beginning of its reports.
    let json = report.strip_prefix(b"\xef\xbb\xbf").unwrap_or(report);
    let log: Log = serde_json::from_slice(json).map_err(|error| Failure::new(format!("the multitool's report cannot be read: {error}")))?;
    let mut said = Said { errors: Vec::new(), warnings: 0 };
    if log.runs.is_empty() {
        return Err(Failure::new("the multitool's report holds no run"));
    }
    for run in &log.runs {
        for finding in run.results.iter().filter(|finding| finding.rule_id != NEEDS_NETWORK) {
            match finding.level.as_deref() {
                Some("error") => said.errors.push(format!("{}: {}", finding.rule_id, words(run, finding))),
                None | Some("warning") => said.warnings += 1,
                Some(_) => {}
            }
        }
        for invocation in &run.invocations {
            let notifications = invocation.tool_execution_notifications.iter().chain(&invocation.tool_configuration_notifications);
            let errors = notifications.filter(|notification| notification.level.as_deref() == Some("error"));
            let before = said.errors.len();
            said.errors.extend(errors.map(|notification| notification.message.text.clone()));
            if !invocation.execution_successful && said.errors.len() == before {
                said.errors.push("it did not come to an end".to_owned());
            }
        }
    }
    Ok(said)
}

/// The text of a finding: that of the rule, with what it speaks of put in.
fn words(run: &Run, finding: &Finding) -> String {
    let rule = run.tool.driver.rules.iter().find(|rule| rule.id == finding.rule_id);
    let text = rule.and_then(|rule| rule.message_strings.get(&finding.message.id)).map_or(&finding.message.text, |text| &text.text);
    let arguments = (0_usize..).zip(&finding.message.arguments);
    arguments.fold(text.clone(), |text, (number, argument)| text.replace(&format!("{{{number}}}"), argument))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    const REPORT: &str = r#"{"runs":[{"tool":{"driver":{"name":"t","rules":[{"id":"GH1","messageStrings":{"e":{"text":"{0}: no '{1}'"}}}]}},
"results":[{"ruleId":"GH1","level":"error","message":{"id":"e","arguments":["runs[0]","uri"]}},{"ruleId":"GH1","message":{"text":"w"}},
{"ruleId":"SARIF2006","level":"error","message":{"text":"no network"}},{"ruleId":"GH1","level":"note","message":{"text":"n"}}],
"invocations":[{"executionSuccessful":true}]}]}"#;

    #[test]
    fn errors_are_read_in_words_and_the_network_does_not_count() {
        let said = read(REPORT.as_bytes()).expect("a report");
        assert_eq!((said.errors.as_slice(), said.warnings), (["GH1: runs[0]: no 'uri'".to_owned()].as_slice(), 1));
        let marked = [b"\xef\xbb\xbf", REPORT.as_bytes()].concat();
        assert!(read(&marked).is_ok() && read(b"{}").is_err() && read(br#"{"runs":[]}"#).is_err());
    }

    #[test]
    fn a_validator_that_stops_has_found_an_error() {
        let stopped = REPORT.replace("\"executionSuccessful\":true", "\"executionSuccessful\":false");
        assert_eq!(read(stopped.as_bytes()).expect("a report").errors.len(), 2);
        let told = r#""executionSuccessful":false,"toolExecutionNotifications":[{"level":"error","message":{"text":"too deep"}}]"#;
        let told = REPORT.replace("\"executionSuccessful\":true", told);
        assert_eq!(read(told.as_bytes()).expect("a report").errors[1], "too deep");
    }

    /// The golden log is valid, and the rules of both kinds notice what is not.
    #[test]
    fn the_golden_log_is_valid_and_a_spoilt_one_is_not() {
        let Some(multitool) = Multitool::find(None).expect("the validator is there if it is required") else {
            eprintln!("{MISSING}");
            return;
        };
        let golden = fs::read(workspace().join("testdata/cli/report.sarif")).expect("the log is there");
        let golden: Value = serde_json::from_slice(&golden).expect("the log is JSON");
        let mut spoilt = golden.clone();
        spoilt["runs"][0]["results"][0]["ruleIndex"] = 99.into();
        spoilt["runs"][0]["tool"]["driver"]["rules"][0].as_object_mut().expect("a rule is an object").remove("fullDescription");
        let folder = std::env::temp_dir().join(format!("mapvet-multitool-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("the folder can be made");
        let said = |name: &str, log: &Value| {
            let file = folder.join(name);
            fs::write(&file, log.to_string()).expect("the file can be written");
            multitool.validate(&file).expect("the validator runs")
        };
        let (good, bad) = (said("golden.sarif", &golden), said("spoilt.sarif", &spoilt));
        fs::remove_dir_all(&folder).expect("the folder can be removed");
        assert!(good.errors.is_empty(), "{:?}", good.errors);
        for kind in ["SARIF", "GH"] {
            assert!(bad.errors.iter().any(|text| text.starts_with(kind)), "{kind}: {:?}", bad.errors);
        }
    }
}

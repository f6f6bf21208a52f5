//! The configuration as it is written: values with their places. What is not written is not there.

use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// A value with its place.
pub(super) type Placed<T> = Option<Spanned<T>>;

/// Levels by rule or group.
pub(super) type Levels = BTreeMap<String, String>;

#[derive(Deserialize, Debug, Default)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawFile {
    #[serde(rename = "version")]
    pub(super) _version: i64,
    #[serde(default)]
    pub(super) analysis: RawAnalysis,
    #[serde(default)]
    pub(super) report: RawReport,
    #[serde(default)]
    pub(super) rules: RawRules,
    #[serde(default)]
    pub(super) path: Vec<Spanned<RawPath>>,
}

#[derive(Deserialize, Debug, Default)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct RawAnalysis {
    pub(super) tests: Placed<bool>,
    pub(super) tags: Placed<Vec<String>>,
    pub(super) goos: Placed<String>,
    pub(super) goarch: Placed<String>,
    pub(super) max_file_size: Placed<String>,
    pub(super) models: Placed<Vec<String>>,
}

#[derive(Deserialize, Debug, Default)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct RawReport {
    pub(super) min_confidence: Placed<String>,
    pub(super) fail_on: Placed<String>,
    pub(super) generated: Placed<bool>,
    pub(super) exclude: Placed<Vec<String>>,
    pub(super) baseline: Placed<String>,
}

#[derive(Deserialize, Debug, Default)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct RawRules {
    pub(super) select: Placed<Vec<String>>,
    pub(super) ignore: Placed<Vec<String>>,
    pub(super) level: Placed<Levels>,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawPath {
    pub(super) r#match: Spanned<Vec<String>>,
    #[serde(default)]
    pub(super) ignore: Placed<Vec<String>>,
    #[serde(default)]
    pub(super) level: Placed<Levels>,
    #[serde(default)]
    pub(super) min_confidence: Placed<String>,
}

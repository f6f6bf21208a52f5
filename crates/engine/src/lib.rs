//! Keep a workspace current and run the pipeline on it.
//!
//! Reading order: `config` says what was asked for and where; `settings`, `pattern` and `modules` say what is asked for; `folder` and `header` look at files;
//! `resolve` and `infer` give imports a meaning, `dependencies` and `standard` those that lead out of the tree; `plan` puts
//! it together; `schedule`, `report` and `check` run it, `filter` chooses what is shown, with what `baseline` and `changes` know;
//! `dump` shows what they see, `program` is for whoever asks what a library does, `doctor` what was found and how the run went; `trace` reads what a program said when it crashed.

mod apart;
mod baseline;
mod changes;
mod check;
mod config;
mod constraint;
mod dependencies;
mod doctor;
mod dump;
mod files;
mod filter;
mod folder;
mod go_mod;
mod graph;
mod header;
mod ignore;
mod infer;
mod input;
mod models;
mod modules;
mod paths;
mod pattern;
mod plan;
mod program;
mod report;
mod resolve;
mod schedule;
mod settings;
mod standard;
pub mod trace;
mod trouble;
mod types;
mod unit_plan;
mod walk;
mod write;

pub use apart::unit_facts;
pub use baseline::{Baseline, BaselineError, Identity, Malformed, Match, Pair, Recalled, match_findings};
pub use changes::{Changes, ChangesError, from_patch, since_merge_base, since_revision};
pub use check::{check, check_files, facts, report, with_threads};
pub use config::{
    CONFIG_NAME, ConfigError, ConfigFile, FailOn, KEYS, Origin, Overrides, Resolved, Setting, Value, Wanted, find, read_size, resolve, template,
};
pub use constraint::is_about_target;
pub use dependencies::DependencyPlan;
pub use doctor::{
    Absence, DependencySources, Diagnosis, FileCounts, GitState, ImportCounts, MissingModule, ModuleState, PassedBy, WhyPassedBy, diagnose,
    diagnose_files,
};
pub use dump::{Around, Dumped, Stage, covered_files, dump};
pub use files::{Disk, Entry, EntryKind, Files, Memory, Walked};
pub use filter::{Configured, Filter, Hidden, SetAside, SetAsideBy};
pub use graph::{Drawn, draw, draw_files};
pub use ignore::{Insertion, Refusal, Witness, insertion};
pub use input::read_at_most;
pub use mapvet_model::{
    Effect, Form, FuncRef, Key, LockMode, MODEL_KEYS, ModelRow, Name, RowSays, Runs, Shape, Start, Ty, TypeName, Words, model_rows,
};
pub use models::Models;
pub use modules::Found;
pub use paths::folder_of;
pub use plan::{Plan, plan};
pub use program::program;
pub use report::{Report, Summary};
pub use schedule::{Progress, Quiet};
pub use settings::{DEFAULT_MAX_FILE_SIZE, Settings, Sources, host_goarch, host_goos};
pub use standard::{StandardTable, standard_table};
pub use trouble::LeftOut;
pub use types::{TypeRow, type_rows};
pub use unit_plan::{PlannedFile, PlannedUnit};
pub use write::replace_file;

//! How much the pipeline costs beside parsing alone.
//!
//! The baseline reads, parses and drops the same files: those the pipeline reads, dependencies included. One parser
//! a worker, no walk, no query, warm page cache, the same threads in both. Runs are interleaved, so that a slow
//! moment of the machine hits both sides. Peak memory is that of a process of its own, which checks once.

use crate::failure::Failure;
use crate::settings::everything;
use mapvet_engine::{Disk, PlannedFile, Quiet, Settings, check, facts, plan, with_threads};
use mapvet_sharing::Confidence;
use mapvet_syntax::Parser;
use rayon::prelude::*;
use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Measure the analyser's speed and memory
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Compare a whole check with parsing alone
    Pipeline(Pipeline),
    /// Compare the time a line costs in repositories of different sizes
    Scaling(Scaling),
    /// Check once and say the peak memory; `pipeline` runs this in a process of its own
    #[command(hide = true)]
    Peak(Pipeline),
}

#[derive(clap::Args)]
struct Pipeline {
    /// The folder to check, as `./...`
    folder: PathBuf,
    /// Worker threads, 0 for one a processor
    #[arg(long, default_value_t = 0)]
    jobs: usize,
    /// Runs of each side
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
}

#[derive(clap::Args)]
struct Scaling {
    /// The folders to check, each as `./...`
    #[arg(required = true)]
    folders: Vec<PathBuf>,
    /// Worker threads, 0 for one a processor
    #[arg(long, default_value_t = 0)]
    jobs: usize,
    /// Runs of each folder
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    match &arguments.what {
        What::Pipeline(asked) => {
            println!("{}", pipeline(&asked.folder, asked.jobs, asked.runs)?);
            Ok(())
        }
        What::Scaling(asked) => {
            println!("{}", scaling(asked)?);
            Ok(())
        }
        What::Peak(asked) => {
            check(&settings(&asked.folder, asked.jobs)?, &Quiet);
            println!("{}", peak_memory()?);
            Ok(())
        }
    }
}

/// Both sides, their ratio and the peak memory, in words.
pub(crate) fn pipeline(folder: &Path, jobs: usize, runs: u32) -> Result<String, Failure> {
    let settings = settings(folder, jobs)?;
    let plan = with_threads(jobs, || plan(&settings, &Disk));
    let files: Vec<&PlannedFile> = plan.units.iter().flat_map(|unit| &unit.files).collect();
    let warm = parse_all(&files, jobs)?;
    let mut parsing = Vec::new();
    let mut checking = Vec::new();
    let (mut functions, mut capped, mut maps, mut exhausted) = (0, 0, 0, 0);
    for _ in 0..runs {
        parsing.push(parse_all(&files, jobs)?.time);
        let start = Instant::now();
        let report = check(&settings, &Quiet);
        checking.push(start.elapsed());
        let stats = report.linked.stats;
        (functions, capped, maps, exhausted) = (stats.functions, stats.capped, stats.maps, stats.exhausted);
        if report.internal_error {
            return Err(Failure::new("the check lost a package to an error of its own; its time means nothing"));
        }
    }
    let (parsing, checking) = (median(parsing), median(checking));
    let facts: u64 = facts(&settings).iter().map(|facts| facts.to_bytes().len() as u64).sum();
    let peak = peak_of_a_process(folder, jobs)?;
    Ok(format!(
        "{} files, {:.1} MB, {} units, {} threads, median of {runs} runs\n\
         parsing alone  {:.3} s\n\
         whole check    {:.3} s\n\
         ratio          {:.2}\n\
         peak memory    {:.0} MiB\n\
         cut short      {capped} of {functions} functions ({:.2} %), {exhausted} of {maps} maps\n\
         facts          {:.2} of the source's bytes",
        files.len(),
        warm.bytes as f64 / 1e6,
        plan.units.len(),
        with_threads(jobs, rayon::current_num_threads),
        parsing.as_secs_f64(),
        checking.as_secs_f64(),
        checking.as_secs_f64() / parsing.as_secs_f64(),
        peak as f64 / f64::from(1 << 20),
        f64::from(capped) * 100.0 / f64::from(functions.max(1)),
        facts as f64 / warm.bytes.max(1) as f64,
    ))
}

/// Seconds for a million lines, folder by folder, smallest first; then the largest beside the median.
fn scaling(asked: &Scaling) -> Result<String, Failure> {
    let mut rows = Vec::new();
    for folder in &asked.folders {
        let settings = settings(folder, asked.jobs)?;
        let mut times = Vec::new();
        let mut lines = 0;
        for _ in 0..asked.runs {
            let start = Instant::now();
            lines = check(&settings, &Quiet).summary.lines;
            times.push(start.elapsed());
        }
        let name = folder.file_name().map_or_else(|| folder.display().to_string(), |name| name.to_string_lossy().into_owned());
        rows.push((lines, median(times).mul_f64(1e6 / lines.max(1) as f64), name));
    }
    rows.sort_by_key(|row| row.0);
    let middle = median(rows.iter().map(|row| row.1).collect());
    let line = |(lines, rate, name): &(u64, Duration, String)| format!("{name:<20} {lines:>9} lines  {:>6.2} s for a million\n", rate.as_secs_f64());
    let mut text: String = rows.iter().map(line).collect();
    let largest = rows.last().map_or(middle, |row| row.1);
    text.push_str(&format!("largest beside the median: {:.2}", largest.as_secs_f64() / middle.as_secs_f64()));
    Ok(text)
}

struct Parsed {
    time: Duration,
    bytes: u64,
}

thread_local! {
    static PARSER: RefCell<Parser> = RefCell::new(Parser::new());
}

/// Reads, parses and drops every file.
fn parse_all(files: &[&PlannedFile], jobs: usize) -> Result<Parsed, Failure> {
    let bytes = AtomicU64::new(0);
    let start = Instant::now();
    let parse = |file: &&PlannedFile| {
        let text = std::fs::read(&file.disk).map_err(|error| Failure::at(&file.disk, error))?;
        bytes.fetch_add(text.len() as u64, Ordering::Relaxed);
        PARSER.with_borrow_mut(|parser| drop(parser.parse(&text)));
        Ok(())
    };
    with_threads(jobs, || files.par_iter().try_for_each(parse))?;
    Ok(Parsed { time: start.elapsed(), bytes: bytes.into_inner() })
}

fn settings(folder: &Path, jobs: usize) -> Result<Settings, Failure> {
    let root = folder.canonicalize().map_err(|error| Failure::at(folder, error))?;
    Ok(Settings { jobs, ..everything(&root, Confidence::Medium) })
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    let middle = times.len() / 2;
    if times.len() % 2 == 1 { times[middle] } else { (times[middle - 1] + times[middle]) / 2 }
}

fn peak_of_a_process(folder: &Path, jobs: usize) -> Result<u64, Failure> {
    let own = std::env::current_exe().map_err(|error| Failure::new(format!("own program: {error}")))?;
    let output = Command::new(&own).args(["bench", "peak", "--jobs", &jobs.to_string()]).arg("--").arg(folder).output();
    let output = output.map_err(|error| Failure::at(&own, error))?;
    let said = String::from_utf8_lossy(&output.stdout);
    said.trim().parse().map_err(|_| Failure::new(format!("the measured process ended with {} and said no number", output.status)))
}

/// The most memory this process has held so far, in bytes.
fn peak_memory() -> Result<u64, Failure> {
    let status = Path::new("/proc/self/status");
    let text = std::fs::read_to_string(status).map_err(|error| Failure::at(status, error))?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes = line.and_then(|rest| rest.trim().strip_suffix("kB")?.trim().parse::<u64>().ok());
    kibibytes.map(|count| count * 1024).ok_or_else(|| Failure::at(status, "no VmHWM line"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle() {
        let seconds = |times: &[u64]| median(times.iter().map(|time| Duration::from_secs(*time)).collect()).as_secs();
        assert_eq!(seconds(&[9, 1, 5]), 5);
        assert_eq!(seconds(&[8, 2, 4, 6]), 5);
    }
}

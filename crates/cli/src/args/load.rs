//! Options that say what is analysed, and how a command looks.

use clap::{ArgAction, Args, ValueEnum};

/// What is analysed, and how.
#[derive(Args, Debug)]
#[command(next_help_heading = "Analysis")]
pub struct LoadArgs {
    /// Analyse `_test.go` files too
    #[arg(long, value_name = "BOOL", default_value_t = true, default_missing_value = "true", num_args = 0..=1, require_equals = true, action = ArgAction::Set)]
    pub tests: bool,
    /// Build tags that are set, with commas between them
    #[arg(long, value_name = "TAGS", value_delimiter = ',')]
    pub tags: Vec<String>,
    /// Worker threads, one a processor if not given
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
    /// Leave out larger files: bytes, or with KiB, MiB, GiB
    #[arg(long, value_name = "SIZE", default_value = "8MiB", value_parser = size)]
    pub max_file_size: u64,
    /// Colour: on a terminal, always or never
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub color: ColorWhen,
    /// Only the report: no progress, no closing line
    #[arg(long, short)]
    pub quiet: bool,
}

/// When to use colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum ColorWhen {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

fn size(text: &str) -> Result<u64, String> {
    let digits = text.len() - text.trim_start_matches(|character: char| character.is_ascii_digit()).len();
    let (number, unit) = text.split_at(digits);
    let factor: u64 = match unit {
        "" | "B" => 1,
        "KiB" | "K" => 1 << 10,
        "MiB" | "M" => 1 << 20,
        "GiB" | "G" => 1 << 30,
        _ => return Err("a size is a number of bytes, or a number with KiB, MiB or GiB".to_owned()),
    };
    let number: u64 = number.parse().map_err(|_| "a size begins with a number".to_owned())?;
    number.checked_mul(factor).ok_or_else(|| "the size is too large".to_owned())
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_have_units() {
        assert_eq!((size("17"), size("8MiB"), size("2G")), (Ok(17), Ok(8 << 20), Ok(2 << 30)));
        assert!(size("MiB").is_err() && size("1 MB").is_err() && size("99999999999GiB").is_err() && size("-1").is_err());
    }
}

//! Options of every command that computes something of scenarios.

use std::path::{Path, PathBuf};

use super::advice::this_command;
use super::progress::Terminal;
use crate::session::Session;
use crate::session::checkpoints::EVERY;
use admsc_scenario::reading::Override;
use admsc_scenario::units::{self, Kind};
use admsc_study::threads::available_threads;

/// Where results are, what is replaced in scenarios, and how much is said.
#[derive(Debug, Clone, clap::Args)]
pub struct Common {
    /// Directory for results
    #[arg(long, value_name = "DIR", default_value = "output")]
    pub out: PathBuf,
    /// Seed of the random numbers; overrides that of the scenario
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Override a value, for example patient.potency=0.3, horizon="6 months", 'dose[0].cells=7e6' (elements are counted from
    /// 0) or 'sweep.grid."dose.cells"=[1e6,2e6]' (a name with dots may stand in quotes); may be repeated
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = Override::parse)]
    pub overrides: Vec<Override>,
    /// Print only the digests of the results, and warnings
    #[arg(long)]
    pub quiet: bool,
}

impl Common {
    /// All replacements, the seed among them.
    pub fn all_overrides(&self) -> Vec<Override> {
        let seed = self.seed.map(|seed| Override { key: "seed".to_owned(), value: seed.to_string() });
        self.overrides.iter().cloned().chain(seed).collect()
    }

    /// Work that tells `terminal` of itself.
    pub fn session<'a>(&'a self, work: &Execution, terminal: &'a Terminal) -> Session<'a> {
        work.session(&self.out, self.quiet, terminal)
    }
}

/// How the work is done.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Execution {
    /// Number of threads [default: all cores]; does not affect the results
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Recompute even if results exist
    #[arg(long)]
    pub fresh: bool,
}

impl Execution {
    /// Work of a command whose results are under `out`, which tells `terminal` of itself.
    pub fn session<'a>(&self, out: &'a Path, quiet: bool, terminal: &'a Terminal) -> Session<'a> {
        let (threads, fresh, language) = (self.threads(), self.fresh, terminal.language);
        let command = this_command();
        Session { out, threads, fresh, quiet, language, checkpoint_every: Some(EVERY), command, reporter: terminal }
    }

    /// Number of threads.
    pub fn threads(&self) -> usize {
        self.threads.map_or_else(available_threads, usize::from)
    }
}

/// Reads a time in whole days.
pub fn whole_days(text: &str) -> Result<u32, String> {
    let days = units::parse(text, Kind::Time).map_err(|error| error.to_string())?;
    let whole = days.round();
    if (days - whole).abs() > 1e-9 || !(1.0..=1e5).contains(&whole) {
        return Err("expected whole days from 1, for example \"90 d\"".to_owned());
    }
    Ok(whole as u32)
}

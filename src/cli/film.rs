//! `admsc film`: a film of a finished run.

use std::path::{Path, PathBuf};

use super::common::{Execution, whole_days};
use super::output;
use super::progress::Terminal;
use crate::session::Session;
use crate::session::failure::Failure;
use crate::session::film::{Wanted, into_folder, one};
use admsc_output::export::finished::{FinishedRun, FinishedStudy};
use admsc_output::export::loose;
use admsc_output::plot::film::{Kind, WIDTHS};
use admsc_scenario::language::{Language, english};
use admsc_scenario::shown::shown;

/// Makes a film of a finished run: its tissue and its pain day by day
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  admsc film output/neuropathic-single
  admsc film output/crush --out crush.gif
  admsc film output/crush --out crush.png --every 1d --width 1920
  admsc --lang ja film output/neuropathic-single

RUN is the directory of a run, or of its scenario, of which the newest run counts. The run is computed again, to the same digest. Without --out \
its directory gets film.png (an animated PNG, for pages and messages), film.gif (for slides) and film-small.png, which its report shows from then \
on. The same run gives the same bytes.")]
pub struct Arguments {
    /// Directory of a run
    #[arg(value_name = "RUN")]
    run: PathBuf,
    /// One file to write instead, whose name ends with .png or .gif
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// With --out: time between two pictures in whole days, for example 2d [default: so that there are no more than 200]
    #[arg(long, value_name = "TIME", value_parser = whole_days, requires = "out")]
    every: Option<u32>,
    /// With --out: width in pixels, 1920, 960, 640 or 480
    #[arg(long, value_name = "PIXELS", default_value = "960", value_parser = divisor, requires = "out")]
    width: u32,
    /// Number of threads [default: all cores]; does not affect the film
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Print only what is written
    #[arg(long)]
    quiet: bool,
}

/// What the width of a sheet is divided by for a width.
fn divisor(text: &str) -> Result<u32, String> {
    let found = WIDTHS.iter().find(|(width, _)| width.to_string() == text);
    found.map(|(_, divisor)| *divisor).ok_or_else(|| "expected 1920, 960, 640 or 480".to_owned())
}

/// Makes the film and prints where it is.
pub fn run(arguments: &Arguments, language: Language) -> anyhow::Result<()> {
    let Arguments { run, out, every, width, threads, quiet } = arguments;
    if let Some(study) = FinishedStudy::read(run)? {
        let why = english("{folder} is a study of many patients; a film shows one run: run a scenario without arms");
        return Err(Failure::refused(why.with("folder", shown(&study.folder))));
    }
    let mut finished = FinishedRun::read(run)?;
    let terminal = Terminal::new("film", *quiet, language);
    let results = finished.folder.ancestors().nth(2).map_or_else(PathBuf::new, Path::to_owned);
    let work = Execution { threads: *threads, fresh: false };
    let session = Session { checkpoint_every: None, ..work.session(&results, *quiet, &terminal) };
    let Some(file) = out else {
        let names = into_folder(&mut finished, session)?;
        return output::print(|out| writeln!(out, "{}\n  {}", shown(&finished.folder), names.join("  ")));
    };
    let name = file.file_name().and_then(|name| name.to_str()).filter(|_| !file.is_dir()).unwrap_or_default();
    let ending = file.extension().and_then(|ending| ending.to_str()).map(str::to_lowercase);
    let kind = match ending.as_deref() {
        Some("png") => Kind::Png,
        Some("gif") => Kind::Gif,
        _ => {
            let why = english("{path}: expected a name of a file that ends with .png or .gif");
            return Err(Failure::refused(why.with("path", shown(file))));
        }
    };
    let film = one(&finished, Wanted { every_days: *every, kind, divisor: *width }, session)?;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    loose::write(folder, &[(name, film)])?;
    output::print(|out| writeln!(out, "{}", shown(file)))
}

//! Pieces of a run, one at a time: for counters of instructions, profilers and comparisons with other programs.
//!
//! ```text
//! kernels list                        # names, what a call does, what is counted
//! kernels prepare FILE                # the patient from whom most kernels begin
//! kernels run NAME REPEATS [FILE]     # calls a kernel so many times
//! kernels time NAME SECONDS [FILE]    # calls it for so long; prints seconds of the fastest call, and units of a call
//! kernels year [parallel]             # baseline and a year of that patient, on one core or all; prints the digest
//! ```
//!
//! `.ci/instructions` counts with it, `benches/peers/run` compares with it, and two versions are compared by alternating runs of `year`. FILE belongs to one version of this program. To
//! profile: `cargo build --profile profiling -p admsc-model --example kernels`.

mod work;

use std::fs;
use std::time::Duration;

use admsc_model::digest::RunDigest;
use admsc_model::parallel::{Parallel, Serial};
use admsc_model::rules::plan::Plan;
use admsc_model::rules::step::Steps;
use admsc_model::simulation::{Simulation, decode_baseline, encode_baseline};

use work::{Failure, KERNELS, Kernel, Make, Work};

/// What was asked for.
#[derive(Debug, PartialEq)]
enum Asked {
    List,
    Prepare { file: String },
    Run { name: String, repeats: u32, file: Option<String> },
    Time { name: String, seconds: f64, file: Option<String> },
    Year { parallel: bool },
}

fn main() -> Result<(), Failure> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match asked(&words)? {
        Asked::List => KERNELS.iter().for_each(|kernel| println!("{}\t{}\t{}", kernel.name, kernel.unit, kernel.what)),
        Asked::Prepare { file } => fs::write(file, encode_baseline(work::day_three(work::setup()?)?.tissue())?)?,
        Asked::Run { name, repeats, file } => {
            let mut work = made(kernel(&name)?, file.as_deref())?;
            for _ in 0..repeats {
                (work.before)();
                (work.call)();
            }
        }
        Asked::Time { name, seconds, file } => {
            let work = made(kernel(&name)?, file.as_deref())?;
            let time = work::fastest_call(work.before, work.call, Duration::try_from_secs_f64(seconds)?);
            println!("{time:e} {}", work.units);
        }
        Asked::Year { parallel: false } => println!("{}", year(Serial)?),
        Asked::Year { parallel: true } => println!("{}", on_all_cores(|| year(Parallel))?),
    }
    Ok(())
}

/// Baseline and a year of the patient; the digest.
///
/// # Errors
/// When the patient cannot be prepared.
fn year(workers: impl Steps) -> Result<String, String> {
    let setup = work::setup().map_err(|error| error.to_string())?;
    let mut run = Simulation::prepare(setup, 1, 0, workers, |_| {}).map_err(|error| error.to_string())?;
    run.run_to(365.0, workers, |_, _| {});
    let mut digest = RunDigest::default();
    digest.add_state(run.tissue());
    Ok(digest.finish(run.samples()))
}

/// Does some work inside a pool, as the program does it: from outside, every loop would wait to be let in.
///
/// # Errors
/// When the work fails, or the system gives no threads.
#[cfg(feature = "parallel")]
fn on_all_cores<T: Send>(work: impl FnOnce() -> Result<T, String> + Send) -> Result<T, String> {
    let pool = rayon::ThreadPoolBuilder::new().build().map_err(|error| error.to_string())?;
    pool.install(|| admsc_model::parallel::awake(work))
}

/// Without the `parallel` feature there is one core.
///
/// # Errors
/// When the work fails.
#[cfg(not(feature = "parallel"))]
fn on_all_cores<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    work()
}

/// Reads the words of the command line.
fn asked(words: &[String]) -> Result<Asked, Failure> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (name, number, file) = match words[..] {
        ["list"] => return Ok(Asked::List),
        ["year"] => return Ok(Asked::Year { parallel: false }),
        ["year", "parallel"] => return Ok(Asked::Year { parallel: true }),
        ["prepare", file] => return Ok(Asked::Prepare { file: file.into() }),
        [_, name, number] => (name.to_owned(), number, None),
        [_, name, number, file] => (name.to_owned(), number, Some(file.to_owned())),
        _ => ("".into(), "", None),
    };
    match words.first() {
        Some(&"run") if !name.is_empty() => {
            let repeats = number.parse().map_err(|_| format!("REPEATS is a whole number, not {number:?}"))?;
            Ok(Asked::Run { name, repeats, file })
        }
        Some(&"time") if !name.is_empty() => {
            let seconds: f64 = number.parse().unwrap_or(-1.0);
            if seconds >= 0.0 {
                return Ok(Asked::Time { name, seconds, file });
            }
            Err(format!("SECONDS is a number from 0, not {number:?}").into())
        }
        _ => {
            Err("kernels list | prepare FILE | run NAME REPEATS [FILE] | time NAME SECONDS [FILE] | year [parallel]"
                .into())
        }
    }
}

fn kernel(name: &str) -> Result<&'static Kernel, Failure> {
    let known = || KERNELS.map(|kernel| kernel.name).join(", ");
    KERNELS
        .iter()
        .find(|kernel| kernel.name == name)
        .ok_or_else(|| format!("no kernel is called {name:?}; there are {}", known()).into())
}

/// The kernel made ready; of the patient in the file, if it needs one.
fn made(kernel: &Kernel, file: Option<&str>) -> Result<Work, Failure> {
    match (kernel.make, file) {
        (Make::Alone(make), _) => make(),
        (Make::Patient(make), Some(file)) => {
            let plan = Plan::new(work::setup()?, 1, 0)?;
            let tissue = decode_baseline(&plan, &fs::read(file)?)?;
            Ok(make(plan, tissue))
        }
        (Make::Patient(_), None) => {
            Err(format!("{} begins with a patient: give the FILE that `kernels prepare FILE` writes", kernel.name)
                .into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Asked, String> {
        asked(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>()).map_err(|error| error.to_string())
    }

    #[test]
    fn the_command_line_is_read_or_told_what_is_wrong() {
        assert_eq!(read("list"), Ok(Asked::List));
        assert_eq!(read("prepare p"), Ok(Asked::Prepare { file: "p".into() }));
        assert_eq!(read("run day 3 p"), Ok(Asked::Run { name: "day".into(), repeats: 3, file: Some("p".into()) }));
        assert_eq!(read("time day 0.5"), Ok(Asked::Time { name: "day".into(), seconds: 0.5, file: None }));
        assert_eq!(read("year parallel"), Ok(Asked::Year { parallel: true }));
        assert!(read("run day many").unwrap_err().contains("\"many\""));
        assert!(read("time day -1").unwrap_err().contains("\"-1\""));
        for wrong in ["", "run", "run day", "walk day 3", "list all"] {
            assert!(read(wrong).unwrap_err().starts_with("kernels list | prepare"), "{wrong}");
        }
    }

    #[test]
    fn kernels_are_found_by_names_of_their_own() {
        for (number, known) in KERNELS.iter().enumerate() {
            let found = kernel(known.name).unwrap();
            assert!(std::ptr::eq(found.what, known.what) && found.name == known.name);
            assert!(KERNELS[..number].iter().all(|other| other.name != known.name));
        }
        assert!(kernel("dey").err().unwrap().to_string().contains("\"dey\""));
        assert!(made(kernel("day").unwrap(), None).err().unwrap().to_string().contains("kernels prepare FILE"));
    }
}

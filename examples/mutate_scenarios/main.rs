//! Mutated scenarios on which `admsc check` and `admsc run` must agree: what `check` refuses, `run` refuses in the same words;
//! what it calls valid runs to its end with the same warnings and writes numbers only.
//!
//! ```sh
//! cargo mutate-scenarios                         # 2000 of them
//! cargo mutate-scenarios --seed 2 --only 137     # one of them, with what was printed
//! ```
//!
//! Each is one of the scenarios that are shipped or a small one, made short and then changed in one or two places. Every
//! command is a process of its own, so that one that panics, aborts or does not end is seen and stopped. Scenarios on which
//! the commands disagree are kept, beside what both printed.

mod base;
mod judge;
mod leaves;
mod mutate;
mod studies;
mod texts;

use std::collections::BTreeMap;
use std::error::Error;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;

use admsc_sim::study::threads::{available_threads, jobs};
use base::Base;
use clap::Parser;
use judge::{Judge, Verdict};
use mutate::{KINDS, Mutated, Random};

/// Mutated scenarios on which `admsc check` and `admsc run` must agree.
#[derive(Parser)]
struct Arguments {
    /// Scenarios to make.
    #[arg(long, default_value_t = 2000)]
    number: u64,
    /// Seed of all mutations.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Make this one only, and print what both commands printed.
    #[arg(long, value_name = "NUMBER")]
    only: Option<u64>,
    /// Folder for the scenarios on which the commands disagree.
    #[arg(long, value_name = "FOLDER", default_value = "target/mutated")]
    keep: PathBuf,
    /// Scenarios that are tried at the same time.
    #[arg(long, default_value_t = available_threads())]
    threads: usize,
    /// Seconds after which a command counts as one that does not end.
    #[arg(long, default_value_t = 60)]
    seconds: u64,
}

/// How often each kind of mutation ended in each way.
type Counts = BTreeMap<(&'static str, &'static str), u32>;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    if arguments.first().is_some_and(|first| first == judge::SELF) {
        return Ok(admsc_sim::cli::run(arguments));
    }
    let arguments = Arguments::parse();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let bases = base::all(root)?;
    let judge = Judge::new(root, arguments.seconds)?;
    for base in &bases {
        judge
            .reads(&toml::to_string(&base.table)?)
            .map_err(|errors| format!("{}, made short:\n{errors}", base.name))?;
    }
    let numbers: Vec<u64> = arguments.only.map_or_else(|| (0..arguments.number).collect(), |number| vec![number]);
    let told = Mutex::new((Counts::new(), Vec::new()));
    let refused = jobs(arguments.threads, numbers.len(), |row| -> Result<(), String> {
        let number = numbers[row];
        let made = mutated(&bases, arguments.seed, number)?;
        let verdict = judge.of(number, &made.text)?;
        if arguments.only.is_some() {
            println!("{}\n# {}: {}\n{}", made.text, made.kind, verdict.name, verdict.printed);
        }
        let (counts, disagreements) = &mut *told.lock().map_err(|error| error.to_string())?;
        *counts.entry((made.kind, verdict.name)).or_default() += 1;
        if verdict.disagree {
            keep(&arguments, number, &made, &verdict).map_err(|error| error.to_string())?;
            eprintln!("seed {} number {number}, {} of {}: {}", arguments.seed, made.kind, made.of, verdict.name);
            disagreements.push(number);
        }
        let done: u32 = counts.values().sum();
        if done.is_multiple_of(100) {
            eprintln!("{done} of {}, {} disagreements", numbers.len(), disagreements.len());
        }
        Ok(())
    });
    refused.into_iter().collect::<Result<(), String>>()?;
    let (counts, disagreements) = told.into_inner()?;
    if arguments.only.is_none() {
        print(&counts);
    }
    if disagreements.is_empty() {
        println!("check and run agree on all {} scenarios", numbers.len());
        return Ok(ExitCode::SUCCESS);
    }
    println!("check and run disagree on {}; they are in {}", disagreements.len(), arguments.keep.display());
    println!("to repeat one: cargo mutate-scenarios --seed {} --only {}", arguments.seed, disagreements[0]);
    Ok(ExitCode::FAILURE)
}

/// One scenario, decided by the seed and its number alone. The kinds take turns.
fn mutated(bases: &[Base], seed: u64, number: u64) -> Result<Mutated, String> {
    let mut random = Random::new(seed, number);
    let base = random.one_of(bases);
    let (kind, change) = KINDS[(number % KINDS.len() as u64) as usize];
    let mut made = Mutated { kind, of: base.name.clone(), table: base.table.clone(), text: String::new() };
    change(&mut made, &mut random).map_err(|error| format!("{kind} of {}: {error}", base.name))?;
    if made.text.is_empty() {
        made.text = toml::to_string(&made.table).map_err(|error| error.to_string())?;
    }
    Ok(made)
}

/// Keeps a scenario and what both commands printed.
fn keep(arguments: &Arguments, number: u64, made: &Mutated, verdict: &Verdict) -> std::io::Result<()> {
    std::fs::create_dir_all(&arguments.keep)?;
    let file = arguments.keep.join(format!("{}-{number}.toml", arguments.seed));
    std::fs::write(&file, &made.text)?;
    let about = format!("{} of {}: {}\n\n{}", made.kind, made.of, verdict.name, verdict.printed);
    std::fs::write(file.with_extension("txt"), about)
}

/// Prints a row for each kind of mutation, a column for each way in which it ended.
fn print(counts: &Counts) {
    let mut ends: Vec<&str> = counts.keys().map(|(_, end)| *end).collect();
    ends.sort_unstable();
    ends.dedup();
    println!("{:24}{}", "", ends.iter().map(|end| format!("{end:>24}")).collect::<String>());
    for (kind, _) in KINDS {
        let count = |end: &&str| counts.get(&(*kind, *end)).copied().unwrap_or(0);
        println!("{kind:24}{}", ends.iter().map(|end| format!("{:>24}", count(end))).collect::<String>());
    }
}

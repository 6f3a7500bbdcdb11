//! `admsc run`: runs scenarios and writes their results.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::failure::warn;
use super::figures;
use super::progress::{Reporter, now};
use super::{Failure, output, table};
use crate::build_info::VERSION;
use crate::export::baselines::BaselineFolder;
use crate::export::directory::{ResultsFolder, Staged};
use crate::export::finished::FinishedRun;
use crate::export::manifest::{self, Identity, Manifest};
use crate::export::run::{self as results, Described, NOTE};
use crate::language::{Language, Message, english, verbatim};
use crate::parallel::{Parallel, Serial, available_threads, with_threads};
use crate::plot::Provenance;
use crate::scenario::{Override, Scenario};
use crate::study::run::{Record, Request, run as run_patient};
use crate::study::summary::{SMALLEST_RELIEF_POINTS, Summary, Visit, summarise};

/// Runs scenarios, prints what came of them and writes the results
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  admsc run scenarios/neuropathic-single.toml
  admsc run scenarios/*.toml --out /tmp/results --quiet
  admsc run scenarios/discogenic-single.toml --seed 7 --set horizon=\"24 months\"

Results lie in OUT/<scenario>/<hash>/; OUT/<scenario>/latest is a text file with the newest <hash>:
  cat output/neuropathic-single/$(cat output/neuropathic-single/latest)/summary.json
A finished run is used again; --fresh computes it anew. OUT/.baselines may be deleted at any time.")]
pub struct Arguments {
    /// Scenario files (TOML)
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Folder for results
    #[arg(long, value_name = "DIR", default_value = "output")]
    out: PathBuf,
    /// Seed of the random numbers, instead of the scenario's
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Threads to work on [default: all cores]; the results do not depend on it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Replace a value, for example macrophage.m1_to_m2_rate="0.1 /day"; may be given several times
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = Override::parse)]
    overrides: Vec<Override>,
    /// Compute again what is already there
    #[arg(long)]
    fresh: bool,
    /// Print the digests only
    #[arg(long)]
    quiet: bool,
}

impl Arguments {
    /// All replacements, the seed among them.
    fn all_overrides(&self) -> Vec<Override> {
        let seed = self.seed.map(|seed| Override { key: "seed".to_owned(), value: seed.to_string() });
        self.overrides.iter().cloned().chain(seed).collect()
    }

    fn threads(&self) -> usize {
        self.threads.map_or_else(available_threads, usize::from)
    }
}

/// A finished run, computed now or found.
struct Finished {
    summary: Summary,
    manifest: Manifest,
    found: bool,
}

/// Runs all files. Nothing is run before all scenarios are known to be right.
pub fn run(arguments: &Arguments, language: Language) -> Result<(), Failure> {
    let overrides = arguments.all_overrides();
    let scenarios = super::load_all(&arguments.files, &overrides, language)?;
    let overrides: Vec<String> = overrides.iter().map(|o| format!("{}={}", o.key, o.value)).collect();
    for scenario in &scenarios {
        if !arguments.quiet {
            scenario.warnings.iter().for_each(|warning| warn(warning.clone(), language));
            figures::warn_of_missing_letters(scenario, language);
        }
        let identity = Identity {
            resolved_toml: &scenario.resolved_toml,
            seed: scenario.seed,
            patient: scenario.patient,
            overrides: &overrides,
        };
        let folder = ResultsFolder::new(&arguments.out, &scenario.name, &identity.run_hash());
        let finished = match found(arguments, identity, &folder, language)? {
            Some(finished) => finished,
            None => compute(arguments, scenario, identity, &folder, language)?,
        };
        output::print(|out| {
            if !arguments.quiet {
                print(out, scenario, &finished, &folder.path(), language)?;
            }
            writeln!(out, "digest {}", finished.manifest.digest)
        })?;
    }
    Ok(())
}

/// Results that are already there and whole, unless they are not wanted. Figures that they have not in this language are
/// drawn from them.
fn found(
    arguments: &Arguments,
    identity: Identity<'_>,
    folder: &ResultsFolder,
    language: Language,
) -> Result<Option<Finished>, Failure> {
    if arguments.fresh {
        return Ok(None);
    }
    let manifest = Manifest::verified(&folder.path(), &identity.run_hash());
    let Some((mut manifest, summary)) = manifest.zip(results::read_summary(folder)) else { return Ok(None) };
    folder.name_latest().map_err(anyhow::Error::from)?;
    if !figures::are_drawn(&manifest, language) {
        let mut finished = FinishedRun::read(&folder.path()).map_err(anyhow::Error::from)?;
        figures::draw_again(&mut finished, language)?;
        manifest = finished.manifest;
    }
    Ok(Some(Finished { summary, manifest, found: true }))
}

fn compute(
    arguments: &Arguments,
    scenario: &Scenario,
    identity: Identity<'_>,
    folder: &ResultsFolder,
    language: Language,
) -> Result<Finished, Failure> {
    folder.check_writable().map_err(anyhow::Error::from)?;
    let started = now();
    let record = simulate(arguments, scenario, language)?;
    let seconds = started.elapsed().as_secs_f64();
    let manifest = Manifest::new(identity, arguments.threads(), seconds, &record.digest);
    let about = Described {
        name: &scenario.name,
        title: &scenario.title,
        question: scenario.question_in(Language::English),
        resolved_toml: &scenario.resolved_toml,
        visits_days: &scenario.visits_days,
        cells: scenario.cells,
    };
    let scenario_hash = manifest.scenario_hash.clone();
    let draw = |staged: &mut Staged| draw_figures(staged, scenario, &record, &scenario_hash, language);
    let manifest = results::write(folder, about, &record, manifest, draw)?;
    let summary = summarise(&record.samples, &scenario.visits_days);
    let summary = summary.ok_or(crate::export::Error::Empty).map_err(anyhow::Error::from)?;
    Ok(Finished { summary, manifest, found: false })
}

fn simulate(arguments: &Arguments, scenario: &Scenario, language: Language) -> Result<Record, Failure> {
    let setup = &scenario.setup;
    let request = Request {
        setup,
        seed: scenario.seed,
        patient: scenario.patient,
        visits_days: &scenario.visits_days,
        cells: scenario.cells,
        pictures: true,
    };
    let store = BaselineFolder::under(&arguments.out);
    let mut reporter =
        Reporter::new(&scenario.name, setup.baseline_days, setup.horizon_days, arguments.quiet, language);
    let threads = arguments.threads();
    let record = if threads == 1 {
        run_patient(request, Serial, &store, |progress| reporter.tell(progress))
    } else {
        with_threads(threads, || run_patient(request, Parallel, &store, |progress| reporter.tell(progress)))
    };
    reporter.finish();
    Ok(record.map_err(anyhow::Error::from)?)
}

/// The figures, in both forms.
fn draw_figures(
    staged: &mut Staged,
    scenario: &Scenario,
    record: &Record,
    scenario_hash: &str,
    language: Language,
) -> anyhow::Result<()> {
    let provenance = Provenance { version: VERSION, scenario_hash, seed: scenario.seed };
    let files = figures::draw(scenario, &record.samples, record.pictures.as_ref(), &provenance, language)?;
    for (name, bytes) in files {
        staged.write(&name, &bytes)?;
    }
    Ok(())
}

fn print(
    out: &mut dyn Write,
    scenario: &Scenario,
    finished: &Finished,
    folder: &Path,
    language: Language,
) -> io::Result<()> {
    let summary = &finished.summary;
    writeln!(out, "{}", scenario.title_in(language))?;
    if let Some(question) = scenario.question_in(language) {
        writeln!(out, "{question}")?;
    }
    writeln!(out)?;
    print_visits(out, summary, language)?;
    writeln!(out)?;
    let relief = english("day of half relief: {half_relief}").with_said("half_relief", half_relief(summary));
    writeln!(out, "{}", language.say(relief))?;
    writeln!(out, "{}", language.say(NOTE))?;
    writeln!(out)?;
    let place = if finished.found {
        english("results in {folder} (already there; --fresh computes them again)")
    } else {
        english("results in {folder}")
    };
    writeln!(out, "{}", language.say(place.with("folder", folder.display())))?;
    let names = finished.manifest.files.iter().map(|file| file.name.as_str());
    writeln!(out, "  {}", names.chain([manifest::FILE]).collect::<Vec<_>>().join("  "))
}

fn print_visits(out: &mut dyn Write, summary: &Summary, language: Language) -> io::Result<()> {
    let head = [
        english("visit"),
        english("VAS"),
        english("inflammation"),
        english("damage"),
        english("central"),
        english("axons arrived"),
    ];
    let rows = summary.visits.iter().map(|visit| row(visit, summary.axons_count, language));
    let rows: Vec<[String; 6]> = std::iter::once(head.map(|name| language.say(name))).chain(rows).collect();
    table::print(out, &rows, &[false, true, true, true, true, true])
}

fn row(visit: &Visit, axons: u64, language: Language) -> [String; 6] {
    let share = |share: Option<f64>| share.map_or_else(|| "-".to_owned(), |share| format!("{:.0} %", 100.0 * share));
    let arrived = match axons {
        0 => verbatim("-"),
        all => english("{number} of {all}").with("number", visit.axons_arrived_count).with("all", all),
    };
    let vas = format!("{:.1}", visit.vas_points);
    let [inflammation, damage, central] =
        [visit.inflammation_share, visit.damage_share, visit.central_share].map(share);
    [language.say(visit_name(visit.day)), vas, inflammation, damage, central, language.say(arrived)]
}

/// `baseline`, `3 months`, `day 10`: months where the day is the nearest to a whole number of them.
fn visit_name(day: u32) -> Message {
    let months = (f64::from(day) / 30.4375).round();
    let whole = (months * 30.4375 - f64::from(day)).abs() < 1.0;
    match months {
        _ if day == 0 => english("baseline").into(),
        1.0 if whole => english("1 month").into(),
        months if whole && months > 1.0 => english("{number} months").with("number", months),
        _ => english("day {day}").with("day", day),
    }
}

fn half_relief(summary: &Summary) -> Message {
    match summary.half_relief_day {
        Some(day) => english("{day} (largest relief {points} points, on day {lowest_day})")
            .with("day", format_args!("{day:.0}"))
            .with("points", format_args!("{:.1}", summary.largest_relief_points))
            .with("lowest_day", format_args!("{:.0}", summary.lowest_vas_day)),
        None => english("- (relief below {smallest} point)").with("smallest", SMALLEST_RELIEF_POINTS),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visits_are_named_in_months_where_they_are_whole() {
        let names = [0, 10, 30, 31, 91, 365, 366, 1461].map(|day| visit_name(day).in_english());
        let expected = ["baseline", "day 10", "1 month", "1 month", "3 months", "12 months", "12 months", "48 months"];
        assert_eq!(names, expected);
    }
}

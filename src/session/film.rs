//! Films of finished runs. A run keeps its window on a few days only, so that it is computed again, to the digest that it had.

use super::Session;
use super::failure::Failure;
use super::figures::{draw_with_film, scenario_of};
use super::progress::Days;
use super::run::{baselines, request, treated};
use admsc_model::observe::snapshot::snapshot;
use admsc_model::parallel::{Parallel, Serial, awake};
use admsc_model::rules::step::Steps;
use admsc_output::export::finished::FinishedRun;
use admsc_output::plot::Provenance;
use admsc_output::plot::film::{Film, Kind, is_shown, usual_days};
use admsc_scenario::language::{Language, english};
use admsc_scenario::reading::Scenario;
use admsc_scenario::shown::shown;
use admsc_study::pictures::Pictures;
use admsc_study::run::{BaselineStore, Progress, Record};
use admsc_study::stepwise::{Reached, Stepwise};
use admsc_study::threads::with_threads;

/// What a film of its own file is to be.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// Days between two pictures; as many as are usual unless they are named.
    pub every_days: Option<u32>,
    /// Kind of file.
    pub kind: Kind,
    /// What its width, one of [`admsc_output::plot::film::WIDTHS`], is a part of.
    pub divisor: u32,
}

/// Makes the films of a run and enters them into its folder and its report; gives their names.
///
/// # Errors
/// When the run is none that can be computed again, when that gives other results, or when a file cannot be written.
pub fn into_folder(finished: &mut FinishedRun, session: Session<'_>) -> anyhow::Result<Vec<String>> {
    let seen = Seen::of(finished, None, session)?;
    let films = seen.film().files(&provenance(finished))?;
    let names = films.iter().map(|(name, _)| name.clone()).collect();
    session.reporter.end();
    draw_with_film(finished, session.language, &films, &|told| session.reporter.warn(told))?;
    Ok(names)
}

/// The film of a run as one file.
///
/// # Errors
/// As [`into_folder`].
pub fn one(finished: &FinishedRun, wanted: Wanted, session: Session<'_>) -> anyhow::Result<Vec<u8>> {
    let seen = Seen::of(finished, wanted.every_days, session)?;
    let film = seen.film().file(wanted.kind, wanted.divisor, &provenance(finished))?;
    session.reporter.end();
    Ok(film)
}

fn provenance(finished: &FinishedRun) -> Provenance<'_> {
    let manifest = &finished.manifest;
    Provenance { version: &manifest.version, scenario_hash: &manifest.scenario_hash, seed: manifest.seed }
}

/// A run that was computed again, with its window on the days of a film.
struct Seen {
    scenario: Scenario,
    record: Record,
    pictures: Pictures,
    title: String,
    language: Language,
}

impl Seen {
    fn of(finished: &FinishedRun, every_days: Option<u32>, session: Session<'_>) -> anyhow::Result<Self> {
        let folder = shown(&finished.folder);
        if !finished.others.is_empty() {
            let why = english("{folder} holds replicates; a film shows one run: `--set replicates=1` makes one");
            return Err(Failure::refused(why.with("folder", folder)));
        }
        let written = scenario_of(&finished.resolved_toml, &finished.manifest)?;
        let every_days = every_days.unwrap_or_else(|| usual_days(&written.setup));
        let baselines = baselines(session);
        let store = baselines.of_one_run();
        let (record, pictures) = match session.threads {
            1 => days(&written, every_days, Serial, &store, session),
            several => with_threads(several, || awake(|| days(&written, every_days, Parallel, &store, session))),
        }?;
        if record.digest != finished.manifest.digest {
            let why = english(
                "{folder} was written by another version of the program: computed again, the run has the digest {found} instead of {written}. Run its \
                 scenario again, then make the film",
            );
            let why = why.with("folder", folder).with("found", &record.digest);
            return Err(Failure::running(why.with("written", &finished.manifest.digest)));
        }
        let scenario = treated(&written, &record.given_again);
        let language = session.language;
        Ok(Self { title: scenario.heading(language), scenario, record, pictures, language })
    }

    fn film(&self) -> Film<'_> {
        let Self { scenario, record, pictures, title, language } = self;
        Film::of_run(title, &scenario.setup, &record.samples, pictures, *language)
    }
}

/// Runs a scenario day by day, and looks at the window on the days of a film.
fn days(
    scenario: &Scenario,
    every_days: u32,
    workers: impl Steps,
    store: &impl BaselineStore,
    session: Session<'_>,
) -> anyhow::Result<(Record, Pictures)> {
    let setup = &scenario.setup;
    let mut run = Stepwise::begin(request(scenario), store)?;
    let days = Days::new(session.reporter, setup, 1);
    let mut pictures = None;
    loop {
        let day = run.day();
        if let Some((plan, tissue)) =
            run.state().filter(|_| !run.samples().is_empty() && is_shown(setup, every_days, day))
        {
            pictures.get_or_insert_with(|| Pictures::new(plan)).snapshots.push(snapshot(plan, tissue));
        }
        match run.advance(workers, store, |_, _| {})? {
            Reached::Before(day) => {
                let baseline = f64::from(setup.baseline_days).max(1.0);
                days.tell(0, Progress::Baseline(1.0 + day / baseline));
            }
            Reached::Day(day) => days.tell(0, Progress::Day(day)),
            Reached::End => break,
        }
    }
    let missing = || Failure::running(english("there is nothing to draw: the record has no rows"));
    Ok((run.record().ok_or_else(missing)?, pictures.ok_or_else(missing)?))
}

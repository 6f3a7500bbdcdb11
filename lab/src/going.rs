//! The run that the page shows, day by day.

use super::baselines::Baselines;
use super::frame::{frame, stage};
use super::told;
use admsc_model::observe::Sample;
use admsc_model::parallel::Serial;
use admsc_model::rules::setup::Setup;
use admsc_model::simulation::Error;
use admsc_scenario::reading::Scenario;
use admsc_scenario::reading::lives::Beside;
use admsc_study::explanation::clock::{Pace, Watcher};
use admsc_study::explanation::course::first_dose;
use admsc_study::run::Request;
use admsc_study::stepwise::{Reached, Stepwise};
use admsc_study::summary::summary_of;
use admsc_study::visits::Keep;
use serde_json::{Value, json};

/// A run that goes on.
#[derive(Debug)]
pub struct Going {
    scenario: Scenario,
    setup: Setup,
    run: Stepwise,
    /// Who looks how fast processes are, from the first dose on; none of an untreated run.
    watcher: Option<Watcher>,
}

/// What a day brings.
#[derive(Debug)]
pub struct Day {
    /// Numbers and words.
    pub told: Value,
    /// The window.
    pub picture: Vec<u8>,
}

impl Going {
    /// A scenario with its doses, or the same patient without any.
    ///
    /// # Errors
    /// As of a run.
    pub fn begin(scenario: Scenario, is_untreated: bool, baselines: &Baselines) -> Result<Self, Error> {
        let treated = &scenario.setup;
        let setup = if is_untreated {
            Beside::Untreated.of(treated).unwrap_or_else(|| treated.clone())
        } else {
            treated.clone()
        };
        let run = Stepwise::begin(request(&scenario, &setup), baselines)?;
        let watcher = first_dose(&setup).map(Watcher::new);
        let mut going = Self { scenario, setup, run, watcher };
        going.watch();
        Ok(going)
    }

    /// What does not change: window, horizon, doses, own decay time.
    pub fn told(&self) -> Value {
        let doses: Vec<Value> =
            self.setup.doses.iter().map(|dose| json!({ "day": dose.at_days, "is_sham": dose.cells == 0.0 })).collect();
        let potency = self.setup.parameters.patient.potency;
        json!({
            "has_effect": first_dose(&self.setup).is_some() && potency > 0.0,
            "stage": self.run.state().map(|(plan, _)| stage(plan)),
            "baseline_days": self.setup.baseline_days,
            "horizon_days": self.setup.horizon_days,
            "months": told::months(self.setup.horizon_days),
            "doses": doses,
        })
    }

    /// Goes on to the next day.
    ///
    /// # Errors
    /// As of a run.
    pub fn day(&mut self, baselines: &Baselines) -> Result<Day, Error> {
        let watcher = &mut self.watcher;
        let reached = self.run.advance(Serial, baselines, |plan, tissue| {
            if let Some(watcher) = watcher {
                watcher.look_at_cells(plan, tissue);
            }
        })?;
        if matches!(reached, Reached::Day(_)) {
            self.watch();
        }
        Ok(self.seen(reached))
    }

    /// Looks at a day with a row.
    fn watch(&mut self) {
        if let (Some(watcher), Some((plan, tissue)), true) =
            (&mut self.watcher, self.run.state(), self.run.day() >= 0.0)
        {
            watcher.look(plan, tissue);
        }
    }

    /// How fast each process is, held against the rows of the same patient without treatment; nothing of a run without cells.
    pub fn clock(&self, untreated: &[Sample]) -> Option<Value> {
        let mut paces = self.watcher.as_ref()?.paces(self.run.samples(), untreated);
        let time = |pace: &Pace| pace.half_time_days.unwrap_or(f64::INFINITY);
        paces.sort_by(|a, b| time(a).total_cmp(&time(b)));
        Some(paces.iter().map(told::pace).collect())
    }

    /// The day on which it is.
    pub fn here(&self) -> Day {
        self.seen(if self.run.samples().is_empty() {
            Reached::Before(self.run.day())
        } else {
            Reached::Day(self.run.day())
        })
    }

    /// How much of its days is done, per cent.
    fn percent(&self) -> u32 {
        let [before, after] = [self.setup.baseline_days, self.setup.horizon_days].map(f64::from);
        (100.0 * (before + self.run.day()) / (before + after)).floor() as u32
    }

    fn seen(&self, reached: Reached) -> Day {
        let told = match (reached, self.run.samples().last()) {
            (Reached::End, _) => json!({ "reached": "end" }),
            (Reached::Day(day), Some(sample)) => {
                json!({ "reached": "day", "day": day, "percent": self.percent(), "row": row(sample), "said": told::in_both(&told::day(sample)) })
            }
            (_, _) => {
                json!({ "reached": "before", "day": self.run.day(), "said": told::in_both(&told::before(self.run.day())) })
            }
        };
        let picture = match (reached, self.run.state()) {
            (Reached::End, _) | (_, None) => Vec::new(),
            (_, Some((plan, tissue))) => frame(plan, tissue),
        };
        Day { told, picture }
    }

    /// What the run has come to: digest, summary, table of days; nothing before its end.
    pub fn end(&self) -> Option<Value> {
        let record = self.run.record()?;
        let summary = summary_of(&record, &self.scenario.visits_days)?;
        Some(
            json!({ "digest": record.digest, "summary": summary, "said": told::in_both(&told::end(&summary, &record)) }),
        )
    }

    /// The table of days, as the program writes `timeseries.csv`.
    ///
    /// # Errors
    /// When a row cannot be written.
    pub fn table(&self) -> Result<String, csv::Error> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        self.run.samples().iter().try_for_each(|sample| writer.serialize(sample))?;
        let bytes = writer.into_inner().map_err(|error| error.into_error())?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Its rows so far.
    pub fn samples(&self) -> &[Sample] {
        self.run.samples()
    }
}

/// What the page draws of a row.
fn row(sample: &Sample) -> Value {
    json!({
        "vas": sample.vas_points,
        "shown": told::points(sample.vas_points),
        "numbers": told::NUMBERS.map(|(_, number)| number(sample)),
        "inflammation": sample.pain_inflammation_points,
        "damage": sample.pain_damage_points,
        "central": sample.pain_central_points,
    })
}

fn request<'a>(scenario: &'a Scenario, setup: &'a Setup) -> Request<'a> {
    Request {
        setup,
        seed: scenario.seed,
        patient: scenario.patient,
        visits_days: &scenario.visits_days,
        keep: Keep::default(),
        pictures: false,
    }
}

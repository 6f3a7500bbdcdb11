//! The tables of an analysis: a row a parameter, outcome and day.

use serde::{Deserialize, Serialize};

use super::{Computed, Course, Model, Outcome, Question};
use admsc_model::math;
use admsc_model::observe::columns::table;
use admsc_model::rng::Streams;
use admsc_model::rules::setup::Start;
use admsc_scenario::language::{Message, english, verbatim};
use admsc_scenario::ledger::{Entry, Grade};
use admsc_scenario::population::patient::BASELINE_PAIN;
use admsc_stats::morris::{self, LEVELS};
use admsc_stats::sobol::{self, Indices, Outcomes};

table! {
    /// A parameter's elementary effects on an outcome.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub struct MorrisRow {
        /// The outcome: `effect` (pain without the treatment minus pain with it), `relief` (pain on the day
        /// of the first dose, before it, minus pain later; from day 0 without a dose), `pain`.
        pub outcome: String,
        /// Day of the outcome.
        pub visit_days: u64,
        /// Key of the parameter.
        pub parameter: String,
        /// Its value in the scenario.
        pub value: String,
        /// Lower end of the range that it was moved through.
        pub low: String,
        /// Upper end.
        pub high: String,
        /// Whether equal steps are equal differences (`linear`) or equal ratios (`logarithmic`).
        pub scale: String,
        /// How well it is known.
        pub grade: String,
        /// μ*: mean size of its elementary effects, over the whole range.
        pub mu_star_points: f64,
        /// Lower end of the 95 % interval of μ*, by resampling trajectories; of fewer than 30 it is too narrow.
        pub mu_star_low_points: f64,
        /// Upper end.
        pub mu_star_high_points: f64,
        /// μ: mean of its elementary effects with their signs.
        pub mu_points: f64,
        /// σ: their standard deviation; large where the effect depends on other parameters.
        pub sigma_points: f64,
        /// μ* times the weakness of the grade, from 0 (measured in humans) to 1 (calibrated): where ignorance
        /// matters most.
        pub ignorance_points: f64,
        /// The μ* that chance alone would give if the two runs of every move were independent. The true value is smaller,
        /// because they share their random numbers; 0 in the mean field.
        pub luck_points: f64,
        /// What was run: `cells` or `mean-field`.
        pub model: String,
        /// Edge of a voxel.
        pub voxel_um: f64,
        /// Share of the way from the scenario's value to the ends of the ledger's range that was explored.
        pub reach_fraction: f64,
        /// Number of trajectories.
        pub trajectories: u64,
        /// Seeds over which every setting is averaged.
        pub seeds: u64,
        /// First seed.
        pub seed: u64,
        /// Name of the scenario.
        pub scenario: String,
        /// Version of the program.
        pub version: String,
    }
}

table! {
    /// A parameter's Sobol' indices of an outcome, in the mean field.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub struct SobolRow {
        /// The outcome, as in `morris.csv`.
        pub outcome: String,
        /// Day of the outcome.
        pub visit_days: u64,
        /// Key of the parameter.
        pub parameter: String,
        /// How well it is known.
        pub grade: String,
        /// First-order index: share of the variance that the parameter makes by itself. The true share
        /// lies in 0 to 1; its estimate from a finite sample may lie below or above, and is not clipped: read the interval.
        pub first_order_fraction: f64,
        /// Lower end of its 95 % interval, by resampling rows.
        pub first_order_low_fraction: f64,
        /// Upper end.
        pub first_order_high_fraction: f64,
        /// Total index: share of the variance that the parameter makes together with all others. Its estimate is never
        /// negative, but may lie above 1, and is not clipped: read the interval.
        pub total_fraction: f64,
        /// Lower end of its 95 % interval.
        pub total_low_fraction: f64,
        /// Upper end.
        pub total_high_fraction: f64,
        /// Share of the way from the scenario's value to the ends of the ledger's range that was explored.
        pub reach_fraction: f64,
        /// Number of rows of the design.
        pub rows: u64,
        /// Seed of the design.
        pub seed: u64,
        /// Name of the scenario.
        pub scenario: String,
        /// Version of the program.
        pub version: String,
    }
}

impl SobolRow {
    /// Half the width of the wider one of its two intervals.
    pub fn half_width(&self) -> f64 {
        let first = self.first_order_high_fraction - self.first_order_low_fraction;
        0.5 * first.max(self.total_high_fraction - self.total_low_fraction)
    }

    /// Whether an estimate or an end of its interval lies below 0 or above 1, where no true share lies.
    pub fn leaves_the_range(&self) -> bool {
        let first = [self.first_order_fraction, self.first_order_low_fraction, self.first_order_high_fraction];
        let total = [self.total_fraction, self.total_low_fraction, self.total_high_fraction];
        [first, total].iter().flatten().any(|share| !(0.0..=1.0).contains(share))
    }
}

/// What both tables say of the run.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// Share of the way from the scenario's value to the ends of the ledger's range.
    pub reach: f64,
    /// Name of the scenario.
    pub scenario: &'a str,
    /// Version of the program.
    pub version: &'a str,
}

/// How weak a grade is: 0 for what is measured in man, 1 for what is calibrated, in even steps between.
pub fn weakness(grade: Grade) -> f64 {
    f64::from(grade as u8) / f64::from(Grade::Calibrated as u8)
}

/// A grade as it is written.
pub fn grade_name(grade: Grade) -> &'static str {
    match grade {
        Grade::MeasuredMan => "measured-man",
        Grade::MeasuredAnimal => "measured-animal",
        Grade::InVitro => "in-vitro",
        Grade::PublishedModel => "published-model",
        Grade::Recalled => "recalled",
        Grade::Assumed => "assumed",
        Grade::Calibrated => "calibrated",
    }
}

/// A grade by the word of the tables, to be said.
pub fn grade_said(word: &str) -> Message {
    match word {
        "measured-man" => english("measured in people").into(),
        "measured-animal" => english("measured in animals").into(),
        "in-vitro" => english("in vitro").into(),
        "published-model" => english("published model").into(),
        "recalled" => english("recalled").into(),
        "assumed" => english("assumed").into(),
        "calibrated" => english("calibrated").into(),
        other => verbatim(other),
    }
}

/// A row a parameter, outcome and day; in each, the most influential first.
pub fn morris_rows(question: &Question<'_>, computed: &Computed, source: Source<'_>) -> Vec<MorrisRow> {
    let design = question.design;
    let streams = Streams::new(design.seed, design.patient);
    let mut rows = Vec::new();
    for (outcome, day) in outcomes(question) {
        let of = |(trajectory, courses): &(morris::Trajectory, Vec<Course>)| {
            trajectory.effects(&courses.iter().map(|course| outcome.value(course, day)).collect::<Vec<f64>>())
        };
        let effects: Vec<Vec<f64>> = computed.trajectories.iter().map(of).collect();
        let own: Vec<f64> = computed.own.iter().map(|course| outcome.value(course, day)).collect();
        let luck = noise(&own, design.seeds);
        let influences = morris::influences(&effects, &streams);
        let mut of_outcome: Vec<MorrisRow> = question
            .factors
            .iter()
            .zip(influences)
            .map(|(factor, influence)| MorrisRow {
                outcome: outcome.name().to_owned(),
                visit_days: u64::from(question.days[day]),
                parameter: factor.entry.key.clone(),
                value: stated(&factor.entry, factor.value),
                low: stated(&factor.entry, factor.low),
                high: stated(&factor.entry, factor.high),
                scale: if factor.is_logarithmic() { "logarithmic" } else { "linear" }.to_owned(),
                grade: grade_name(factor.entry.grade).to_owned(),
                mu_star_points: influence.mean_absolute,
                mu_star_low_points: influence.interval[0],
                mu_star_high_points: influence.interval[1],
                mu_points: influence.mean,
                sigma_points: influence.sd,
                ignorance_points: influence.mean_absolute * weakness(factor.entry.grade),
                luck_points: if design.model == Model::Cells { luck } else { 0.0 },
                model: design.model.name().to_owned(),
                voxel_um: question.setup.grid.spacing_um,
                reach_fraction: source.reach,
                trajectories: u64::from(design.trajectories),
                seeds: u64::from(design.seeds),
                seed: design.seed,
                scenario: source.scenario.to_owned(),
                version: source.version.to_owned(),
            })
            .collect();
        of_outcome.sort_by(|a, b| b.mu_star_points.total_cmp(&a.mu_star_points));
        rows.extend(of_outcome);
    }
    rows
}

/// A canonical value in the unit of the ledger, with as many digits as a range has.
fn stated(entry: &Entry, canonical: f64) -> String {
    let text = entry.text(canonical);
    let (number, unit) = text.split_once(' ').map_or((text.as_str(), None), |(number, unit)| (number, Some(unit)));
    let rounded = number.parse().ok().and_then(|x: f64| format!("{x:.5e}").parse::<f64>().ok());
    let number = rounded
        .map_or(number.to_owned(), |x| if x != 0.0 && x.abs() < 1e-4 { format!("{x:e}") } else { x.to_string() });
    unit.map_or(number.clone(), |unit| format!("{number} {unit}"))
}

/// The mean size of an effect between two independent runs of one setting, from several runs of the scenario: normal
/// differences of standard deviation s√2 have the mean size s·2/√π.
fn noise(own: &[f64], seeds: u32) -> f64 {
    let number = own.len() as f64;
    let mean = own.iter().sum::<f64>() / number;
    let squares: f64 = own.iter().map(|x| (x - mean) * (x - mean)).sum();
    let variance = squares / (number - 1.0).max(1.0) / f64::from(seeds);
    let step = f64::from(LEVELS / 2) / f64::from(LEVELS - 1);
    2.0 * math::sqrt(variance / std::f64::consts::PI) / step
}

/// A row a parameter, outcome and day; in each, the largest total index first.
pub fn sobol_rows(question: &Question<'_>, computed: &Computed, source: Source<'_>) -> Vec<SobolRow> {
    let mut rows = Vec::new();
    for (outcome, day) in outcomes(question) {
        let mut of_outcome: Vec<SobolRow> = computed
            .ranked
            .iter()
            .zip(indices(question, &computed.rows, (outcome, day)))
            .map(|(factor, indices)| SobolRow {
                outcome: outcome.name().to_owned(),
                visit_days: u64::from(question.days[day]),
                parameter: question.factors[*factor].entry.key.clone(),
                grade: grade_name(question.factors[*factor].entry.grade).to_owned(),
                first_order_fraction: indices.first.value,
                first_order_low_fraction: indices.first.interval[0],
                first_order_high_fraction: indices.first.interval[1],
                total_fraction: indices.total.value,
                total_low_fraction: indices.total.interval[0],
                total_high_fraction: indices.total.interval[1],
                reach_fraction: source.reach,
                rows: computed.rows.len() as u64,
                seed: question.design.seed,
                scenario: source.scenario.to_owned(),
                version: source.version.to_owned(),
            })
            .collect();
        of_outcome.sort_by(|a, b| b.total_fraction.total_cmp(&a.total_fraction));
        rows.extend(of_outcome);
    }
    rows
}

/// The indices of an outcome on a day.
fn indices(question: &Question<'_>, rows: &[Vec<Course>], (outcome, day): (Outcome, usize)) -> Vec<Indices> {
    let of = |courses: &Vec<Course>| -> Option<Outcomes> {
        let mut values = courses.iter().map(|course| outcome.value(course, day));
        Some(Outcomes { a: values.next()?, b: values.next()?, exchanged: values.collect() })
    };
    let outcomes: Vec<Outcomes> = rows.iter().filter_map(of).collect();
    sobol::indices(&outcomes, &Streams::new(question.design.seed, question.design.patient))
}

/// Half the width of the widest interval of any index of any outcome on any day; 0 without indices.
pub(super) fn widest(question: &Question<'_>, rows: &[Vec<Course>]) -> f64 {
    let all = outcomes(question).into_iter().flat_map(|which| indices(question, rows, which));
    all.flat_map(|indices| [indices.first, indices.total]).map(|share| share.half_width()).fold(0.0, f64::max)
}

/// Every outcome on every day, the last day first. Without a treatment there is no effect of one.
fn outcomes(question: &Question<'_>) -> Vec<(Outcome, usize)> {
    let asked = |outcome: &Outcome| *outcome != Outcome::Effect || !question.setup.doses.is_empty();
    let days = (0..question.days.len()).rev();
    days.flat_map(|day| Outcome::ALL.into_iter().filter(asked).map(move |outcome| (outcome, day))).collect()
}

/// How many settings of trajectories there are, and how many of them have no pain of a chronic patient on day 0. Of an
/// acute injury none is counted.
pub fn not_chronic(question: &Question<'_>, computed: &Computed) -> [usize; 2] {
    let chronic = matches!(question.setup.start, Start::Chronic { .. });
    let courses = || computed.trajectories.iter().flat_map(|(_, courses)| courses);
    let outside = |course: &&Course| chronic && !BASELINE_PAIN.contains(&course.before);
    [courses().count(), courses().filter(outside).count()]
}

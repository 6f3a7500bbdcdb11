//! The report of a study: arms, virtual patients, trials, sweeps.

mod answer;
mod contrasts;
pub mod events;
mod lasting;
pub mod points;
mod tables;

use super::given::{Content, Given, treatments_of_arms};
use super::numbers::{Number, Numbers, Shown};
use super::page::{Block, Page};
use super::sentence::{Sentence, own, sentence};
use admsc_model::math;
use admsc_model::rules::setup::Setup;
use admsc_scenario::language::{Language, Phrase, english};
use admsc_scenario::ledger::names::keys_with_values;
use admsc_scenario::observer::Mode;
use admsc_scenario::observer::intercurrent::{Estimand, Rules};
use admsc_scenario::reading::stated_arms;
use admsc_scenario::reading::study::{Allocation, Study};
use admsc_scenario::units::sign::percent;
use admsc_study::trial::{self, Contrasts};

/// The report of a study.
pub fn page(given: &Given<'_>, study: &Study) -> Page {
    let read = Read::new(given.numbers(), study, given.language);
    let answer = answer::blocks(&read);
    let asked_for = [tables::power(&read), tables::variances(&read)].into_iter().flatten();
    let found = [points::table(&read), tables::differences(&read), tables::arms(&read), events::table(&read)];
    let tables = found.into_iter().chain(asked_for).collect();
    let stated = stated_arms(&given.scenario.resolved_toml);
    let keys = |arm: usize| stated.get(arm).map_or(&[][..], |arm| &arm.keys);
    let arms = study.arms.iter().enumerate();
    let arms = arms.map(|(arm, name)| (name.as_str(), setup_of(study, arm), keys(arm)));
    let design = vec![
        Block::Sentences(design(study).into_iter().chain(of_first_point(&read)).collect()),
        treatments_of_arms(arms, given.language),
        given.listing(),
    ];
    given.page(Content { answer, tables, design, limits: limits(study) })
}

/// What an arm is given, at the first point of a sweep.
fn setup_of(study: &Study, arm: usize) -> Option<&Setup> {
    study.cases.iter().find(|case| case.arm == arm).map(|case| &case.setup)
}

/// A row of a list in `summary.json`: where it stands, and which arm of which case it is about.
#[derive(Debug, Clone, Copy)]
struct Row {
    /// `arms` or `differences`.
    list: &'static str,
    place: usize,
    point: usize,
    potency: usize,
    arm: usize,
    day: u32,
    /// The arm it is compared with; of a row about one arm, that arm.
    against: usize,
}

/// A study as its summary tells it.
struct Read<'a> {
    numbers: Numbers<'a>,
    study: &'a Study,
    language: Language,
    arms: Vec<Row>,
    differences: Vec<Row>,
    contrasts: Contrasts,
}

impl<'a> Read<'a> {
    fn new(numbers: Numbers<'a>, study: &'a Study, language: Language) -> Self {
        let (arms, differences) = (rows(numbers, "arms"), rows(numbers, "differences"));
        Self { numbers, study, language, arms, differences, contrasts: trial::contrasts(study) }
    }

    /// A number of a row, from the list that the row is from.
    fn number(&self, row: Row, name: &str) -> Option<Number> {
        self.numbers.at(format!("/{}/{}/{name}", row.list, row.place))
    }

    /// A value of an estimate of a row with its interval: `share` of `r50` with the `low` and the `high` of that.
    fn estimate(&self, row: Row, of: &str, value: &str, form: impl Fn(&Number) -> Shown) -> Option<Sentence> {
        let number = |name: &str| self.number(row, &format!("{of}/{name}"));
        Some(number(value)?.with_interval(number("low").zip(number("high")), form))
    }

    /// A number of the difference that fits the design: within patients where everyone goes through every arm, else
    /// between groups.
    fn of_design(&self, row: Row, name: &str) -> Option<Number> {
        let of = |design: &str| self.number(row, &format!("{design}/{name}"));
        of("paired").or_else(|| of("unpaired"))
    }

    /// Whether the interval of that difference lies below zero (−1), above it (1), or includes it (0); nothing without one.
    fn sign(&self, row: Row) -> Option<i8> {
        let (low, high) = (self.of_design(row, "low")?.value, self.of_design(row, "high")?.value);
        Some(i8::from(low > 0.0) - i8::from(high < 0.0))
    }

    /// How many patients there were.
    fn patients(&self) -> Option<f64> {
        self.numbers.at("/patients").map(|patients| patients.value)
    }

    /// The last day of the study.
    fn last_day(&self) -> u32 {
        self.arms.iter().map(|row| row.day).max().unwrap_or(0)
    }

    /// The day of a row as a visit, with its place.
    fn visit(&self, row: Row) -> Sentence {
        self.number(row, "which/day").map_or_else(|| own(row.day), |day| day.visit().into())
    }

    /// The name of an arm, in quotation marks.
    fn arm(&self, arm: usize) -> Sentence {
        sentence(english("“{name}”")).put("name", own(self.name(arm)))
    }

    /// The name of an arm.
    fn name(&self, arm: usize) -> &'a str {
        self.study.arms.get(arm).map_or("", String::as_str)
    }

    /// Whether the control is given the procedure without cells.
    fn control_is_sham(&self) -> bool {
        let mut doses = setup_of(self.study, self.study.control).into_iter().flat_map(Setup::possible_doses).peekable();
        doses.peek().is_some() && doses.all(|dose| dose.cells == 0.0)
    }

    /// Whether an arm is given cells, or what was made of cells.
    fn is_active(&self, arm: usize) -> bool {
        setup_of(self.study, arm).into_iter().flat_map(Setup::possible_doses).any(|dose| dose.cells > 0.0)
    }

    /// Whether a row holds cells against the procedure without them.
    fn is_active_minus_sham(&self, row: Row) -> bool {
        row.against == self.study.control && self.control_is_sham() && self.is_active(row.arm)
    }

    /// What a point of the sweep sets, by name; nothing where nothing is swept.
    fn point(&self, point: usize) -> Option<String> {
        let point = self.study.points.get(point).filter(|_| self.is_swept())?;
        Some(keys_with_values(&point.values, self.language))
    }

    fn is_swept(&self) -> bool {
        self.study.points.len() > 1
    }

    /// A value of the potency, with its name where it has one.
    fn potency(&self, potency: usize) -> Sentence {
        let value = self.numbers.at(format!("/potencies/{potency}/value"));
        let value = value.map_or_else(|| own("–"), |value| sentence_of(&value));
        let name = self.study.potencies.get(potency).map(|potency| potency.name.as_str());
        let phrase = match name {
            Some("optimistic") => english("{value} (optimistic)"),
            Some("intermediate") => english("{value} (intermediate)"),
            Some("sceptical") => english("{value} (sceptical)"),
            _ => return value,
        };
        sentence(phrase).put("value", value)
    }
}

/// A number with as many places as it is written with.
fn sentence_of(number: &Number) -> Sentence {
    let written = number.value.to_string();
    let places = written.split_once('.').map_or(0, |(_, places)| places.len());
    number.fixed(places).into()
}

fn rows(numbers: Numbers<'_>, list: &'static str) -> Vec<Row> {
    let row = |place: usize| {
        let which = |name: &str| Some(numbers.at(format!("/{list}/{place}/which/{name}"))?.value as usize);
        let arm = which("arm")?;
        let against = numbers.at(format!("/{list}/{place}/against")).map_or(arm, |against| against.value as usize);
        let (point, potency, day) = (which("point")?, which("potency")?, which("day")? as u32);
        Some(Row { list, place, point, potency, arm, day, against })
    };
    (0..numbers.count(&format!("/{list}"))).filter_map(row).collect()
}

/// Who gets what, and what is reported.
fn design(study: &Study) -> Vec<Sentence> {
    let allocation = match (study.population.number, &study.trial.allocation) {
        (Some(_), _) => english("One patient goes through every arm, with the same random numbers."),
        (None, Allocation::EveryArm) => {
            english("Every patient goes through every arm with the same random numbers, which no real trial can do.")
        }
        (None, Allocation::Parallel(_)) => english("Each patient gets one arm, as in a real trial."),
    };
    let reports = match study.trial.observer {
        Mode::None => english("The pain analysed is that of the model itself: it includes no placebo response."),
        Mode::ShamBlinded => english(
            "The pain analysed is what patients report who do not know whether they were treated: it includes placebo \
             response, drift and noise.",
        ),
        Mode::Open | Mode::Untreated => english(
            "The pain analysed is what patients report who know whether they were treated: it includes placebo \
             response, drift and noise; the placebo response is larger in those who were treated.",
        ),
    };
    let happens = happens(&study.trial.intercurrent);
    [sentence(allocation), sentence(reports)].into_iter().chain(happens).collect()
}

/// That the treatments told are those of the first point of the sweep, where points differ in what is given.
fn of_first_point(read: &Read<'_>) -> Option<Sentence> {
    let differs = read.study.cases.iter().any(|case| {
        let first = setup_of(read.study, case.arm);
        first.is_some_and(|first| first.doses != case.setup.doses || first.retreatments != case.setup.retreatments)
    });
    let said = sentence(english(
        "What is given differs between the points of the sweep; the treatments below are those of its first point, {point}.",
    ));
    Some(said.put("point", own(read.point(0)?))).filter(|_| differs)
}

/// What happens to patients besides their treatment, and the estimand that says what the analysis makes of it.
fn happens(rules: &Rules) -> Vec<Sentence> {
    let leaving = sentence(english(
        "Patients drop out at random, {share} of those left within each month; their later reports are missing.",
    ))
    .put("share", own(percent(math::event_probability(rules.dropout_per_month, 1.0))));
    let leaving = (rules.dropout_per_month > 0.0).then_some(leaving);
    let estimand = match rules.estimand {
        Estimand::TreatmentPolicy => english(
            "Patients may have rescue medication or a reoperation; under the treatment-policy estimand their reports \
             count as they are.",
        ),
        Estimand::Hypothetical => english(
            "Patients may have rescue medication or a reoperation; under the hypothetical estimand their later reports \
             are missing.",
        ),
        Estimand::Composite => english(
            "Patients may have rescue medication or a reoperation; under the composite estimand they count as failures \
             from then on.",
        ),
    };
    let may_happen = rules.rescue_from.is_some() || rules.reoperation_per_month > 0.0;
    leaving.into_iter().chain(may_happen.then(|| sentence(estimand))).collect()
}

fn limits(study: &Study) -> Vec<Sentence> {
    let mut limits = vec![sentence(english(
        "Virtual patients of a model: intervals show how much a figure depends on chance, not how far the model is \
         from real patients.",
    ))];
    let add = |limits: &mut Vec<Sentence>, phrase: Phrase, when: bool| limits.extend(when.then(|| sentence(phrase)));
    add(
        &mut limits,
        english("Only one potency was tried, so the study does not show how much depends on it."),
        study.potencies.len() == 1,
    );
    add(
        &mut limits,
        english("Neither intervals nor the number needed to treat is adjusted for the number of comparisons."),
        study.cases.len() > 2,
    );
    limits
}

#[cfg(test)]
mod tests;

use super::arms::ArmsFigure;
use super::consort::ConsortFigure;
use super::paired_difference::PairedDifferenceFigure;
use super::responders::RespondersFigure;
use super::sweep::Measure;
use super::waterfall::WaterfallFigure;
use super::*;
use crate::plot::checking::{PROVENANCE, boxes, faults, parses};
use crate::plot::{Error, Figure, svg};
use crate::scenario::load_str;
use crate::study::trial::{Day, Estimated, Shared, Which};

const LONG: &str =
    "A title that is so long that it has to be wrapped because it does not fit on one line of the figure";

const THREE_ARMS: &str = r#"
[[arm]]
name = "sham"
dose = [{ at = "0 d", sham = true }]
[[arm]]
name = "one"
dose = [{ at = "0 d", cells = 18e6 }]
[[arm]]
name = "two"
dose = [{ at = "0 d", cells = 18e6, repeat = 1, every = "180 d" }]
"#;

/// A study with made-up results.
struct Made {
    study: Study,
    analysis: Analysis,
    patients: Vec<PatientRow>,
    curves: Vec<Curve>,
}

impl Made {
    fn results(&self) -> StudyResults<'_> {
        StudyResults {
            title: LONG,
            question: Some("Does it stay within the figure?"),
            study: &self.study,
            analysis: &self.analysis,
            patients: &self.patients,
            curves: &self.curves,
        }
    }
}

/// Mean change of an arm at a visit: nothing in the first, more with every other, with potency and with time.
fn change(study: &Study, case: usize, day: u32) -> f64 {
    let found = &study.cases[case];
    -(found.arm as f64) * study.potencies[found.potency].value * f64::from(day) / 365.0
        * (1.0 + 0.1 * found.point as f64)
}

fn difference(value: f64, half: f64) -> Difference {
    let n = [20, 20];
    Difference {
        n,
        difference: value,
        standard_error: 0.5 * half,
        degrees_of_freedom: 19.0,
        low: value - half,
        high: value + half,
        p: 0.5,
    }
}

fn arm_row(study: &Study, which: Which, patients: usize) -> ArmRow {
    let mean = change(study, which.case, which.day);
    let share = (-0.2 * mean).clamp(0.0, 0.9);
    let estimated =
        |mean: f64| Estimated { n: patients, mean, sd: Some(1.0), low: Some(mean - 0.3), high: Some(mean + 0.3) };
    let shared = |share: f64| Shared {
        n: patients,
        hits: (share * patients as f64) as usize,
        share,
        low: (share - 0.1).max(0.0),
        high: (share + 0.1).min(1.0),
    };
    ArmRow {
        which,
        vas: Some(estimated(7.0 + mean)),
        change: Some(estimated(mean)),
        r50: Some(shared(share)),
        r30: Some(shared((1.3 * share).min(1.0))),
        acr20: None,
        left: which.day as usize / 100,
        rescued_or_operated: which.potency,
        flared: 0,
        tumour_progressed: 0,
    }
}

fn patient_row(study: &Study, which: Which, place: u64) -> PatientRow {
    let luck = place as f64 / 60.0 - 0.5;
    let reported = (7.0 + 2.0 * change(study, which.case, which.day) * (0.5 + luck) + luck).clamp(0.0, 10.0);
    PatientRow {
        place,
        patient_number: place,
        screened_count: 2,
        point: which.point as u64,
        point_values: String::new(),
        potency_fraction: study.potencies[which.potency].value,
        arm: study.arms[which.arm].clone(),
        visit_days: u64::from(which.day),
        vas_points: reported,
        reported_vas_points: (place != 1).then_some(reported),
        baseline_reported_vas_points: if place == 0 { 1.0 } else { 7.0 },
        responder_50: None,
        responder_30: None,
        acr20_responder: None,
        has_left: 0,
        is_rescued: 0,
        is_reoperated: 0,
        has_flared: 0,
        tumour_burden_fraction: 0.0,
        tnf_alpha_relative: 0.0,
        pain_inflammation_points: 0.0,
        pain_damage_points: 0.0,
        pain_central_points: 0.0,
        function_fraction: 0.0,
        admsc_alive_cells: 0,
        axons_arrived_count: 0,
    }
}

fn curve(study: &Study, case: usize, days: u32, n: usize) -> Curve {
    let day = |day: u32| {
        let mean = (7.0 + change(study, case, day)).clamp(0.0, 10.0);
        Day { n, mean, p10: (mean - 2.0).max(0.0), p50: mean, p90: (mean + 2.0).min(10.0) }
    };
    let days: Vec<Day> = (0..=days).map(day).collect();
    let line = |shift: usize| days.iter().map(|day| day.mean + 0.1 * shift as f64).collect();
    Curve { case, lines: (0..n.min(30)).map(line).collect(), days }
}

fn made(sections: &str, horizon_days: u32, visits: &str) -> Result<Made, String> {
    let text = format!(
        "format = 1\nextends = \"builtin:discogenic\"\nhorizon = \"{horizon_days} d\"\noutput.visits = [{visits}]\n{sections}"
    );
    let scenario = load_str("mine.toml", &text, &[]).map_err(|errors| errors.to_string())?;
    let study = scenario.study.ok_or("no study")?;
    let patients = study.population.patients as usize;
    let visits = study.trial.visits_days.clone();
    let cases = 0..study.cases.len();
    let which = |case: usize, day: u32| {
        let found = &study.cases[case];
        Which { case, point: found.point, potency: found.potency, arm: found.arm, day }
    };
    let all: Vec<Which> = cases
        .clone()
        .flat_map(|case| visits.iter().map(move |day| (case, *day)))
        .map(|(case, day)| which(case, day))
        .collect();
    let arms = all.iter().map(|which| arm_row(&study, *which, patients)).collect();
    let is_paired = study.trial.allocation == Allocation::EveryArm;
    let against = |which: &Which| {
        let (which, control) = (*which, study.control);
        let others = (0..study.arms.len()).filter(move |other| *other == control || *other < which.arm);
        others.filter(move |_| which.arm != control).map(move |other| (which, other))
    };
    let differ = |(which, against): (Which, usize)| {
        let other = which.case + against - which.arm;
        let found = (patients > 1)
            .then(|| difference(change(&study, which.case, which.day) - change(&study, other, which.day), 0.4));
        DifferenceRow {
            which,
            against,
            paired: found.filter(|_| is_paired),
            unpaired: found,
            r50_paired: None,
            r50_unpaired: None,
            number_needed: None,
            variances: None,
            power: Vec::new(),
        }
    };
    let differences = all.iter().flat_map(against).map(differ).collect();
    let last = all.iter().filter(|which| which.day == horizon_days && which.point == 0);
    let rows = last.flat_map(|which| (0..patients as u64).map(|place| patient_row(&study, *which, place)));
    let patients_rows = rows.collect();
    let curves = if study.points.len() == 1 {
        cases.map(|case| curve(&study, case, horizon_days, patients)).collect()
    } else {
        Vec::new()
    };
    let analysis = Analysis { patients, screened: patients + 7, arms, differences };
    Ok(Made { analysis, patients: patients_rows, curves, study })
}

fn many_arms(number: usize) -> String {
    let arm = |arm: usize| {
        let doses = if arm == 3 {
            String::new()
        } else {
            format!("{{ at = \"0 d\", cells = {}e6, repeat = {arm}, every = \"20 d\" }}", arm + 1)
        };
        format!("[[arm]]\nname = \"an arm with a long name, number {arm}\"\ndose = [{doses}]\n")
    };
    (0..number).map(arm).collect()
}

fn checked(figure: &impl Figure, what: &str) -> Result<String, Error> {
    let drawn = svg(figure, &PROVENANCE)?;
    assert!(parses(&drawn) && boxes(&drawn).len() > 5, "{what}");
    let found = faults(&drawn);
    assert!(found.is_empty(), "{what}: {found:?}");
    assert!(figure.alternative().len() > 60, "{what}");
    assert_eq!(drawn, svg(figure, &PROVENANCE)?);
    Ok(drawn)
}

#[test]
fn nothing_is_cut_off_and_no_text_lies_on_another_whatever_is_shown() -> Result<(), Box<dyn std::error::Error>> {
    let monthly = (0..=24).map(|month| format!("\"{month} month\"")).collect::<Vec<_>>().join(", ");
    for (name, sections, horizon, visits) in [
        ("three", format!("{THREE_ARMS}[population]\nn = 60\n"), 730, "\"0 d\", \"3 months\", \"12 months\""),
        (
            "two-potencies",
            format!("{}[population]\nn = 9\n[trial]\npotency = [1.0, 0.123]\n", THREE_ARMS.replace("180 d", "15 d")),
            20,
            "\"0 d\", \"7 d\"",
        ),
        (
            "parallel",
            format!("{THREE_ARMS}[population]\nn = 200\n[trial]\nallocation = \"parallel\"\npotency = 0.3\n"),
            365,
            "\"0 d\", \"6 months\"",
        ),
        (
            "four",
            format!("{}[population]\nn = 300\n[trial]\npotency = [1.0, 0.3]\n", many_arms(4)),
            731,
            monthly.as_str(),
        ),
        (
            "many",
            format!("{}[population]\nn = 300\n[trial]\npotency = [0.1, 0.2, 0.3, 0.4, 1.0]\n", many_arms(9)),
            731,
            monthly.as_str(),
        ),
        ("alone", "[population]\nn = 30\n".to_owned(), 365, "\"0 d\""),
    ] {
        let made = made(&sections, horizon, visits)?;
        let results = made.results();
        checked(&ArmsFigure(results), &format!("{name}-arms"))?;
        checked(&RespondersFigure(results), &format!("{name}-responders"))?;
        checked(&WaterfallFigure(results), &format!("{name}-waterfall"))?;
        checked(&ConsortFigure(results), &format!("{name}-consort"))?;
        if made.study.arms.len() > 1 {
            checked(&PairedDifferenceFigure(results), &format!("{name}-difference"))?;
        } else {
            assert!(matches!(svg(&PairedDifferenceFigure(results), &PROVENANCE), Err(Error::Empty)));
        }
    }
    Ok(())
}

#[test]
fn a_map_holds_any_sweep() -> Result<(), Box<dyn std::error::Error>> {
    let cells = "\"dose.cells\" = [6e6, 18e6, 40e6]";
    let life = "\"stem_cell.half_life\" = [\"2 d\", \"5 d\", \"9 d\"]";
    let age = "\"patient.age\" = [\"40 y\", \"70 y\"]";
    let many =
        format!("\"dose.cells\" = [{}]", (1..40).map(|cells| format!("{cells}e6")).collect::<Vec<_>>().join(", "));
    for (name, grid, figures) in [
        ("one-key", format!("[sweep.grid]\n{cells}"), 3),
        ("two-keys", format!("[sweep.grid]\n{life}\n{cells}"), 3),
        ("three-keys", format!("[sweep.grid]\n{age}\n{life}\n{cells}"), 6),
        ("four-keys", format!("[sweep.grid]\n\"dose.route\" = [\"needle\", \"vein\"]\n{age}\n{life}\n{cells}"), 6),
        ("many-cells", format!("[sweep.grid]\n{life}\n{many}"), 3),
        ("list", "[sweep]\nlist = [{ \"patient.age\" = \"40 y\", \"dose.cells\" = 6e6 }, { \"stem_cell.half_life\" = \"9 d\" }]".to_owned(), 3),
    ] {
        let made = made(&format!("{THREE_ARMS}[population]\nn = 20\n{grid}\n"), 730, "\"0 d\", \"12 months\"")?;
        let drawn = sweep::figures(&made.results(), Measure::Change);
        assert_eq!(drawn.len(), figures, "{name}");
        for (ending, figure) in &drawn {
            let said = checked(figure, &format!("{name}{ending}"))?;
            // Two visits stand beside each other; one of the arms differs too little.
            assert!(said.contains("12 months") && said.contains("24 months") && said.contains("n. d."), "{name}");
        }
        for (ending, figure) in sweep::figures(&made.results(), Measure::HalfGone) {
            checked(&figure, &format!("{name}-r50{ending}"))?;
        }
    }
    Ok(())
}

#[test]
fn figures_say_which_design_and_what_cannot_be_told() -> Result<(), Box<dyn std::error::Error>> {
    let sections = format!("{THREE_ARMS}[population]\nn = 60\n");
    let paired = made(&sections, 365, "\"0 d\"")?;
    let said = PairedDifferenceFigure(paired.results()).alternative();
    for text in [
        "within the same patients",
        "one − sham: −1.00 points (−1.40 to −0.60)",
        "one − sham: no detectable difference (−0.50 to +0.30)",
    ] {
        assert!(said.contains(text), "{text}: {said}");
    }
    let parallel = made(&format!("{sections}[trial]\nallocation = \"parallel\"\n"), 365, "\"0 d\"")?;
    let drawn = svg(&PairedDifferenceFigure(parallel.results()), &PROVENANCE)?;
    assert!(drawn.contains("Unpaired: 60 virtual patients in parallel groups") && drawn.contains("between groups"));
    let drawn = svg(&ConsortFigure(parallel.results()), &PROVENANCE)?;
    for text in [
        "67 screened",
        "60 admitted, 7 not",
        "60 allocated to 3 parallel groups",
        "3 left by 12 months",
        "0 to 2 rescued",
    ] {
        assert!(drawn.contains(text), "{text}");
    }
    Ok(())
}

#[test]
fn a_waterfall_counts_who_has_which_relief() -> Result<(), Box<dyn std::error::Error>> {
    let mut made = made(&format!("{THREE_ARMS}[population]\nn = 5\n[trial]\npotency = 1.0\n"), 365, "\"0 d\"")?;
    for row in made.patients.iter_mut().filter(|row| row.arm == "two") {
        row.baseline_reported_vas_points = 7.0;
        row.reported_vas_points = [Some(3.5), Some(4.9), Some(5.0), None, Some(8.0)][row.place as usize];
    }
    let said = WaterfallFigure(made.results()).alternative();
    assert!(said.contains("two: half of the pain gone in 1, 30 % gone in 2 of 4, 1 missing"), "{said}");
    assert!(svg(&WaterfallFigure(made.results()), &PROVENANCE)?.contains("half gone in 1, 30 % in 2 of 4 (1 missing)"));
    Ok(())
}

#[test]
fn one_patient_has_no_band_and_no_interval() -> Result<(), Box<dyn std::error::Error>> {
    let one = made(THREE_ARMS, 365, "\"0 d\"")?;
    let drawn = checked(&ArmsFigure(one.results()), "one-arms")?;
    assert!(drawn.contains("One virtual patient") && !drawn.contains("<polygon opacity=\"0.07\""));
    let sweep = made(&format!("{THREE_ARMS}[sweep.grid]\n\"dose.cells\" = [6e6, 18e6]\n"), 365, "\"0 d\"")?;
    let figures = sweep::figures(&sweep.results(), Measure::Change);
    let drawn = checked(&figures[0].1, "one-sweep")?;
    assert!(figures[0].0.is_empty() && drawn.contains("−2.20") && !drawn.contains("n. d."), "{drawn}");
    let names = |made: &Made| -> Result<Vec<String>, Error> {
        let files = draw(&made.results(), &PROVENANCE)?;
        Ok(files.into_iter().filter_map(|(name, _)| Some(name.strip_suffix(".svg")?.to_owned())).collect())
    };
    assert_eq!(names(&one)?, ["arms"]);
    assert_eq!(names(&sweep)?, ["sweep"]);
    Ok(())
}

#[test]
fn nothing_to_draw_is_refused() -> Result<(), Box<dyn std::error::Error>> {
    let mut made = made(&format!("{THREE_ARMS}[population]\nn = 5\n"), 365, "\"0 d\"")?;
    made.curves.clear();
    made.patients.clear();
    made.analysis.arms.clear();
    made.study.trial.visits_days = vec![0];
    let results = made.results();
    assert!(matches!(svg(&ArmsFigure(results), &PROVENANCE), Err(Error::Empty)));
    assert!(matches!(svg(&RespondersFigure(results), &PROVENANCE), Err(Error::Empty)));
    assert!(matches!(svg(&WaterfallFigure(results), &PROVENANCE), Err(Error::Empty)));
    assert!(matches!(svg(&PairedDifferenceFigure(results), &PROVENANCE), Err(Error::Empty)));
    assert!(matches!(svg(&ConsortFigure(results), &PROVENANCE), Err(Error::Empty)));
    Ok(())
}

#[test]
fn marks_are_few_round_and_hold_zero() {
    for (low, high) in [(-0.2, 0.2), (-2.2, 0.6), (-9.9, 9.9), (-0.013, 0.4), (0.0, 100.0)] {
        let marks = panels::marks(low, high, 6);
        assert!((2..=7).contains(&marks.len()) && marks.contains(&0.0), "{low} to {high}: {marks:?}");
        assert!(marks.iter().all(|mark| (low - 1e-6..=high + 1e-6).contains(mark)));
    }
    assert_eq!(signed(-0.004, 2), "0.00");
    assert_eq!([signed(-1.0, 1), signed(0.25, 2)], ["−1.0", "+0.25"]);
    assert_eq!([0, 10, 30, 365, 730].map(visit_name), ["baseline", "day 10", "1 month", "12 months", "24 months"]);
}

//! Treatment given again when pain returns: by what each patient reports, at their visits, and with nothing else changed.

use std::error::Error;

use crate::small::DISC;
use admsc_model::parallel::Serial;
use admsc_model::rules::plan::Plan;
use admsc_model::rules::setup::Setup;
use admsc_model::simulation::Simulation;
use admsc_scenario::language::Language;
use admsc_scenario::reading::lives::{Beside, Lives};
use admsc_scenario::reading::{Scenario, load_str};
use admsc_study::run::{NoStore, Record, Request, run as run_alone};
use admsc_study::spread::summarise_replicates;
use admsc_study::summary::{may_begin_by_pain, responders_start};
use admsc_study::trial::tables::{how_counted, patient_rows};
use admsc_study::trial::{EnrolledPatient, PreparedStudy};
use admsc_study::visits::Keep;
use admsc_study::{lives, replicates};

type Outcome = Result<(), Box<dyn Error>>;

const AGAIN: &str = "{ when = { pain_above = 3, at_most = 2, not_before = \"8 d\" }, cells = 18e6 }";

fn scenario(sections: &str) -> Result<Scenario, Box<dyn Error>> {
    let visits =
        DISC.replace("[\"0 d\", \"10 d\", \"20 d\"]", "[\"0 d\", \"5 d\", \"10 d\", \"15 d\", \"20 d\", \"25 d\"]");
    Ok(load_str("mine.toml", &format!("{visits}{sections}"), &[])?)
}

fn ran(setup: &Setup, visits_days: &[u32]) -> Result<Record, Box<dyn Error>> {
    let request = Request { setup, seed: 1, patient: 0, visits_days, keep: Keep::default(), pictures: true };
    Ok(run_alone(request, Serial, &NoStore, |_| {})?)
}

#[test]
fn a_run_is_the_same_as_with_doses_of_those_days() -> Outcome {
    let both = format!("{{ at = \"2 d\", cells = 2e6 }}, {AGAIN}");
    let cases = [
        (both.as_str(), [10.0, 20.0], "8 days after the dose of day 2, and 8 after that of day 10: at visits"),
        (AGAIN, [10.0, 20.0], "8 days after the start, and 8 after that of day 10: at visits"),
    ];
    for (doses, expected, why) in cases {
        let found = scenario(&format!("dose = [{doses}]\n"))?;
        let again = ran(&found.setup, &found.visits_days)?;
        let days: Vec<f64> = again.given_again.iter().map(|given| given.at_days).collect();
        assert_eq!(days, expected, "{why}");
        let fixed = ran(&found.setup.as_given(&again.given_again), &found.visits_days)?;
        assert!(fixed.given_again.is_empty());
        assert_eq!((fixed.samples, fixed.digest), (again.samples, again.digest));
        let pictures = fixed.pictures.zip(again.pictures).ok_or("no pictures")?;
        assert_eq!(pictures.0.scene, pictures.1.scene);
        assert!(pictures.0.tracks.is_some());
        assert_eq!(
            pictures.0.tracks, pictures.1.tracks,
            "cells of the first dose are followed, whoever decided its day"
        );
    }
    Ok(())
}

#[test]
fn a_checkpoint_keeps_what_was_given_again() -> Outcome {
    let setup = scenario(&format!("dose = [{AGAIN}]\n"))?.setup;
    let mut run = Simulation::prepare(setup.clone(), 1, 0, Serial, |_| {})?;
    run.run_to(12.0, Serial, |_, _| {});
    let mut resumed = Simulation::resume(Plan::new(setup, 1, 0)?, &run.checkpoint()?)?;
    for run in [&mut run, &mut resumed] {
        run.run_to(30.0, Serial, |_, _| {});
    }
    assert_eq!(run.given_again().len(), 2);
    assert_eq!((run.given_again(), run.samples()), (resumed.given_again(), resumed.samples()));
    Ok(())
}

const ARMS: &str = r#"
[[arm]]
name = "one"
dose = [{ at = "0 d", cells = 18e6 }]
[[arm]]
name = "again"
"#;

#[test]
fn every_patient_and_potency_is_treated_again_by_its_own_reports_while_it_comes() -> Outcome {
    let trial = "[population]\nn = 12\nseed = 3\n[trial]\nobserver = \"open\"\npotency = [1.0, 0.1]\n[trial.intercurrent]\ndropout_per_month = 0.8\n";
    let found = scenario(&format!("{ARMS}dose = [{{ at = \"0 d\", cells = 18e6 }}, {AGAIN}]\n{trial}"))?;
    let study = found.study.as_ref().ok_or("no study")?;
    let people = PreparedStudy::new(study)?;
    let (mut treated, mut spared, mut left) = (0, 0, 0);
    for place in 0..12 {
        let member = EnrolledPatient::live(&people, place)?;
        for potency in 0..2 {
            let [one, again] = [0, 1].map(|arm| member.outcomes[2 * potency + arm].as_ref());
            let (one, again) = one.zip(again).ok_or("does not take part")?;
            let reports = people.reports(&member, 2 * potency + 1).ok_or("no reports")?;
            let mut latest = 0.0;
            let mut due = Vec::new();
            for visit in reports.visits.iter().filter(|visit| visit.day < 30) {
                let returned = visit.vas_points.is_some_and(|points| points > 3.0);
                left += usize::from(visit.vas_points.is_none());
                spared += usize::from(visit.vas_points.is_some_and(|points| points <= 3.0));
                if returned && f64::from(visit.day) - latest >= 8.0 && due.len() < 2 {
                    latest = f64::from(visit.day);
                    due.push(latest);
                }
            }
            let given: Vec<f64> = again.given_again.iter().map(|given| given.at_days).collect();
            assert_eq!(given, due, "patient {place}, potency {potency}");
            let until = given.first().map_or(30, |day| *day as usize);
            assert_eq!(one.daily_vas_points[..=until], again.daily_vas_points[..=until]);
            assert_eq!(one.daily_vas_points == again.daily_vas_points, given.is_empty());
            assert_eq!(reports.events.retreated_day, given.first().map(|day| *day as u32));
            treated += given.len();
        }
    }
    assert!(treated > 5 && spared > 5 && left > 5, "{treated} {spared} {left}: each kind of visit is among them");
    Ok(())
}

#[test]
fn an_arm_that_may_be_treated_is_no_untreated_one() -> Outcome {
    let never = "{ when = { pain_above = 9.99, at_most = 1 }, cells = 18e6 }";
    let trial = "[population]\nn = 4\nseed = 3\n[trial]\nobserver = \"open\"\npotency = 1.0\n";
    let arms = "[[arm]]\nname = \"nothing\"\ndose = []\n[[arm]]\nname = \"waiting\"\n";
    let found = scenario(&format!("{arms}dose = [{never}]\n{trial}"))?;
    let study = found.study.as_ref().ok_or("no study")?;
    assert_eq!(study.control, 0);
    let people = PreparedStudy::new(study)?;
    let member = EnrolledPatient::live(&people, 0)?;
    let [nothing, waiting] = [0, 1].map(|case| people.reports(&member, case));
    let (nothing, waiting) = nothing.zip(waiting).ok_or("no reports")?;
    assert_eq!(member.outcomes[0], member.outcomes[1], "nobody has pain above 9.99");
    assert_eq!(nothing.visits[0], waiting.visits[0]);
    assert_ne!(nothing.visits, waiting.visits, "who waits for a treatment has not responded to one yet");
    Ok(())
}

#[test]
fn the_mean_field_gives_it_again_too() -> Outcome {
    let trial = "[population]\nn = 4\nseed = 3\n[trial]\npotency = 1.0\n";
    let found = scenario(&format!("{ARMS}dose = [{{ at = \"0 d\", cells = 2e5 }}, {AGAIN}]\n{trial}"))?;
    let people = PreparedStudy::new(found.study.as_ref().ok_or("no study")?)?;
    let member = EnrolledPatient::live_in_mean_field(&people, 0)?;
    let again = member.outcomes[1].as_ref().ok_or("does not take part")?;
    let days: Vec<f64> = again.given_again.iter().map(|given| given.at_days).collect();
    let above = |day: &u32| again.daily_vas_points[*day as usize] > 3.0;
    assert_eq!(days.first().copied(), [10, 15, 20, 25].iter().find(|day| above(day)).map(|day| f64::from(*day)));
    assert!(!days.is_empty());
    Ok(())
}

#[test]
fn relief_of_each_replicate_counts_from_its_first_dose_and_responders_from_day_0() -> Outcome {
    // The rule gives the first dose at the visit of day 10; pain is never above the second threshold.
    for (threshold, starts) in [(0.0, 10), (9.99, 0)] {
        let rule =
            format!("{{ when = {{ pain_above = {threshold}, at_most = 1, not_before = \"8 d\" }}, cells = 18e6 }}");
        let found = scenario(&format!("dose = [{rule}]\n"))?;
        let request = Request {
            setup: &found.setup,
            seed: 1,
            patient: 0,
            visits_days: &found.visits_days,
            keep: Keep::default(),
            pictures: false,
        };
        let replicates = replicates::run(request, 3, 1, &NoStore, |_, _| {})?;
        assert!(replicates.iter().all(|one| one.record.relief_start == starts));
        assert_eq!((responders_start(&found.setup), may_begin_by_pain(&found.setup)), (0, true));
        let summary = summarise_replicates(&replicates, &found.visits_days, 0).ok_or("no summary")?;
        for (one, replicate) in summary.each.iter().zip(&replicates) {
            let rows = &replicate.record.samples[starts as usize..];
            let lowest = rows.iter().map(|row| row.vas_points).fold(f64::INFINITY, f64::min);
            assert_eq!(one.largest_relief_points, rows[0].vas_points - lowest);
            let given: Vec<f64> = one.given_again.iter().map(|given| given.at_days).collect();
            assert_eq!(given, if starts > 0 { vec![10.0] } else { vec![] });
        }
        assert!(summary.visits.iter().all(|visit| visit.r50.is_some_and(|found| found.all == 3)));
    }
    Ok(())
}

#[test]
fn all_lives_of_a_run_count_from_one_day_whoever_decided_on_the_first_dose() -> Outcome {
    let rule = "{ when = { pain_above = 0, at_most = 1, not_before = \"8 d\" }, cells = 18e6 }";
    let fixed = "{ at = \"7 d\", cells = 18e6 }";
    for (doses, starts) in [(rule, 0), (fixed, 7), ("{ at = \"0 d\", sham = true }", 0)] {
        let found = scenario(&format!("dose = [{doses}]\n"))?;
        let (setup, keep) = (&found.setup, Keep::default());
        let request = Request { setup, seed: 1, patient: 0, visits_days: &[], keep, pictures: false };
        let first = run_alone(request, Serial, &NoStore, |_| {})?;
        let lives =
            lives::run(request, &first, Lives { number: 3, beside: Beside::Untreated }, 2, &NoStore, |_, _| {})?;
        let told: Vec<(u64, bool, u32)> =
            lives.iter().map(|life| (life.seed, life.is_treated(), life.relief_start)).collect();
        assert_eq!(told, [(1, true, starts), (2, true, starts), (3, true, starts), (1, false, starts)], "{doses}");
    }
    Ok(())
}

#[test]
fn responders_count_from_a_fixed_first_dose_that_no_dose_by_pain_can_precede() -> Outcome {
    let start = |doses: &str| -> Result<u32, Box<dyn Error>> {
        Ok(responders_start(&scenario(&format!("dose = [{doses}]\n"))?.setup))
    };
    let fixed = |day: u32| format!("{{ at = \"{day} d\", cells = 2e6 }}");
    assert_eq!(start(&fixed(7))?, 7);
    assert_eq!(start(&format!("{}, {AGAIN}", fixed(7)))?, 7, "8 days without a dose have not passed by then");
    assert_eq!(start(&format!("{}, {AGAIN}", fixed(12)))?, 0, "the visit of day 10 may bring one");
    assert_eq!(start(AGAIN)?, 0);
    Ok(())
}

#[test]
fn everybody_in_an_arm_that_pain_begins_is_among_its_responders_or_not_at_every_visit() -> Outcome {
    let trial = "[population]\nn = 8\nseed = 3\n[trial]\nobserver = \"open\"\npotency = 1.0\n";
    let found = scenario(&format!("{ARMS}dose = [{AGAIN}]\n{trial}"))?;
    let people = PreparedStudy::new(found.study.as_ref().ok_or("no study")?)?;
    let mut treated_late = 0;
    for place in 0..8 {
        let member = EnrolledPatient::live(&people, place)?;
        let reports = people.reports(&member, 1).ok_or("no reports")?;
        let given = &member.outcomes[1].as_ref().ok_or("does not take part")?.given_again;
        treated_late += usize::from(given.first().is_some_and(|given| given.at_days > 0.0));
        for visit in &reports.visits {
            let half = visit.vas_points.map(|points| points <= 0.5 * visit.baseline_points);
            assert_eq!(
                (visit.responder_50, visit.first_dose_points),
                (half, visit.baseline_points),
                "also before the first dose"
            );
            assert!(half.is_some());
        }
    }
    assert!(treated_late > 2, "{treated_late}");
    let said = how_counted(people.study).ok_or("nobody is told")?;
    assert!(Language::English.say(said).contains("first dose comes later (again)"));
    Ok(())
}

#[test]
fn patients_have_a_row_with_their_weight_and_the_cells_prescribed_before_each_visit() -> Outcome {
    let vary = "[population]\nn = 3\nseed = 3\n[population.vary]\n\"patient.body_weight\" = \"normal mean 70 kg sd 15 kg within 40 kg to 120 kg\"\n";
    let arms =
        "[[arm]]\nname = \"by weight\"\ndose = [{ at = \"2 d\", cells_per_kg = 1e6 }]\n[[arm]]\nname = \"again\"\n";
    let found =
        scenario(&format!("{arms}dose = [{{ at = \"0 d\", cells = 2e6 }}, {AGAIN}]\n{vary}[trial]\npotency = 1.0\n"))?;
    let people = PreparedStudy::new(found.study.as_ref().ok_or("no study")?)?;
    let all: Vec<EnrolledPatient> =
        (0..3).map(|place| EnrolledPatient::live(&people, place)).collect::<Result<_, _>>()?;
    let rows = patient_rows(&people, all.iter().cloned().map(Ok))?;
    assert_eq!(rows.len(), 3 * 2 * found.visits_days.len());
    let mut again = 0;
    for row in &rows {
        let expected = match row.arm.as_str() {
            "by weight" if row.visit_days > 2 => 1e6 * row.body_weight_kg,
            "by weight" => 0.0,
            _ => {
                let outcome = all[row.place as usize].outcomes[1].as_ref().ok_or("does not take part")?;
                let before = outcome.given_again.iter().filter(|given| given.at_days < row.visit_days as f64).count();
                again += before;
                if row.visit_days > 0 { 2e6 + 18e6 * before as f64 } else { 0.0 }
            }
        };
        assert!((row.prescribed_cells - expected).abs() < 1e-3, "{row:?}");
    }
    assert!(again > 0 && rows[0].body_weight_kg != rows[rows.len() - 1].body_weight_kg);
    Ok(())
}

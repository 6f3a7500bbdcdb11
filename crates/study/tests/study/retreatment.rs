//! Treatment given again when pain returns: by what each patient reports, at their visits, and with nothing else changed.

use std::error::Error;

use crate::small::DISC;
use admsc_model::parallel::Serial;
use admsc_model::rules::plan::Plan;
use admsc_model::rules::setup::Setup;
use admsc_model::simulation::Simulation;
use admsc_scenario::reading::{Scenario, load_str};
use admsc_study::run::{NoStore, Record, Request, run as run_alone};
use admsc_study::trial::{EnrolledPatient, PreparedStudy};
use admsc_study::visits::Keep;

type Outcome = Result<(), Box<dyn Error>>;

const AGAIN: &str = "{ when = { pain_above = 5, at_most = 2, not_before = \"8 d\" }, cells = 18e6 }";

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
    let found = scenario(&format!("dose = [{{ at = \"2 d\", cells = 2e6 }}, {AGAIN}]\n"))?;
    let again = ran(&found.setup, &found.visits_days)?;
    let days: Vec<f64> = again.given_again.iter().map(|given| given.at_days).collect();
    assert_eq!(days, [10.0, 20.0], "8 days after the dose of day 2, and 8 after that of day 10: at visits");
    let fixed = ran(&found.setup.as_given(&again.given_again), &found.visits_days)?;
    assert!(fixed.given_again.is_empty());
    assert_eq!((fixed.samples, fixed.digest), (again.samples, again.digest));
    assert_eq!(fixed.pictures.map(|seen| seen.scene), again.pictures.map(|seen| seen.scene));
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
                let returned = visit.vas_points.is_some_and(|points| points > 5.0);
                left += usize::from(visit.vas_points.is_none());
                spared += usize::from(visit.vas_points.is_some_and(|points| points <= 5.0));
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
    let never = "{ when = { pain_above = 10, at_most = 1 }, cells = 18e6 }";
    let trial = "[population]\nn = 4\nseed = 3\n[trial]\nobserver = \"open\"\npotency = 1.0\n";
    let arms = "[[arm]]\nname = \"nothing\"\ndose = []\n[[arm]]\nname = \"waiting\"\n";
    let found = scenario(&format!("{arms}dose = [{never}]\n{trial}"))?;
    let study = found.study.as_ref().ok_or("no study")?;
    assert_eq!(study.control, 0);
    let people = PreparedStudy::new(study)?;
    let member = EnrolledPatient::live(&people, 0)?;
    let [nothing, waiting] = [0, 1].map(|case| people.reports(&member, case));
    let (nothing, waiting) = nothing.zip(waiting).ok_or("no reports")?;
    assert_eq!(member.outcomes[0], member.outcomes[1], "nobody has pain above 10");
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
    let above = |day: &u32| again.daily_vas_points[*day as usize] > 5.0;
    assert_eq!(days.first().copied(), [10, 15, 20, 25].iter().find(|day| above(day)).map(|day| f64::from(*day)));
    assert!(!days.is_empty());
    Ok(())
}

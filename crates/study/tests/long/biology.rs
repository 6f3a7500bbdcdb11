//! What the tissue does, against what is known or designed: the checks of the validation, on as many patients as decide them.
//!
//! The ranges are those of the design. The patients are the first ones of `admsc validate`, on its coarse grid.

use std::error::Error;

use admsc_study::threads::available_threads;
use admsc_study::trial::{Part, PreparedStudy, run};
use admsc_study::validation::acute::Injury;
use admsc_study::validation::{Check, CheckedStudy, Extent, Lives, cells_given, checks_of_one_dose, survival};

use crate::small::Memory;

type Outcome = Result<(), Box<dyn Error>>;

/// Patients of each study.
const PATIENTS: u32 = 40;

/// Seeds of an acute injury, fewer than those of the validation: nearly all agree.
const SEEDS: usize = 12;

/// Arms that the checks read; a year of each is enough.
const ARMS: [&str; 5] = ["untreated", "one dose", "vein", "frozen", "no regeneration"];

/// Checks whose value of many patients lies so close to the upper end of the range that so few can lie beyond it: there their
/// interval must reach into the range. `admsc validate` decides them on 200 patients.
const CLOSE: [&str; 3] = ["M2:M1 on day 14", "M2:M1 on day 21", "M2:M1 on day 28"];

/// The same of the disc, where a few patients who cross the border of the two states decide the mean.
const CLOSE_IN_THE_DISC: &str = "untreated: mean |ΔVAS| in a year";

/// Holds every check to its range: by its value, as with all patients, or where it is close by its interval, as with few.
fn hold(which: Option<CheckedStudy>, checks_in: impl Fn(Extent) -> Result<Vec<Check>, Box<dyn Error>>) -> Outcome {
    let mut wrong = Vec::new();
    for (usual, few) in checks_in(Extent::Usual)?.into_iter().zip(checks_in(Extent::Quick)?) {
        let in_the_disc = which == Some(CheckedStudy::Disc) && usual.what == CLOSE_IN_THE_DISC;
        let is_close = CLOSE.contains(&usual.what.as_str()) || in_the_disc;
        let is_too_low = usual.expected.low.is_some_and(|low| usual.found.value < low);
        let check = if is_close && !is_too_low { few } else { usual };
        let told = format!("{}: {:?}, expected {:?}, {:?}", check.what, check.verdict, check.expected, check.found);
        println!("{told}");
        if check.fails() {
            wrong.push(told);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// Lives a year of the arms of a study, and holds its checks.
fn hold_study(which: CheckedStudy) -> Outcome {
    let mut study = which.study(PATIENTS)?;
    let arms = study.arms.clone();
    study.cases.retain(|case| ARMS.contains(&arms[case.arm].as_str()));
    study.cases.iter_mut().for_each(|case| case.setup.horizon_days = 365);
    let people = PreparedStudy::new(&study)?;
    let store = Memory::default();
    run(&people, Part::WHOLE, available_threads(), &store, |_| {})?;
    let lives = Lives::read(&people, &store)?;
    let given = cells_given(&study, &lives, available_threads())?;
    hold(Some(which), |extent| {
        let alive = if which == CheckedStudy::Disc { survival(&lives, &given, extent)? } else { Vec::new() };
        Ok([checks_of_one_dose(which, &lives, extent)?, alive].concat())
    })
}

#[test]
fn in_the_disc_cells_do_what_is_designed() -> Outcome {
    hold_study(CheckedStudy::Disc)
}

#[test]
fn beside_the_nerve_cells_do_what_is_designed() -> Outcome {
    hold_study(CheckedStudy::Nerve)
}

#[test]
fn an_acute_injury_heals_and_a_cut_waits_for_the_axons() -> Outcome {
    for injury in Injury::ALL {
        let injuries = injury.run_seeds(SEEDS, available_threads(), || {})?;
        hold(None, |extent| Ok(injuries.checks(injury, extent)))?;
        if injury == Injury::Full {
            let checks = injuries.checks(injury, Extent::Usual);
            let conduction = checks.last().ok_or("no check")?.found.value;
            assert!(conduction > 0.2, "the nerve conducts again, not just a little: {conduction}");
        }
    }
    Ok(())
}

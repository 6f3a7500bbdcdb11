//! Keys that decide nothing because what they belong to is not there pass with a word.

use std::error::Error;

use crate::SMALL_NERVE as STUDY;
use crate::stated_twice::{ARMS, read};
use admsc_scenario::reading::{BUILTIN, Override, Scenario, load_str};

type Outcome = Result<(), Box<dyn Error>>;

fn told(scenario: &Scenario) -> Vec<String> {
    scenario.warnings.iter().map(|warning| warning.in_english()).filter(|said| said.contains("no effect")).collect()
}

#[test]
fn what_happens_to_patients_needs_the_hazards_that_it_belongs_to() -> Outcome {
    for (rules, expected) in [
        ("reoperation_from = 6", "reoperation_from has no effect without reoperation_per_month"),
        ("estimand = \"composite\"", "estimand has no effect without rescue_from or reoperation_per_month"),
        ("estimand = \"hypothetical\"\ndropout_per_month = 0.1", "estimand has no effect without rescue_from"),
    ] {
        let told = told(&read(&format!("{ARMS}[trial.intercurrent]\n{rules}\n"))?);
        assert!(told.len() == 1 && told[0].contains(expected), "{rules}: {told:?}");
    }
    for fine in [
        "reoperation_from = 6\nreoperation_per_month = 0.1\nestimand = \"composite\"",
        "rescue_from = 6\nestimand = \"hypothetical\"",
        "estimand = \"treatment-policy\"",
    ] {
        assert_eq!(told(&read(&format!("{ARMS}[trial.intercurrent]\n{fine}\n"))?), [""; 0], "{fine}");
    }
    Ok(())
}

#[test]
fn who_asks_for_replicates_is_not_told_of_the_lives_of_the_scenario() -> Outcome {
    let lives = format!("lives = 3\nbeside = \"untreated\"\n{STUDY}");
    let replicates = [Override { key: "replicates".to_owned(), value: "12".to_owned() }];
    assert_eq!(told(&load_str("mine.toml", &lives, &replicates)?), [""; 0]);
    // Both in one file are a contradiction of its author.
    let both = told(&load_str("mine.toml", &format!("replicates = 12\n{lives}"), &[])?);
    assert!(both.iter().any(|told| told.contains("lives has no effect without a single run")), "{both:?}");
    Ok(())
}

#[test]
fn a_dose_that_is_not_repeated_has_no_time_between_doses() -> Outcome {
    let dose = "dose = [{ at = \"0 d\", cells = 7e7, repeat = 0, every = \"1 week\" }]\n";
    let alone = told(&load_str("mine.toml", &format!("{dose}{STUDY}"), &[])?);
    assert!(alone.len() == 1 && alone[0].contains("every has no effect without repeat above 0"), "{alone:?}");
    let arm = told(&read(&format!("[[arm]]\nname = \"a\"\n{dose}"))?);
    assert_eq!(arm.len(), 1, "{arm:?}");
    let swept = format!("[[arm]]\nname = \"a\"\n{dose}[sweep.grid]\n\"dose.repeat\" = [0, 1]\n");
    assert_eq!(told(&read(&swept)?), [""; 0]);
    Ok(())
}

#[test]
fn what_is_knocked_out_or_blocked_must_be_there() -> Outcome {
    for (key, expected) in [
        ("knock_out = [\"axon degeneration\"]", "start = \"acute-injury\""),
        ("knock_out = [\"t cells\"]\nt_cell.reference_density = \"0 cells/mL\"", "t_cell.reference_density above 0"),
        ("block = [{ what = \"microglia\", from = \"1 d\" }]\nmicroglia.number = 0", "microglia.number above 0"),
    ] {
        let found = told(&load_str("mine.toml", &format!("{key}\n{STUDY}"), &[])?);
        assert!(
            found.len() == 1 && found[0].contains(&format!("has no effect without {expected}")),
            "{key}: {found:?}"
        );
    }
    assert_eq!(told(&load_str("mine.toml", &format!("knock_out = [\"t cells\", \"tnf\"]\n{STUDY}"), &[])?), [""; 0]);
    Ok(())
}

#[test]
fn a_parameter_of_what_is_not_there_says_what_it_needs() -> Outcome {
    let given = "[[dose]]\nat = \"0 d\"\ncells = 7e7\n";
    for (key, expected) in [
        ("tumour.compression = 0.6", "tumour.initial_burden above 0"),
        ("circulation.lung_fraction = 0.7", "living cells by route = \"vein\""),
        ("t_cell.help_share = 0.3\nt_cell.reference_density = \"0 cells/mL\"", "t_cell.reference_density above 0"),
        ("microglia.rest_rate = \"0.06 /day\"\nmicroglia.number = 0", "microglia.number above 0"),
        ("injury.peak_time = \"4 d\"", "start = \"acute-injury\""),
    ] {
        let (name, _) = key.split_once(" =").ok_or("no key")?;
        let found = told(&load_str("mine.toml", &format!("{key}\n{STUDY}{given}"), &[])?);
        let said = format!("{name} has no effect without {expected}");
        assert!(found.len() == 1 && found[0].contains(&said), "{key}: {found:?}");
    }
    let in_arm = told(&read(&format!("{ARMS}circulation.lung_fraction = 0.7\n"))?);
    assert!(in_arm.len() == 1 && in_arm[0].contains("arm.circulation.lung_fraction has no effect"), "{in_arm:?}");
    let swept = format!("{ARMS}[sweep.grid]\n\"circulation.lung_fraction\" = [0.7, 0.8]\n");
    let found = told(&read(&swept)?);
    assert!(
        found.len() == 1 && found[0].contains("sweep.grid.\"circulation.lung_fraction\" has no effect"),
        "{found:?}"
    );
    // One arm or one dose that lets it act is enough, and so is what a base states for those who extend it.
    for fine in [
        format!(
            "{}[circulation]\nlung_fraction = 0.7\n",
            ARMS.replacen("cells = 7e7", "cells = 7e7, route = \"vein\"", 1)
        ),
        format!(
            "[[dose]]\nwhen = {{ pain_above = 5, at_most = 1 }}\ncells = 7e7\nroute = \"vein\"\n{given}\
                 [circulation]\nlung_fraction = 0.7\n"
        ),
        "[circulation]\nlung_fraction = 0.7\n".to_owned(),
        format!("{given}[tumour]\ninitial_burden = 0.2\ncompression = 0.6\n"),
    ] {
        assert_eq!(told(&read(&fine)?), [""; 0], "{fine}");
    }
    Ok(())
}

#[test]
fn a_spread_round_a_patient_who_is_not_drawn_is_told() -> Outcome {
    let text = |draw: bool, spread: &str| {
        format!("patient.number = 3\npatient.draw = {draw}\nspread.\"patient.age\" = \"{spread}\"\n{STUDY}")
    };
    let spread = "normal sd 9 y within 22 y to 82 y";
    let found = told(&load_str("mine.toml", &text(false, spread), &[])?);
    assert!(
        found.len() == 1 && found[0].contains("spread.\"patient.age\" has no effect without patient.draw = true"),
        "{found:?}"
    );
    assert_eq!(told(&load_str("mine.toml", &text(true, spread), &[])?), [""; 0]);
    let mean = "normal mean 40 y sd 9 y within 22 y to 82 y";
    assert_eq!(told(&load_str("mine.toml", &text(false, mean), &[])?), [""; 0], "a mean is a value");
    Ok(())
}

#[test]
fn no_bundled_scenario_states_anything_in_vain() -> Outcome {
    for bundled in BUILTIN {
        let scenario = load_str("mine.toml", bundled.text, &[])?;
        assert_eq!(told(&scenario), [""; 0], "{}", bundled.name);
        let again = load_str("mine.toml", &scenario.resolved_toml, &[])?;
        assert_eq!(told(&again), [""; 0], "{} resolved", bundled.name);
    }
    Ok(())
}

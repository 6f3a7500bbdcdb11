//! Keys that two places of a study state: refused, where one value would replace the other.

use std::error::Error;

use crate::SMALL_NERVE as STUDY;
use admsc_scenario::reading::{Override, Scenario, load_str};

type Outcome = Result<(), Box<dyn Error>>;

/// Two arms of three patients; what follows belongs to the second.
pub const ARMS: &str = r#"
[population]
n = 3
[[arm]]
name = "fresh"
dose = [{ at = "0 d", cells = 7e7 }]
[[arm]]
name = "frozen"
dose = [{ at = "0 d", cells = 7e7 }]
"#;

/// A study with these sections.
pub fn read(sections: &str) -> Result<Scenario, Box<dyn Error>> {
    Ok(load_str("mine.toml", &format!("{STUDY}{sections}"), &[])?)
}

/// Checks that a study with these sections is refused with a sentence.
pub fn refused(sections: &str, sentence: &str) {
    let told = read(sections).map_or_else(|errors| errors.to_string(), |_| "read".to_owned());
    assert!(told.contains(sentence), "{sections}: {told}");
}

#[test]
fn a_key_is_swept_or_set_in_an_arm() {
    let swept = "[sweep.grid]\n\"stem_cell.half_life\" = [\"5 d\", \"10 d\"]\n";
    refused(
        &format!("{swept}{ARMS}stem_cell.half_life = \"8 d\"\n"),
        "arm.stem_cell.half_life and sweep.grid.\"stem_cell.half_life\" state one key",
    );
    let listed = "[sweep]\nlist = [{ \"patient.donor_potency\" = 0.5 }]\n";
    refused(
        &format!("{listed}{ARMS}patient.donor_potency = 0.8\n"),
        "arm.patient.donor_potency and sweep.list.\"patient.donor_potency\" state one key",
    );
}

#[test]
fn a_key_that_differs_between_patients_has_no_value_in_an_arm_or_a_sweep() -> Outcome {
    let weights = "[population.vary]\n\"patient.body_weight\" = \"uniform 50 kg to 90 kg\"\n";
    let own = "patient.body_weight = \"100 kg\"\n";
    let told = "arm.patient.body_weight and population.vary.\"patient.body_weight\" state one key";
    refused(&format!("{weights}{ARMS}{own}"), told);
    let swept = "[sweep.grid]\n\"patient.body_weight\" = [\"50 kg\", \"100 kg\"]\n";
    let told = "sweep.grid.\"patient.body_weight\" and population.vary.\"patient.body_weight\" state one key";
    refused(&format!("{weights}{swept}{ARMS}"), told);
    let mean = "[spread]\n\"patient.donor_potency\" = \"lognormal mean 0.9 cv 0.3\"\n";
    let told = "arm.patient.donor_potency and spread.\"patient.donor_potency\" state one key";
    refused(&format!("{mean}{ARMS}patient.donor_potency = 0.5\n"), told);
    // A spread without values of its own lies round that of the arm or of the point.
    let round = mean.replace("mean 0.9 ", "");
    read(&format!("{round}{ARMS}patient.donor_potency = 0.5\n"))?;
    read(&format!("{weights}{ARMS}"))?;
    read(&format!("{}{swept}{ARMS}", weights.replace("uniform 50 kg to 90 kg", "fixed")))?;
    Ok(())
}

#[test]
fn a_sweep_from_elsewhere_drops_no_spread_unseen() -> Outcome {
    let study = |spread: &str| format!("{STUDY}{ARMS}[population.vary]\n\"patient.body_weight\" = \"{spread}\"\n");
    let read = |spread: &str, set: &str| -> Result<String, Box<dyn Error>> {
        let read = load_str("mine.toml", &study(spread), &[Override::parse(set)?]);
        Ok(read.map_or_else(|errors| errors.to_string(), |_| "read".to_owned()))
    };
    let grid = "sweep.grid.patient.body_weight=[\"50 kg\", \"90 kg\"]";
    let list = "sweep.list=[{ \"patient.body_weight\" = \"50 kg\" }]";
    for spread in ["uniform 45 kg to 110 kg", "normal mean 75 kg sd 14 kg within 45 kg to 110 kg"] {
        for (set, name) in [(grid, "sweep.grid"), (list, "sweep.list")] {
            let told = read(spread, set)?;
            let both =
                format!("{name}.\"patient.body_weight\" and population.vary.\"patient.body_weight\" state one key");
            assert!(told.contains(&both) && told.contains("--set:1"), "{told}");
        }
    }
    for spread in ["fixed", "normal sd 14 kg within 45 kg to 110 kg"] {
        assert_eq!((read(spread, grid)?, read(spread, list)?), ("read".into(), "read".into()), "{spread}");
    }
    let own = "patient.body_weight=\"60 kg\"";
    assert_eq!(read("uniform 45 kg to 110 kg", own)?, "read", "a value from nearer replaces a spread");
    Ok(())
}

#[test]
fn a_sweep_over_doses_replaces_nothing_that_differs() -> Outcome {
    for (key, values, first, other) in [
        ("cells", "[6e6, 18e6]", "cells = 7e7", "cells = 1e7"),
        ("cells", "[6e6, 18e6]", "cells = 7e7", "cells_per_kg = 1e6"),
        ("cells_per_kg", "[1e6, 2e6]", "cells = 7e7", "cells = 1e7"),
        ("preparation", "[\"live\", \"dead\"]", "cells = 7e7", "cells = 7e7, preparation = \"dead\""),
        ("route", "[\"needle\", \"vein\"]", "cells = 7e7, route = \"vein\"", "cells = 7e7"),
        ("at", "[\"1 d\", \"2 d\"]", "cells = 7e7", "cells = 7e7 }, { at = \"9 d\", cells = 7e7"),
    ] {
        let arms = ARMS.replace("cells = 7e7", first).replacen(first, other, 1);
        let sweep = format!("[sweep.grid]\n\"dose.{key}\" = {values}\n");
        let told = format!(
            "arm.dose.{key} differs from dose to dose, and sweep.grid.\"dose.{key}\" would replace it in all of them"
        );
        refused(&format!("{sweep}{arms}"), &told);
        let list = values.trim_matches(['[', ']']).replace(", ", &format!(" }}, {{ \"dose.{key}\" = "));
        let list = format!("[sweep]\nlist = [{{ \"dose.{key}\" = {list} }}]\n");
        refused(&format!("{list}{arms}"), &told.replace("sweep.grid", "sweep.list"));
    }
    let two = "dose = [{ at = \"0 d\", cells = 7e7 }, { at = \"0 d\", cells = 1e7 }]\n";
    let sweep = "sweep.grid.\"dose.cells\" = [6e6, 18e6]\n";
    let told = load_str("mine.toml", &format!("{two}{sweep}{STUDY}"), &[])
        .map_or_else(|errors| errors.to_string(), |_| "read".into());
    assert!(told.contains("dose.cells differs from dose to dose, and sweep.grid.\"dose.cells\""), "{told}");
    // What is alike holds its place, in whatever words, and a sham has no cells.
    let alike = ARMS.replacen("cells = 7e7", "cells = \"70e6 cells\", preparation = \"live\", route = \"needle\"", 1);
    let sham = "[[arm]]\nname = \"sham\"\ndose = [{ at = \"0 d\", sham = true }]\n";
    for key in ["cells\" = [6e6, 18e6]", "preparation\" = [\"live\", \"dead\"]", "at\" = [\"0 d\", \"1 d\"]"] {
        read(&format!("[sweep.grid]\n\"dose.{key}\n{alike}{sham}"))?;
    }
    Ok(())
}

//! One way to have a patient: a seed and a number name the same person in every command.

use std::error::Error;

use admsc_model::rules::parameters::Parameters;
use admsc_scenario::ledger::values;
use admsc_scenario::reading::{Override, Scenario, load_str};
use admsc_study::coarse::coarse;
use admsc_study::explanation::attribution::attribute;
use admsc_study::explanation::course::Patient;
use admsc_study::explanation::people::{Person, followed};
use admsc_study::explanation::pieces::Pieces;
use admsc_study::trial::{EnrolledPatient, PreparedStudy};
use admsc_study::validation::{CheckedStudy, Extent};

use crate::small::Memory;

type Tested = Result<(), Box<dyn Error>>;

const NOBODY_HEARS: fn(f64) = |_| {};

/// A small synovium whose patients differ as the preset and the scenario say, but for their age.
const SMALL: &str = r#"
format = 1
extends = "builtin:rheumatoid"
seed = 5
horizon = "30 d"
tissue.window = ["1 mm", "0.5 mm"]
tissue.lesion = { from = ["0.3 mm", "0 mm"], to = ["0.7 mm", "0.5 mm"] }
patient.age = "47 y"
patient.baseline = "20 d"
spread."matrix.repair_rate" = "fixed"
spread."stem_cell.half_life" = "lognormal cv 0.7"
dose = [{ at = "0 d", cells = 20e6, site = { from_lesion_edge = "0.1 mm" } }]
"#;

fn small(more: &str) -> Result<Scenario, Box<dyn Error>> {
    Ok(load_str("small.toml", &format!("{SMALL}{more}"), &[]).map_err(|errors| errors.to_string())?)
}

/// The parameters with which person `number` is run alone.
fn alone(number: u32) -> Result<Parameters, Box<dyn Error>> {
    Ok(small(&format!("patient.number = {number}\n"))?.setup.parameters)
}

#[test]
fn a_number_is_the_same_person_in_every_command() -> Tested {
    let scenario = small("")?;
    let study = small("[population]\nn = 3\n")?.study.ok_or("no study")?;
    let people = PreparedStudy::new(&study)?;
    for number in [0, 2, 1 << 20] {
        let person = alone(number)?;
        assert_eq!(people.candidate(number)?.setups[0].parameters, person, "of a study");
        assert_eq!(scenario.enrolment.draw(&coarse(&scenario.mean), number)?.parameters, person, "on another grid");
    }
    // On cells: whom a study admits, in both of its models, and who is admitted for an explanation.
    for place in 0..2 {
        for member in [EnrolledPatient::live(&people, place)?, EnrolledPatient::live_in_mean_field(&people, place)?] {
            assert_eq!(people.candidate(member.number)?.setups[0].parameters, alone(member.number)?);
        }
    }
    for base in [coarse(&scenario.mean), followed(&scenario.mean)] {
        for place in 0..2 {
            let person = Person::enrol(&scenario.enrolment.population(2), &base, place)?;
            assert_eq!(person.setup.parameters, alone(person.number)?, "of an explanation");
        }
    }
    // On the mean field: the courses of an explanation are those of the same people, in their order.
    let store = Memory::default();
    let pieces = Pieces { store: &store, watch: &NOBODY_HEARS };
    let attribution = attribute(&scenario.enrolment.population(1), &scenario.mean, 1, pieces)?;
    for (number, reference) in (0..).zip(&attribution.references) {
        let setup = coarse(&small(&format!("patient.number = {number}\n"))?.setup);
        assert_eq!(*reference, Patient::new(setup, 5, number)?.reference(), "of an attribution");
    }
    Ok(())
}

#[test]
fn the_people_of_a_validation_are_those_of_its_scenario() -> Tested {
    let study = CheckedStudy::Disc.study(CheckedStudy::Disc.patients(Extent::Quick))?;
    let people = PreparedStudy::new(&study)?;
    let scenario =
        load_str("disc", include_str!("../../../../validation/disc.toml"), &[]).map_err(|e| e.to_string())?;
    for number in [0, 3] {
        let person = scenario.enrolment.draw(&scenario.mean, number)?;
        assert_eq!(people.candidate(number)?.setups[0].parameters, person.parameters);
    }
    Ok(())
}

#[test]
fn an_explanation_keeps_what_the_scenario_pins_and_how_its_people_differ() -> Tested {
    let scenario = small("")?;
    let mean = values(&scenario.mean.parameters)?;
    for place in 0..3 {
        let person = Person::enrol(&scenario.enrolment.population(3), &coarse(&scenario.mean), place)?;
        let drawn = values(&person.setup.parameters)?;
        for (key, varies) in [
            ("patient.age", false),
            ("matrix.repair_rate", false),
            ("stem_cell.half_life", true),
            ("drive.autoimmune", true),
            ("patient.donor_potency", true),
        ] {
            assert_eq!(drawn[key] != mean[key], varies, "{key} of {}", person.number);
        }
    }
    // They lie round the mean patient, also where the scenario is about another.
    let seventh = small("patient.number = 7\n")?;
    assert_ne!(seventh.setup, seventh.mean);
    assert_eq!(seventh.mean, scenario.mean);
    assert_eq!(seventh.enrolment.population(3), scenario.enrolment.population(3));
    Ok(())
}

/// A value in `[patient]` pins, unless a spread is written as near to the user.
#[test]
fn the_nearest_of_a_value_and_a_spread_counts() -> Tested {
    let spread = "spread.\"patient.age\" = \"normal sd 5 y\"\n";
    let load = |text: &str, overrides: &[Override]| {
        let text = format!("format = 1\nextends = \"builtin:discogenic\"\n{text}");
        load_str("x.toml", &text, overrides).map_err(|errors| errors.to_string())
    };
    let varies = |scenario: &Scenario| scenario.enrolment.spreads.get("patient.age").is_some();
    assert!(varies(&load("", &[])?));
    assert!(!varies(&load("patient.age = \"60 y\"\n", &[])?));
    let both = load(&format!("patient.age = \"60 y\"\n{spread}"), &[])?;
    assert!(varies(&both) && both.mean.parameters.patient.age == 60.0 * 365.25);
    let nearer = Override { key: "patient.age".into(), value: "60 y".into() };
    assert!(!varies(&load(spread, &[nearer])?));
    Ok(())
}

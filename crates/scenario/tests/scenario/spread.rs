//! One grammar for a spread between patients: in `[spread]`, in `[population.vary]`, and in what is written back.

use std::error::Error;

use admsc_scenario::ledger::{Distribution, Ledger, Shape};
use admsc_scenario::reading::{Override, Scenario, load_str};

type Tested = Result<(), Box<dyn Error>>;

const YEAR: f64 = 365.25;

fn read(body: &str) -> Result<Scenario, String> {
    let text = format!("format = 1\nextends = \"builtin:discogenic\"\n{body}");
    load_str("mine.toml", &text, &[]).map_err(|errors| errors.to_string())
}

/// A line in `[spread]`, and the same line in `[population.vary]`.
fn both(line: &str) -> [String; 2] {
    [format!("[spread]\n{line}\n"), format!("[population]\nn = 3\n[population.vary]\n{line}\n")]
}

fn warnings(scenario: &Scenario) -> Vec<String> {
    scenario.warnings.iter().map(|warning| warning.in_english()).collect()
}

#[test]
fn both_sections_take_the_same_words() -> Tested {
    let age = |shape, within| Some(Distribution { shape, within });
    let years = |years: f64| years * YEAR;
    for (text, expected) in [
        ("normal sd 5 y", age(Shape::Normal { sd: years(5.0) }, None)),
        (
            "normal mean 60 y sd 60 months within 40 y to 80 y",
            age(Shape::Normal { sd: 60.0 * 30.4375 }, Some((years(40.0), years(80.0)))),
        ),
        ("lognormal cv 0.2", age(Shape::LogNormal { cv: 0.2 }, None)),
        ("lognormal  mean 60 y  cv 0.2", age(Shape::LogNormal { cv: 0.2 }, None)),
        ("uniform 50 y to 60 y", age(Shape::Uniform { low: years(50.0), high: years(60.0) }, None)),
        ("fixed", None),
    ] {
        for body in both(&format!("\"patient.age\" = \"{text}\"")) {
            let scenario = read(&body)?;
            assert_eq!(scenario.enrolment.spreads.get("patient.age").copied(), expected, "{body}");
            let mean = if text.contains("mean") { 60.0 } else { 52.0 };
            assert_eq!(scenario.mean.parameters.patient.age, years(mean), "{body}");
            assert_eq!(warnings(&scenario), [""; 0]);
        }
    }
    Ok(())
}

#[test]
fn deprecated_forms_are_read_with_a_warning_that_shows_the_new_one() -> Tested {
    for (old, new) in [
        ("{ normal = [\"60 y\", \"5 y\"] }", "normal mean 60 y sd 5 y"),
        (
            "{ lognormal = [\"60 y\", 0.1], within = [\"40 y\", \"80 y\"] }",
            "lognormal mean 60 y cv 0.1 within 40 y to 80 y",
        ),
        ("{ uniform = [\"50 y\", \"60 y\"] }", "uniform 50 y to 60 y"),
        ("\"normal sd 5 within 22 to 82\"", "normal sd 5 year within 22 year to 82 year"),
    ] {
        let line = |spread: &str| both(&format!("\"patient.age\" = {spread}"));
        for ((old, new_body), place) in line(old).iter().zip(line(&format!("\"{new}\""))).zip([4, 6]) {
            let (read_old, read_new) = (read(old)?, read(&new_body)?);
            assert_eq!(read_old.enrolment, read_new.enrolment, "{old}");
            assert_eq!(read_old.mean, read_new.mean, "{old}");
            let told = format!(
                "mine.toml:{place}: the distribution of patient.age is written in a deprecated form; write \"{new}\""
            );
            assert_eq!((warnings(&read_old), warnings(&read_new)), (vec![told], Vec::new()), "{old}");
        }
    }
    // Numbers without a unit are as they should be where the parameter has none.
    assert_eq!(warnings(&read("spread.\"drive.tnf\" = \"normal sd 0.1 within 0.5 to 1.1\"\n")?), [""; 0]);
    Ok(())
}

#[test]
fn a_fault_of_a_text_is_told_at_its_place() {
    for (text, told) in [
        ("broad", "\"broad\" is not a valid distribution"),
        ("normal 12 y", "\"normal 12 y\" is not a valid distribution"),
        ("normal sd 12 kg", "a mass"),
        ("normal sd -3 y", "the standard deviation must be positive"),
        ("lognormal cv 0", "the coefficient of variation must be positive"),
        ("normal mean 20 y sd 3 y within 30 y to 40 y", "the mean is outside the bounds"),
        ("uniform 60 y to 50 y", "the lower bound must lie below the upper one"),
        ("normal mean -5 y sd 3 y", "patient.age must not be negative"),
    ] {
        for (body, line) in both(&format!("\"patient.age\" = \"{text}\"")).iter().zip([4, 6]) {
            let errors = read(body).err().unwrap_or_default();
            assert!(errors.contains(told) && errors.contains(&format!("mine.toml:{line}:")), "{text}: {errors}");
        }
    }
}

#[test]
fn a_resolved_scenario_draws_the_same_people() -> Tested {
    let spreads = "spread.\"patient.age\" = \"normal mean 60 y sd 5 y\"\nspread.\"pain.gain\" = \"fixed\"\n";
    let uniform = "spread.\"drive.tnf\" = \"uniform 0.7 to 0.9 within 0.71 to 0.89\"\n";
    let study = "[population]\nn = 4\nvary = { \"matrix.repair_rate\" = \"lognormal cv 0.7\" }\n\
                 correlations = [{ keys = [\"patient.age\", \"matrix.repair_rate\"], r = 0.3 }]\n";
    let swept = "[sweep]\ngrid = { \"patient.body_weight\" = [\"50 kg\", \"90 kg\"] }\n";
    for body in [
        String::new(),
        format!("{spreads}{uniform}patient.donor_potency = 0.8\n"),
        format!("{spreads}patient.number = 3\n"),
        format!("{spreads}{uniform}{study}{swept}"),
        format!("{spreads}{study}hold = [\"drive.tnf\"]\n"),
    ] {
        let first = read(&body)?;
        let again = load_str("mine.toml", &first.resolved_toml, &[]).map_err(|errors| errors.to_string())?;
        assert_eq!((&again.enrolment, &again.study), (&first.enrolment, &first.study), "{}", first.resolved_toml);
        assert_eq!(again.resolved_toml, first.resolved_toml);
        // A drawn value may lie outside its plausible range.
        assert!(!warnings(&again).iter().any(|told| told.contains("deprecated")), "{:?}", warnings(&again));
    }
    Ok(())
}

#[test]
fn every_spread_of_the_ledger_can_be_written_in_a_scenario() -> Tested {
    let ledger = Ledger::bundled()?;
    for entry in ledger.entries() {
        let Some(spread) = &entry.distribution else { continue };
        let text = entry.spread_text(spread);
        let scenario = read(&format!("[spread]\n\"{}\" = \"{text}\"\n", entry.key))?;
        assert_eq!(scenario.enrolment.spreads.get(&entry.key), Some(spread), "{}: {text}", entry.key);
        assert_eq!(warnings(&scenario), [""; 0]);
    }
    Ok(())
}

/// Of two ways to write a key in two files, the one nearer to the user counts.
#[test]
fn the_nearest_spread_counts_however_its_key_is_written() -> Tested {
    let body = "format = 1\nextends = \"builtin:rheumatoid\"\n[spread]\ndrive.autoimmune = \"lognormal cv 0.3\"\n";
    let cv = |overrides: &[Override]| {
        let scenario = load_str("mine.toml", body, overrides).map_err(|errors| errors.to_string())?;
        Ok::<_, String>(scenario.enrolment.spreads.get("drive.autoimmune").map(|spread| spread.shape))
    };
    assert_eq!(cv(&[])?, Some(Shape::LogNormal { cv: 0.3 }));
    let nearer = Override { key: "spread.drive.autoimmune".into(), value: "fixed".into() };
    assert_eq!(cv(&[nearer])?, None);
    let twice = "[spread]\ndrive.tnf = \"fixed\"\n\"drive.tnf\" = \"fixed\"\n";
    assert!(read(twice).is_err_and(|errors| errors.contains("the key \"drive.tnf\" is given twice")));
    Ok(())
}

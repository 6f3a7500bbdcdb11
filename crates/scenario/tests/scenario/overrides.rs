//! `--set` reaches every key.

use std::error::Error;

use crate::SMALL_NERVE;
use admsc_model::rules::setup::Setup;
use admsc_scenario::reading::{Override, Scenario, load, load_str};

type Outcome = Result<(), Box<dyn Error>>;

const STUDY: &str = r#"
[population]
n = 2
[population.vary]
"patient.age" = "fixed"
[trial]
potency = 1.0
visits = ["0 d", "30 d"]
[[arm]]
name = "none"
dose = []
[[arm]]
name = "two"
dose = [{ at = "0 d", cells = 70e6 }, { at = "9 d", cells = 70e6 }]
"#;

fn read(sections: &str, overrides: &[&str]) -> Result<Scenario, Box<dyn Error>> {
    let overrides = overrides.iter().map(|text| Override::parse(text)).collect::<Result<Vec<_>, _>>()?;
    let scenario = load_str("mine.toml", &format!("{SMALL_NERVE}{sections}"), &overrides)?;
    // What was set is stated once, so that the resolved file can be read.
    let again = load_str("mine.toml", &scenario.resolved_toml, &[])?;
    assert_eq!(again.study, scenario.study);
    assert_eq!(scenario.warnings, []);
    Ok(scenario)
}

fn setups(scenario: &Scenario) -> Vec<&Setup> {
    scenario.study.iter().flat_map(|study| &study.cases).map(|case| &case.setup).collect()
}

#[test]
fn keys_of_a_sweep_are_set_with_and_without_quotes() -> Outcome {
    for given in ["", "[sweep.grid]\n\"dose.cells\" = [30e6]\n", "[sweep.grid.dose]\ncells = [30e6]\n"] {
        for key in
            ["sweep.grid.\"dose.cells\"", "sweep.grid.'dose.cells'", "sweep.grid.dose.cells", "sweep.grid . dose.cells"]
        {
            let scenario = read(&format!("{STUDY}{given}"), &[&format!("{key}=[10e6,20e6]")])?;
            let cells: Vec<f64> =
                setups(&scenario).iter().flat_map(|setup| &setup.doses).map(|dose| dose.cells).collect();
            assert_eq!(cells, [10e6, 10e6, 20e6, 20e6], "{given}{key}");
        }
    }
    let listed = format!("{STUDY}[sweep]\nlist = [{{ \"dose.cells\" = 10e6 }}, {{ dose.cells = 20e6 }}]\n");
    for key in ["sweep.list[1].dose.cells", "sweep.list[1].\"dose.cells\""] {
        let last = read(&listed, &[&format!("{key}=30e6")])?;
        assert_eq!(setups(&last).last().ok_or("no case")?.doses[0].cells, 30e6, "{key}");
    }
    let one =
        read(&format!("{STUDY}[sweep.grid]\n\"dose.cells\" = [30e6, 20e6]\n"), &["sweep.grid.dose.cells[1]=10e6"])?;
    assert_eq!(setups(&one).last().ok_or("no case")?.doses[0].cells, 10e6);
    Ok(())
}

#[test]
fn spreads_are_set_with_and_without_quotes() -> Outcome {
    for key in ["population.vary.\"patient.age\"", "population.vary.patient.age", "spread.patient.donor_potency"] {
        let scenario = read(STUDY, &[&format!("{key}=\"lognormal cv 0.125\"")])?;
        assert!(scenario.resolved_toml.contains("lognormal cv 0.125"), "{key}");
    }
    Ok(())
}

#[test]
fn one_field_of_one_element_is_set() -> Outcome {
    let scenario = read(STUDY, &["arm[1].dose[1].cells=17e6", "arm[0].name=nothing", "trial.visits[1]=\"20 d\""])?;
    let doses: Vec<(f64, f64)> = setups(&scenario)[1].doses.iter().map(|dose| (dose.at_days, dose.cells)).collect();
    assert_eq!(doses, [(0.0, 70e6), (9.0, 17e6)]);
    assert_eq!(scenario.study.as_ref().ok_or("no study")?.arms, ["nothing", "two"]);
    assert_eq!(scenario.visits_days, [0, 20, 60]);
    let whole = read(STUDY, &["arm[1].dose[0]={ at = \"3 d\", sham = true }", "arm[1].dose[1].at=\"4 d\""])?;
    assert_eq!(setups(&whole)[1].doses.iter().map(|dose| dose.at_days).collect::<Vec<_>>(), [3.0, 4.0]);
    Ok(())
}

#[test]
fn a_table_is_set_as_a_whole() -> Outcome {
    let scenario = read(STUDY, &["tissue.lesion={ from = [\"0.8 mm\"] }"])?;
    assert_eq!((scenario.setup.lesion.from_um[0], scenario.setup.lesion.to_um[0]), (800.0, 2400.0));
    Ok(())
}

#[test]
fn a_file_may_spell_a_key_otherwise_than_the_one_it_extends() -> Outcome {
    let folder = tempfile::tempdir()?;
    std::fs::write(
        folder.path().join("base.toml"),
        format!("{SMALL_NERVE}{STUDY}[sweep.grid]\n\"dose.cells\" = [30e6]\n"),
    )?;
    let mine = folder.path().join("mine.toml");
    std::fs::write(&mine, "format = 1\nextends = \"base.toml\"\nsweep.grid.dose.cells = [20e6]\n")?;
    let scenario = load(&mine, &[])?;
    assert_eq!(load_str("mine.toml", &scenario.resolved_toml, &[])?.study, scenario.study);
    assert_eq!(setups(&scenario)[1].doses[0].cells, 20e6);
    Ok(())
}

//! Every example of the scenario reference can be read.

use std::error::Error;

use admsc_scenario::language::Language;
use admsc_scenario::ledger::Ledger;
use admsc_scenario::reading::study::OF_DOSES;
use admsc_scenario::reading::{examples, load_str, reference};

/// What must stand beside a key so that it has a meaning.
fn company(key: &str) -> &'static str {
    match key {
        "injury.cut_share" => "start = \"acute-injury\"\n",
        _ => "",
    }
}

/// A scenario with one key of the reference in it.
fn scenario(key: &str, value: &str) -> String {
    let begin = format!("format = 1\n{}", company(key));
    match (key, key.rsplit_once('.')) {
        ("format", _) => format!("format = {value}\nextends = \"builtin:neuropathic\"\n"),
        ("extends", _) => format!("format = 1\nextends = {value}\n"),
        ("patient.draw", _) => {
            format!("{begin}extends = \"builtin:neuropathic\"\n[patient]\nnumber = 3\ndraw = {value}\n")
        }
        (_, Some(("dose" | "dose.site", name))) => {
            let inner = if key.starts_with("dose.site.") {
                format!("site = {{ {name} = {value} }}")
            } else {
                format!("{name} = {value}")
            };
            let beside = match name {
                "cells" | "cells_per_kg" => "at = \"0 d\"",
                "when" => "cells = 1e6",
                "sham" | "positions" => "at = \"0 d\"",
                "at" if !key.starts_with("dose.site.") => "cells = 1e6",
                "repeat" => "at = \"0 d\", cells = 1e6, every = \"1 month\"",
                "every" => "at = \"0 d\", cells = 1e6, repeat = 1",
                _ => "at = \"0 d\", cells = 1e6",
            };
            format!("{begin}extends = \"builtin:neuropathic\"\ndose = [{{ {beside}, {inner} }}]\n")
        }
        (_, Some(("block", name))) => {
            let what = if name == "what" { "" } else { "what = \"tnf\"\n" };
            format!("{begin}extends = \"builtin:neuropathic\"\n[[block]]\n{what}{name} = {value}\n")
        }
        (_, Some(("change", name))) => {
            let other = if name == "at" { "set = { \"matrix.repair_rate\" = \"0.01 /day\" }" } else { "at = \"9 d\"" };
            format!("{begin}extends = \"builtin:neuropathic\"\n[[change]]\n{name} = {value}\n{other}\n")
        }
        (_, Some(("dose.when", name))) => {
            let others = [("pain_above", "5"), ("at_most", "3")].into_iter().filter(|(other, _)| *other != name);
            let others: String = others.map(|(other, value)| format!("{other} = {value}, ")).collect();
            let when = format!("when = {{ {others}{name} = {value} }}");
            format!("{begin}extends = \"builtin:neuropathic\"\ndose = [{{ cells = 1e6, {when} }}]\n")
        }
        (_, Some(("arm", name))) => {
            let beside = match name {
                "name" => "dose = []",
                "dose" => "name = \"one\"",
                _ => "name = \"one\", dose = []",
            };
            format!("{begin}extends = \"builtin:neuropathic\"\narm = [{{ {beside}, {name} = {value} }}]\n")
        }
        ("population.correlations.keys" | "population.correlations.r", Some((_, name))) => {
            let keys = "keys = [\"patient.age\", \"patient.donor_potency\"]";
            let beside = if name == "keys" { "r = 0.3" } else { keys };
            let pair = format!("{{ {beside}, {name} = {value} }}");
            format!("{begin}extends = \"builtin:neuropathic\"\n[population]\nn = 3\ncorrelations = [{pair}]\n")
        }
        ("population.n", _) => format!("{begin}extends = \"builtin:neuropathic\"\n[population]\nn = {value}\n"),
        (_, Some(("population", name))) => {
            format!("{begin}extends = \"builtin:neuropathic\"\n[population]\nn = 3\n{name} = {value}\n")
        }
        (_, Some(("population.admit", name))) => {
            let admit = format!("[population]\nn = 3\nadmit = {{ {name} = {value} }}");
            format!("{begin}extends = \"builtin:neuropathic\"\n{admit}\n")
        }
        ("trial.allocation" | "trial.ratio" | "trial.control" | "trial.compare", Some((_, name))) => {
            let arms = "arm = [{ name = \"one\", dose = [] }, { name = \"sham\", dose = [] }]\n";
            let beside = match name {
                "ratio" => "population.n = 3\ntrial.allocation = \"parallel\"\n",
                "allocation" => "population.n = 3\n",
                _ => "",
            };
            format!("{begin}extends = \"builtin:neuropathic\"\n{arms}{beside}trial.{name} = {value}\n")
        }
        ("trial.power_for", _) => {
            format!("{begin}extends = \"builtin:neuropathic\"\n[population]\nn = 80\n[trial]\npower_for = {value}\n")
        }
        (_, Some((table, name))) => format!("{begin}extends = \"builtin:neuropathic\"\n[{table}]\n{name} = {value}\n"),
        (_, None) => format!("{begin}extends = \"builtin:neuropathic\"\n{key} = {value}\n"),
    }
}

/// What the reference says of a sweep is what a sweep takes.
#[test]
fn what_the_reference_says_can_be_swept_can_be() -> Result<(), Box<dyn Error>> {
    let reference = reference()?;
    let told = reference.lines().find(|line| line.starts_with("What can be swept")).unwrap_or_default();
    let (swept, not_swept) = told.split_once("in all arms. `").ok_or("what cannot be swept is not told")?;
    let keys: Vec<&str> = swept.split('`').skip(1).step_by(2).filter(|key| key.contains('.')).collect();
    assert_eq!(keys.len(), 1 + OF_DOSES.len(), "{told}");
    let read = |key: &str, value: &str| {
        let sweep = format!("[sweep]\nlist = [{{ \"{key}\" = {value} }}]\n");
        load_str("example.toml", &format!("format = 1\nextends = \"builtin:discogenic-repeat\"\n{sweep}"), &[])
    };
    for key in keys {
        let example = examples().into_iter().find(|(name, _)| name == key).map(|(_, value)| value);
        let value = example.unwrap_or_else(|| "\"5 d\"".into());
        read(key, &value).map_err(|errors| format!("{key}: {errors}"))?;
    }
    assert!(not_swept.starts_with("patient.potency`"), "{told}");
    assert!(read("patient.potency", "0.3").is_err() && read("tissue.voxel", "\"25 um\"").is_err());
    Ok(())
}

#[test]
fn every_example_of_the_reference_can_be_read() -> Result<(), Box<dyn Error>> {
    let examples = examples();
    assert!(examples.len() > 30, "{} examples", examples.len());
    for (key, value) in examples {
        let text = scenario(&key, &value);
        load_str("example.toml", &text, &[])
            .map_err(|errors| format!("{key}: {}\n{text}", errors.render(false, Language::English)))?;
    }
    Ok(())
}

/// The tables give each parameter as it may be written into a scenario.
#[test]
fn every_parameter_of_the_reference_can_be_read() -> Result<(), Box<dyn Error>> {
    let ledger = Ledger::bundled()?;
    let (mut section, mut read) = (String::new(), 0);
    for line in reference()?.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            section = heading.trim_matches('`').to_owned();
        }
        let cells: Vec<&str> = line.split(" | ").collect();
        let name = cells[0].trim_matches(['|', ' ', '`']);
        if cells.len() != 6 || ledger.entry(&format!("{}.{name}", section.trim_matches(['[', ']']))).is_none() {
            continue;
        }
        let example = cells[5].trim_end_matches(" |").trim_matches('`');
        let text = format!("format = 1\nextends = \"builtin:neuropathic\"\n{section}\n{example}\n");
        load_str("example.toml", &text, &[])
            .map_err(|errors| format!("{}\n{text}", errors.render(false, Language::English)))?;
        read += 1;
    }
    assert_eq!(read, ledger.entries().len());
    Ok(())
}

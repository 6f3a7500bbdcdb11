use std::error::Error;

use admsc_scenario::reading::{BUILTIN, Override, load, load_str};

use super::support::{answer, check_file, plain, refuse_whole};

#[test]
fn a_missing_file_gets_its_most_similar_neighbour() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("mine.toml");
    std::fs::write(folder.path().join("discogenic-single.toml"), "format = 1\n")?;
    let text = "format = 1\nextends = «\"discogenic-singel.toml\"»\n";
    std::fs::write(&path, plain(text))?;
    let answers =
        [answer("there is no such file", "the path of a scenario", "did you mean \"discogenic-single.toml\"?")];
    check_file(&path.display().to_string(), text, load(&path, &[]), &answers);
    Ok(())
}

#[test]
fn a_missing_preset_gets_its_most_similar_neighbour() {
    refuse_whole(
        "format = 1\nextends = «\"builtin:neuropathc\"»\n",
        &[answer("no bundled scenario \"neuropathc\"", "bundled: discogenic, neuropathic", "\"builtin:neuropathic\"?")],
    );
}

#[test]
fn a_text_without_a_folder_extends_presets_only() {
    refuse_whole(
        "format = 1\nextends = «\"base.toml\"»\n",
        &[answer("\"base.toml\" is a path, but this scenario is not in a file", "\"builtin:neuropathic\"", "")],
    );
    refuse_whole("format = 1\nextends = «3»\n", &[answer("this is a whole number", "a path or \"builtin:NAME\"", "")]);
}

/// What is wrong with a scenario whose base is misspelt.
const WRONG: &str = "format = 1
extends = «\"builtin:neuropathc\"»
horizon = «\"60 dayz\"»
title = «3»
output.visits = [\"0 d\", «5»]
tissue.voxel = «25»
tissue.lesion.from = [«\"1,6 mm\"»]
nerve.axons = «0»
patient.body_weight = «\"150 lb\"»
stem_cell.half_life = «\"5 kg\"»
spread.\"patient.age\" = «\"often\"»
sweep.grid.\"dose.cells\" = [6e6, «\"18 million\"»]
sweep.grid.\"pain.gain\" = [«\"9 mm\"»]
trial.observer = «\"blind\"»
trial.intercurrent.dropout_per_month = «-1»
trial.potency = [«2»]
population.n = «0»
population.vary.\"patient.age\" = «7»
[[arm]]
name = \"one\"
dose = [{ at = «3», cells = «\"70 million\"», site = { from_lesion_edge = «1» } }, { at = \"0 d\", cells = «\"70 mio\"», «cells_per_kg» = 1e6 }]
stem_cell.speed = «\"9 kg\"»
[[arm]]
name = «\"one\"»
dose = [{ when = { pain_above = «11», at_most = «0», not_before = «3» }, cells = 7e7 }]
";

#[test]
fn a_wrong_base_hides_no_error_of_the_file_itself() {
    let said = [
        ("no bundled scenario", "builtin:neuropathic"),
        ("unknown unit \"dayz\"", "\"day\""),
        ("this is a whole number", ""),
        ("\"5\" has no unit", "\"5 d\""),
        ("\"25\" has no unit", "\"25 um\""),
        ("\"1,6 mm\" has other signs", "\"1.6 mm\""),
        ("nerve.axons must be", ""),
        ("unknown unit \"lb\"", "\"68.04 kg\""),
        ("is a mass, a time was expected", ""),
        ("\"often\" is not a valid distribution", ""),
        ("unknown unit \"million\"", "\"18e6\""),
        ("is a length, a number of points was expected", ""),
        ("observer must be", "sham-blinded"),
        ("dropout_per_month must not be negative", ""),
        ("potency must lie between 0 and 1", ""),
        ("population.n must be", ""),
        ("this is a whole number", ""),
        ("\"3\" has no unit", "\"3 d\""),
        ("unknown unit \"million\"", "\"70e6\""),
        ("\"1\" has no unit", "\"1 um\""),
        ("unknown unit \"mio\"", "\"70e6\""),
        ("cells and cells_per_kg are both given", ""),
        ("is a mass, a speed was expected", ""),
        ("two arms have the name \"one\"", ""),
        ("pain_above must lie on the scale of pain", ""),
        ("at_most must be a whole number from 1", ""),
        ("\"3\" has no unit", "\"3 d\""),
    ];
    refuse_whole(WRONG, &said.map(|(message, suggestion)| answer(message, "", suggestion)));
}

#[test]
fn a_wrong_base_is_no_reason_for_other_errors() -> Result<(), Box<dyn Error>> {
    // What the base could make right: it may be longer, have other steps, an acute start, a nerve, doses and patients.
    for fine in [
        "output.visits = [\"0 d\", \"24 months\"]\n",
        "dose = [{ at = \"20 months\", cells = 7e7, site = { at = [\"9 mm\", \"1 mm\"] } }]\n",
        "dose = [{ at = \"15 min\", cells = 7e7 }]\ncadence.field = \"2 h\"\n",
        "cadence.slow = \"3 h\"\n",
        "injury.cut_share = 0.4\n",
        "patient.baseline_pain = 6\n",
        "pain.nerve_share = 0.7\n",
        "patient.potency_low = 1.9\n",
        "tissue.voxel = \"30 um\"\n",
        "tissue.lesion = { from = [\"30 mm\"] }\n",
        "tissue.window = [\"2.5 mm\", \"0.8 mm\"]\n",
        "population.seed = 3\npopulation.hold = [\"patient.age\"]\n",
        "population.correlations = [{ keys = [\"patient.potency\", \"patient.age\"], r = 0.1 }]\n",
        "trial.control = \"sham\"\ntrial.compare = [[\"two\", \"one\"]]\ntrial.ratio = [1, 2]\ntrial.power_for = [2000]\n",
        "sweep.grid.\"dose.repeat\" = [1, 2]\n",
        "sweep.grid.\"dose.every\" = [\"1 month\", \"2 months\"]\nsweep.grid.\"pain.gain\" = [\"9 points\"]\n",
        "[sweep.grid]\n",
        "[trial]\n",
    ] {
        let text = format!("format = 1\nextends = «\"builtin:neuropathc\"»\n{fine}");
        refuse_whole(&text, &[answer("no bundled scenario", "", "builtin:neuropathic")]);
    }
    // Neither have the scenarios that are bundled any but that of their base.
    for bundled in BUILTIN {
        let text = bundled.text.replace("extends = \"builtin:", "extends = \"builtin:no-");
        let Err(errors) = load_str("mine.toml", &text, &[]) else { continue };
        let told: Vec<String> = errors.reports().into_iter().map(|report| report.message).collect();
        assert!(told.len() == 1 && told[0].contains("no bundled scenario"), "{}: {told:?}", bundled.name);
    }
    let set = [Override::parse("dose[0].cells=7e6")?, Override::parse("tissue.voxel=25")?];
    let told = load_str("mine.toml", "format = 1\nextends = \"builtin:neuropathc\"\n", &set);
    let told = told.map_or_else(|errors| errors.to_string(), |_| "read".to_owned());
    assert!(told.contains("\"25\" has no unit") && !told.contains("there is no dose"), "{told}");
    Ok(())
}

#[test]
fn missing_positions_hide_no_other_error() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("mine.toml");
    let text = "format = 1\nextends = \"builtin:discogenic-single\"\ndose = [{ at = «3», positions = «\"none.csv\"» }]\n\
                tissue.voxel = «25»\n";
    std::fs::write(&path, plain(text))?;
    let answers = [
        answer("\"3\" has no unit", "", "\"3 d\""),
        answer("there is no such file", "positions", ""),
        answer("\"25\" has no unit", "", "\"25 um\""),
    ];
    check_file(&path.display().to_string(), text, load(&path, &[]), &answers);
    Ok(())
}

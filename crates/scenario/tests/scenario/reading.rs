//! Scenarios as they should be: presets, inheritance, overrides, the resolved form, the schema.

use std::error::Error;
use std::path::{Path, PathBuf};

use admsc_model::rules::plan::Plan;
use admsc_model::rules::setup::{Cadence, Preparation, Route, Start};
use admsc_scenario::language::{Language, Message};
use admsc_scenario::ledger::Ledger;
use admsc_scenario::reading::{BUILTIN, Exports, Format, Override, Scenario, load, load_str, schema};

type Outcome = Result<(), Box<dyn Error>>;

fn shipped() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    BUILTIN.iter().map(|bundled| folder.join(bundled.file)).collect()
}

fn set(texts: &[&str]) -> Result<Vec<Override>, String> {
    texts.iter().map(|text| Override::parse(text)).collect()
}

/// Warnings in English.
fn said(scenario: &Scenario) -> Vec<String> {
    scenario.warnings.iter().map(Message::in_english).collect()
}

fn same_run(a: &Scenario, b: &Scenario) {
    assert_eq!(a.setup, b.setup);
    assert_eq!((a.seed, a.patient, &a.exports, &a.visits_days), (b.seed, b.patient, &b.exports, &b.visits_days));
    assert_eq!((&a.title, &a.question, &a.resolved_toml), (&b.title, &b.question, &b.resolved_toml));
    assert_eq!((&a.japanese, &a.study), (&b.japanese, &b.study));
}

#[test]
fn every_shipped_scenario_is_bundled_loads_without_a_warning_and_can_run() -> Outcome {
    let files = shipped();
    assert_eq!(files.len(), BUILTIN.len());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    let count = |folder: &Path| {
        Ok::<_, std::io::Error>(
            folder.read_dir()?.filter_map(Result::ok).filter(|entry| entry.path().extension().is_some()).count(),
        )
    };
    assert_eq!(count(&folder)? + count(&folder.join("indications"))? + count(&folder.join("studies"))?, BUILTIN.len());
    for (file, bundled) in files.iter().zip(BUILTIN) {
        let scenario = load(file, &[])?;
        // A tumour is warned of, everywhere and by nothing else.
        let warned = said(&scenario);
        let exploratory = scenario.setup.parameters.tumour.initial_burden > 0.0;
        assert_eq!(warned.len(), usize::from(exploratory), "{}: {warned:?}", file.display());
        assert!(warned.iter().all(|warning| warning.contains("exploratory")), "{warned:?}");
        assert!(file.file_stem().is_some_and(|stem| *stem == *scenario.name));
        let extending = format!("format = 1\nextends = \"builtin:{}\"", bundled.name);
        assert_eq!(load_str("x.toml", &extending, &[])?.setup, scenario.setup);
        let plan = Plan::new(scenario.setup, scenario.seed, scenario.patient)?;
        assert!(!plan.geometry.lesion_voxels.is_empty());
    }
    Ok(())
}

#[test]
fn the_resolved_scenario_is_complete_and_reads_back_to_the_same_run() -> Outcome {
    let ledger = Ledger::bundled()?;
    let odd =
        set(&["patient.number=7", "patient.baseline_pain=6.5", "title=\"a \\\"b\\\" \\\\\"", "output.cells=true"])?;
    let block = set(&["tissue.window=[\"0.8 mm\",\"0.8 mm\",\"0.4 mm\"]", "tissue.lesion={from=[\"0.6 mm\"]}"])?;
    let exports =
        set(&["output.fields=[\"vtk\",\"npz\"]", "output.cells=[\"parquet\"]", "output.timeseries=[\"csv\"]"])?;
    let cases = [vec![], odd, block, exports, set(&["macrophage.m1_to_m2_rate=0.0333333333333333333 /day"])?];
    for (file, overrides) in shipped().iter().flat_map(|file| cases.iter().map(move |case| (file, case))) {
        let mut overrides = overrides.clone();
        if matches!(load(file, &[])?.setup.start, Start::AcuteInjury { .. }) {
            overrides.retain(|set| set.key != "patient.baseline_pain");
        }
        // Studies have many patients.
        if file.parent().is_some_and(|folder| folder.ends_with("studies")) {
            overrides.retain(|set| set.key != "patient.number");
        }
        let scenario = load(file, &overrides)?;
        let again = load_str(&scenario.name, &scenario.resolved_toml, &[])?;
        same_run(&again, &scenario);
        assert!(!scenario.resolved_toml.contains("extends"));
        let table: toml::Table = scenario.resolved_toml.parse()?;
        for entry in ledger.entries() {
            assert!(table[entry.section()].get(entry.name()).is_some(), "{}", entry.key);
        }
    }
    Ok(())
}

#[test]
fn what_stands_beside_the_arms_of_a_study_is_theirs_or_nobodys() -> Outcome {
    let text = "format = 1\nextends = \"builtin:neuropathic-single\"\nknock_out = [\"il_10\"]\n\
        block = [{ what = \"tnf\", from = \"10 d\", share = 0.5 }]\n\
        arm = [{ name = \"sham\", dose = [{ at = \"0 d\", sham = true }] }, \
        { name = \"other\", dose = [], knock_out = [], block = [{ what = \"ngf\", from = \"1 d\" }] }]\n";
    let scenario = load_str("x", text, &[])?;
    let study = scenario.study.as_ref().expect("it has arms");
    let blocks = |arm: usize| {
        let blocks = study.cases[arm].setup.blocks.iter();
        blocks.map(|block| (block.process.name(), block.is_gene())).collect::<Vec<_>>()
    };
    assert_eq!(blocks(0), [("il_10", true), ("tnf", false)]);
    assert_eq!(blocks(1), [("ngf", false)]);
    assert!(scenario.setup.doses.is_empty() && study.cases[1].setup.doses.is_empty());
    let again = load_str("x", &scenario.resolved_toml, &[])?;
    assert!(again.setup == scenario.setup && again.mean == scenario.mean && again.study == scenario.study);
    assert_eq!(again.resolved_toml, scenario.resolved_toml);
    Ok(())
}

#[test]
fn the_neuropathic_preset_differs_from_the_ledger_in_four_parameters() -> Outcome {
    let setup = load_str("x", "format = 1\nextends = \"builtin:neuropathic\"", &[])?.setup;
    let p = &setup.parameters;
    assert_eq!((setup.grid.nx, setup.grid.ny, setup.grid.nz), (160, 80, 1));
    assert_eq!((setup.grid.spacing_um, setup.grid.section_depth_um), (25.0, 100.0));
    assert_eq!((setup.lesion.from_um[0], setup.lesion.to_um[0]), (1200.0, 2800.0));
    assert_eq!((setup.lesion.from_um[1], setup.lesion.to_um[1]), (0.0, 2000.0));
    assert!(setup.nerve.is_some_and(|nerve| nerve.axons == 100 && nerve.height_share == 0.6));
    let mut expected = Ledger::bundled()?.defaults()?;
    (expected.tissue.treated_volume, expected.stem_cell.half_life) = (35.0, 10.0);
    (expected.pain.nerve_share, expected.pain.gain) = (0.7, 10.5);
    assert_eq!(*p, expected);
    assert_eq!(setup.start, Start::Chronic { baseline_pain: None });
    assert_eq!((setup.horizon_days, setup.baseline_days, setup.cadence), (365, 250, Cadence::default()));
    Ok(())
}

#[test]
fn the_discogenic_preset_differs_from_the_ledger_in_two_parameters() -> Outcome {
    let setup = load_str("x", "format = 1\nextends = \"builtin:discogenic\"", &[])?.setup;
    let mut expected = Ledger::bundled()?.defaults()?;
    (expected.tissue.healthy_integrity, expected.t_cell.reference_density) = (0.8, 0.0);
    assert_eq!(setup.parameters, expected);
    assert_eq!((setup.lesion.from_um[0], setup.lesion.to_um[0], setup.nerve), (2400.0, 4000.0, None));
    Ok(())
}

#[test]
fn doses_are_written_out_and_months_fall_on_whole_days() -> Outcome {
    let scenario = load_str("x", "format = 1\nextends = \"builtin:discogenic-repeat\"", &[])?;
    let days: Vec<f64> = scenario.setup.doses.iter().map(|dose| dose.at_days).collect();
    assert_eq!(days, [0.0, 183.0]);
    assert_eq!(scenario.visits_days, [0, 30, 91, 183, 365, 731]);
    for dose in &scenario.setup.doses {
        assert_eq!((dose.cells, dose.preparation), (18e6, Preparation::Live));
        assert_eq!(dose.route, Route::Needle { tip_um: [1900.0, 1000.0, 50.0] });
    }
    Ok(())
}

#[test]
fn a_dose_can_be_by_weight_sham_dead_or_placed() -> Outcome {
    let text = r#"
format = 1
extends = "builtin:discogenic"
patient = { body_weight = "80 kg" }
dose = [
  { at = "12 h", cells_per_kg = "1e6 cells/kg", route = "vein" },
  { at = "3 d", sham = true },
  { at = "1 week", cells = "2e6 cells", preparation = "dead", site = { at = ["1 mm", "500 um"] } },
  { at = "2 weeks", cells = 2e6, preparation = "medium", repeat = 2, every = "36 h" },
]
"#;
    let doses = load_str("x", text, &[])?.setup.doses;
    let short: Vec<_> = doses.iter().map(|dose| (dose.at_days, dose.cells, dose.preparation)).collect();
    let medium = |day| (day, 2e6, Preparation::Medium);
    assert_eq!(
        short,
        [
            (0.5, 80e6, Preparation::Live),
            (3.0, 0.0, Preparation::Sham),
            (7.0, 2e6, Preparation::Dead),
            medium(14.0),
            medium(15.5),
            medium(17.0)
        ]
    );
    assert_eq!((&doses[0].route, &doses[2].route), (&Route::Vein, &Route::Needle { tip_um: [1000.0, 500.0, 50.0] }));
    Ok(())
}

/// Comments of the shipped scenarios that say what else could be written: `key = 1  # or ...: other = 2`, and commands
/// with `--set`.
#[test]
fn what_the_comments_of_shipped_scenarios_propose_loads() -> Outcome {
    let (mut alternatives, mut commands) = (0, 0);
    for file in shipped() {
        let text = std::fs::read_to_string(&file)?;
        for line in text.lines() {
            if let Some((_, proposed)) = line.split_once("# or ").and_then(|(_, words)| words.split_once(": ")) {
                let other = load_str("x.toml", &text.replace(line, proposed), &[])?;
                assert_eq!(proposed, "cells_per_kg = 1e6");
                let given: Vec<f64> = other.setup.doses.iter().map(|dose| dose.cells).collect();
                assert_eq!(given, [1e6 * other.setup.parameters.patient.body_weight]);
                alternatives += 1;
            }
            if let Some((_, command)) = line.split_once(" run scenarios/") {
                let (name, sets) = command.split_once(" --set ").unwrap_or((command, ""));
                // The shell takes the quotes away, as here.
                let sets: Vec<String> = sets.split(" --set ").map(|set| set.replace('"', "")).collect();
                let sets: Vec<&str> = sets.iter().map(String::as_str).filter(|set| !set.is_empty()).collect();
                load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios").join(name), &set(&sets)?)?;
                commands += 1;
            }
        }
    }
    assert_eq!((alternatives, commands), (1, 6));
    Ok(())
}

#[test]
fn bare_numbers_mean_the_canonical_unit() -> Outcome {
    let text = |weight: &str, pain: &str, gain: &str| {
        format!(
            "format = 1\nextends = \"builtin:discogenic\"\npatient.baseline_pain = {pain}\npain.gain = {gain}\n\
             [[dose]]\nat = \"0 d\"\ncells_per_kg = {weight}\n[[dose]]\nat = \"1 d\"\ncells = 2e6\n"
        )
    };
    let bare = load_str("x", &text("1e6", "6", "9"), &[])?;
    let written = load_str("x", &text("\"1e6 cells/kg\"", "\"6 points\"", "\"9 points\""), &[])?;
    assert_eq!(bare.setup, written.setup);
    assert_eq!(bare.setup.doses[1].cells, 2e6);
    Ok(())
}

#[test]
fn a_run_that_is_shortened_from_outside_leaves_out_later_visits() -> Outcome {
    let single = "format = 1\nextends = \"builtin:neuropathic-single\"\n";
    let short = load_str("x.toml", single, &set(&["horizon=40 d"])?)?;
    assert_eq!(short.visits_days, [0, 30, 40]);
    let warning = "visits after the horizon of 40 days are ignored: day 91, day 183, day 365";
    assert_eq!(said(&short), [format!("builtin:neuropathic-single:25: {warning}")]);

    let mine = load_str("x.toml", &format!("{single}horizon = \"1 d\"\n"), &[])?;
    assert_eq!(mine.visits_days, [0, 1]);
    assert!(said(&mine).len() == 1 && said(&mine)[0].contains("horizon of 1 day are"), "{:?}", mine.warnings);

    let own = format!("{single}output.visits = [\"3 d\", \"60 d\"]\nhorizon = \"40 d\"\n");
    assert!(load_str("x.toml", &own, &[]).is_err_and(|errors| errors.reports().len() == 1));
    assert_eq!(load_str("x.toml", &own, &set(&["horizon=50 d"])?)?.visits_days, [3, 50]);
    let both = set(&["horizon=50 d", "output.visits=[\"60 d\"]"])?;
    assert!(load_str("x.toml", &own, &both).is_err_and(|errors| errors.reports()[0].file == "--set"));
    Ok(())
}

#[test]
fn the_last_day_is_always_a_visit() -> Outcome {
    let visits = |name: &str, sets: &[&str]| -> Result<Vec<u32>, Box<dyn Error>> {
        Ok(load_str("x", &format!("format = 1\nextends = \"builtin:{name}\""), &set(sets)?)?.visits_days)
    };
    assert_eq!(visits("neuropathic-single", &["horizon=24 months"])?, [0, 30, 91, 183, 365, 731]);
    assert_eq!(visits("discogenic-single", &["horizon=100 d"])?, [0, 30, 91, 100]);
    assert_eq!(visits("discogenic-single", &[])?, [0, 30, 91, 183, 365]);
    Ok(())
}

#[test]
fn a_scenario_overrides_what_it_extends_key_by_key_and_doses_as_a_whole() -> Outcome {
    let text = "format = 1\nextends = \"builtin:neuropathic-single\"\nhorizon = \"24 months\"\n[drive]\ntnf = 0.9\n\
                [[dose]]\nat = \"1 d\"\nsham = true\n";
    let scenario = load_str("folder/mine.toml", text, &[])?;
    let base = load_str("x", "format = 1\nextends = \"builtin:neuropathic\"", &[])?;
    assert_eq!((scenario.name.as_str(), scenario.setup.horizon_days), ("mine", 731));
    assert_eq!((scenario.setup.parameters.drive.tnf, scenario.setup.parameters.drive.damage), (0.9, 0.3779));
    assert_eq!((scenario.setup.doses.len(), base.setup.doses.len()), (1, 0));
    assert_eq!(scenario.title, "Neuropathic pain, one local injection");
    Ok(())
}

#[test]
fn files_extend_their_neighbours_and_the_scenarios_above_them() -> Outcome {
    let folder = tempfile::tempdir()?;
    let inner = folder.path().join("scenarios/mine");
    std::fs::create_dir_all(&inner)?;
    std::fs::write(
        folder.path().join("scenarios/base.toml"),
        "format = 1\nextends = \"builtin:discogenic\"\nseed = 5",
    )?;
    std::fs::write(inner.join("a.toml"), "format = 1\nextends = \"../base.toml\"")?;
    std::fs::write(inner.join("b.toml"), "format = 1\nextends = \"a.toml\"")?;
    assert_eq!(load(&inner.join("b.toml"), &[])?.seed, 5);
    Ok(())
}

#[test]
fn overrides_come_last_and_need_no_quotes() -> Outcome {
    let text = "format = 1\nextends = \"builtin:discogenic\"\nseed = 3\n";
    let overrides = set(&["macrophage.m1_to_m2_rate=0.1 /day", "seed = 9", "drive.tnf=0.7", "patient.age=\"60 y\""])?;
    let scenario = load_str("x", text, &overrides)?;
    let p = &scenario.setup.parameters;
    assert_eq!((scenario.seed, p.macrophage.m1_to_m2_rate, p.drive.tnf), (9, 0.1, 0.7));
    assert_eq!(p.patient.age, 60.0 * 365.25);
    assert!(Override::parse("seed").is_err() && Override::parse("=3").is_err());
    Ok(())
}

#[test]
fn a_virtual_patient_keeps_what_the_patient_section_states() -> Outcome {
    let text = "format = 1\nextends = \"builtin:discogenic\"\n[patient]\nnumber = 7\nage = \"70 y\"\n";
    let drawn = load_str("x", text, &[])?;
    let other = load_str("x", text, &set(&["patient.number=8"])?)?;
    let mean = load_str("x", "format = 1\nextends = \"builtin:discogenic\"\n", &[])?;
    assert_eq!((drawn.patient, other.patient, mean.patient), (7, 8, 0));
    assert_eq!(drawn.setup.parameters.patient.age, 70.0 * 365.25);
    assert_ne!(drawn.setup.parameters.drive, mean.setup.parameters.drive);
    assert_ne!(drawn.setup.parameters.drive, other.setup.parameters.drive);
    assert_eq!(drawn.setup.parameters.tnf_alpha, mean.setup.parameters.tnf_alpha);
    Ok(())
}

#[test]
fn outside_the_plausible_range_is_a_warning_with_its_line() -> Outcome {
    let text = "format = 1\nextends = \"builtin:discogenic\"\n\n[drive]\ntnf = 1.5\n";
    let scenario = load_str("x.toml", text, &[])?;
    assert_eq!(scenario.setup.parameters.drive.tnf, 1.5);
    assert_eq!(said(&scenario), ["x.toml:5: drive.tnf = 1.5 is outside the plausible range 0.5 to 1.4"]);
    Ok(())
}

#[test]
fn the_schema_knows_every_key_that_a_resolved_scenario_uses() -> Outcome {
    let schema = schema()?;
    let resolved = load_str("x", "format = 1\nextends = \"builtin:neuropathic-single\"", &[])?.resolved_toml;
    let table: toml::Table = resolved.parse()?;
    for (name, value) in &table {
        let known = &schema["properties"][name];
        assert!(known.is_object(), "{name}");
        for key in value.as_table().into_iter().flat_map(|table| table.keys()) {
            let described = known["properties"][key]["description"].as_str();
            assert!(described.is_some_and(|text| !text.is_empty()), "{name}.{key}");
        }
    }
    let ledger = Ledger::bundled()?;
    for entry in ledger.entries() {
        let known = &schema["properties"][entry.section()]["properties"][entry.name()];
        assert_eq!(known["x-unit"], entry.unit.as_str(), "{}", entry.key);
        assert!(known["description"].as_str().is_some_and(|text| text.contains(&entry.description)));
    }
    Ok(())
}

#[test]
fn exports_are_chosen_by_their_words() -> Outcome {
    let read = |output: &str| {
        let text = format!("format = 1\nextends = \"builtin:discogenic-single\"\n[output]\n{output}\n");
        load_str("x", &text, &[]).map(|scenario| scenario.exports)
    };
    assert_eq!(read("")?, Exports::default());
    assert_eq!(read("cells = false")?, Exports::default());
    assert_eq!(read("cells = true")?.cells, [Format::Csv]);
    let chosen =
        read("cells = [\"vtk\", \"csv\", \"vtk\"]\nfields = [\"npz\"]\naxons = []\ntimeseries = [\"parquet\"]")?;
    assert_eq!((chosen.cells, chosen.fields), (vec![Format::Csv, Format::Vtk], vec![Format::Npz]));
    assert_eq!((chosen.axons, chosen.timeseries), (vec![], vec![Format::Parquet]));
    Ok(())
}

#[test]
fn cells_are_placed_where_the_table_says() -> Outcome {
    let read = |extra: &str| {
        let text = format!(
            "format = 1\nextends = \"builtin:discogenic\"\n{extra}\n[[dose]]\nat = \"1 d\"\nrepeat = 1\nevery = \"2 d\"\n\
             preparation = \"dead\"\npositions = \"\"\"\nid,z_um,y_um,x_um\na,10,20.5,0.1\nb,30,40,4000\n\"\"\"\n"
        );
        load_str("x", &text, &[])
    };
    let section = read("")?;
    let route = |z: [f64; 2]| Route::Placed { positions_um: vec![[0.1, 20.5, z[0]], [4000.0, 40.0, z[1]]] };
    assert_eq!(section.setup.doses.len(), 2);
    for dose in &section.setup.doses {
        assert_eq!((dose.cells, dose.preparation, &dose.route), (2.0, Preparation::Dead, &route([50.0, 50.0])));
    }
    let block = "tissue.window = [\"4 mm\", \"0.8 mm\", \"0.4 mm\"]\ntissue.lesion = { from = [\"1 mm\"] }";
    let block = read(block)?;
    assert_eq!(block.setup.doses[1].route, route([10.0, 30.0]));
    for scenario in [section, block] {
        let again = load_str("x", &scenario.resolved_toml, &[])?;
        assert_eq!(again.setup, scenario.setup);
        assert_eq!(again.resolved_toml, scenario.resolved_toml);
    }
    Ok(())
}

#[test]
fn positions_are_read_beside_the_file_that_names_them() -> Outcome {
    let folder = tempfile::tempdir()?;
    let below = folder.path().join("scenarios/indication");
    std::fs::create_dir_all(&below)?;
    std::fs::write(below.join("cells.csv"), "x_um,y_um\n1,2")?;
    let base = "format = 1\nextends = \"builtin:discogenic\"\ndose = [{ at = \"0 d\", positions = \"cells.csv\" }]\n";
    std::fs::write(below.join("base.toml"), base)?;
    let mine = folder.path().join("scenarios/mine.toml");
    std::fs::write(&mine, "format = 1\nextends = \"indication/base.toml\"\n")?;
    let scenario = load(&mine, &[])?;
    assert_eq!(scenario.setup.doses[0].route, Route::Placed { positions_um: vec![[1.0, 2.0, 50.0]] });
    let other = "format = 1\nextends = \"indication/base.toml\"\ndose = [{ at = \"0 d\", positions = \"../c.csv\" }]\n";
    std::fs::write(folder.path().join("c.csv"), "x_um,y_um\n1,2\n")?;
    std::fs::write(&mine, other)?;
    let refused = load(&mine, &[]).err().ok_or("a path that leaves the folder")?.render(false, Language::English);
    assert!(
        refused.contains("\"../c.csv\" is outside the directory of the scenarios") && refused.contains("^"),
        "{refused}"
    );
    Ok(())
}

#[test]
fn every_shipped_scenario_has_a_japanese_title() -> Outcome {
    for file in shipped() {
        let scenario = load(&file, &[]).map_err(|errors| errors.to_string())?;
        let [english, japanese] = Language::ALL.map(|language| scenario.title_in(language));
        assert!(english.is_ascii() && !japanese.is_ascii(), "{}: {japanese}", file.display());
        let asked = Language::ALL.map(|language| scenario.question_in(language).is_some_and(str::is_ascii));
        assert!(scenario.question.is_empty() || asked == [true, false], "{}", file.display());
    }
    Ok(())
}

/// A translation belongs to the text beside it: who extends a scenario and gives it a title has not translated that.
#[test]
fn a_translation_does_not_outlive_the_text_it_translates() -> Outcome {
    let japanese = |text: &str, overrides: &[&str]| -> Result<(String, Option<String>), Box<dyn Error>> {
        let text = format!("format = 1\nextends = \"builtin:neuropathic-single\"\n{text}");
        let scenario = load_str("x.toml", &text, &set(overrides)?)?;
        let question = scenario.question_in(Language::Japanese).map(str::to_owned);
        Ok((scenario.title_in(Language::Japanese).to_owned(), question))
    };
    let inherited = japanese("", &[])?;
    assert!(inherited.0.contains("神経障害性疼痛") && inherited.1.is_some());
    let mine = japanese("title = \"Mine\"", &[])?;
    assert_eq!(mine, ("Mine".to_owned(), inherited.1.clone()));
    assert_eq!(japanese("", &["title=Mine"])?, mine);
    let translated = japanese("title = \"Mine\"\ntranslation.ja.title = \"私の例\"", &[])?;
    assert_eq!(translated, ("私の例".to_owned(), inherited.1));
    assert!(japanese("translation.ja.titel = \"x\"", &[]).is_err());
    assert!(japanese("translation.fr.title = \"x\"", &[]).is_err());
    assert!(japanese("translation.ja = 3", &[]).is_err());
    Ok(())
}

#[test]
fn an_indication_says_how_its_patients_differ() -> Outcome {
    let text = "format = 1\nextends = \"builtin:rheumatoid\"\n[population]\nn = 2\n";
    let study = load_str("x.toml", text, &[])?;
    let drive = |scenario: &Scenario| scenario.enrolment.spreads.get("drive.autoimmune").copied();
    let spread = drive(&study).ok_or("fixed")?;
    assert_eq!(spread.shape, admsc_scenario::ledger::Shape::LogNormal { cv: 0.5 });
    let again = load_str("x.toml", &study.resolved_toml, &[])?;
    assert_eq!(again.enrolment, study.enrolment);
    // What a study says itself goes before the indication, and a drawn patient differs by the same spread.
    let own = load_str("x.toml", &format!("{text}vary = {{ \"drive.autoimmune\" = \"fixed\" }}\n"), &[])?;
    assert_eq!(drive(&own), None);
    let drawn = |spread: &str| -> Result<f64, Box<dyn Error>> {
        let text = format!("format = 1\nextends = \"builtin:rheumatoid\"\npatient.number = 3\n{spread}");
        Ok(load_str("x.toml", &text, &[])?.setup.parameters.drive.autoimmune)
    };
    let preset = study.setup.parameters.drive.autoimmune;
    assert_eq!(drawn("[spread]\n\"drive.autoimmune\" = \"fixed\"\n")?, preset);
    assert!(drawn("")? != preset);
    assert_eq!(drawn("")?, drawn("[spread]\ndrive.autoimmune = \"lognormal cv 0.5\"\n")?);
    Ok(())
}

#[test]
fn a_spread_that_is_none_is_refused_at_its_place() {
    for (line, part) in [
        ("drive.autoimmune = \"broad\"", "\"broad\" is not a valid distribution"),
        ("drive.autoimmune = \"lognormal cv 0\"", "the coefficient of variation must be positive"),
        ("patient.age = \"normal sd 12 y within 82 y to 22 y\"", "the lower bound must lie below"),
        ("drive.autoimmune = 0.5", "a distribution"),
        ("drive.autoimune = \"fixed\"", "did you mean \"drive.autoimmune\"?"),
    ] {
        let text = format!("format = 1\nextends = \"builtin:rheumatoid\"\n[spread]\n{line}\n");
        let errors = load_str("x.toml", &text, &[]).unwrap_err().render(false, Language::English);
        assert!(errors.contains(part) && errors.contains("x.toml:4"), "{line}: {errors}");
    }
}

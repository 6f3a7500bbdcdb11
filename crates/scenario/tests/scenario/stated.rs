//! What a person states decides: it is used as it stands, or refused, or warned of; it is never dropped or rounded unseen.

use std::error::Error;

use crate::SMALL_NERVE as STUDY;
use crate::stated_twice::{ARMS, read, refused};
use admsc_scenario::reading::study::Contrast;
use admsc_scenario::reading::{BUILTIN, Override, Scenario, load_str};

type Outcome = Result<(), Box<dyn Error>>;

fn warned(scenario: &Scenario, sentence: &str) -> bool {
    scenario.warnings.iter().any(|warning| warning.in_english().contains(sentence))
}

fn days(dose: &str) -> Result<Vec<f64>, Box<dyn Error>> {
    let scenario = load_str("mine.toml", &STUDY.replace("horizon", &format!("dose = [{dose}]\nhorizon")), &[])?;
    Ok(scenario.setup.doses.iter().map(|dose| dose.at_days).collect())
}

#[test]
fn only_months_and_years_are_rounded_to_days() -> Outcome {
    assert_eq!(days("{ at = \"12 h\", cells = 7e7, repeat = 1, every = \"1 month\" }")?, [0.5, 30.5]);
    assert_eq!(days("{ at = \"1 month\", cells = 7e7, repeat = 2, every = \"6 h\" }")?, [30.0, 30.25, 30.5]);
    // Months add up before they are rounded: 30.4, 45.7 (half a month later), and so on.
    assert_eq!(days("{ at = \"1 month\", cells = 7e7, repeat = 1, every = \"0.5 months\" }")?, [30.0, 46.0]);
    assert_eq!(days("{ at = \"2 d\", cells = 7e7, repeat = 1, every = \"1 month\" }")?, [2.0, 32.0]);
    Ok(())
}

#[test]
fn every_seed_of_64_bits_is_a_seed_wherever_it_stands() -> Outcome {
    let seed = (1_u64 << 63).to_string();
    for sections in [format!("[population]\nn = 2\nseed = {seed}\n"), "[population]\nn = 2\n".to_owned()] {
        let set = [Override::parse(&format!("seed={seed}"))?];
        let scenario = load_str("mine.toml", &format!("{STUDY}{sections}"), &set)?;
        assert_eq!((scenario.seed, scenario.enrolment.seed), (1 << 63, 1 << 63));
        let again = load_str("mine.toml", &scenario.resolved_toml, &[])?;
        assert_eq!(again.enrolment, scenario.enrolment);
    }
    Ok(())
}

#[test]
fn the_potency_of_an_arm_multiplies_that_of_the_study() -> Outcome {
    let scenario = read(&format!("{ARMS}patient.potency = 0.1\n"))?;
    let study = scenario.study.as_ref().ok_or("no study")?;
    let found: Vec<f64> = study.cases.iter().map(|case| case.setup.parameters.patient.potency).collect();
    let expected = [1.0, 0.1, 0.3, 0.1 * 0.3, 0.1, 0.1 * 0.1];
    assert_eq!(found, expected);
    assert!(warned(&scenario, "patient.potency of an arm multiplies every potency"));
    // Without an axis the arm's value is the value.
    let one = read(&format!("{}patient.potency = 0.5\n", ARMS.replace("[population]\nn = 3\n", "")))?;
    let cases = one.study.ok_or("no study")?.cases;
    assert_eq!(cases.iter().map(|case| case.setup.parameters.patient.potency).collect::<Vec<_>>(), [1.0, 0.5]);
    Ok(())
}

#[test]
fn a_dose_of_when_is_no_dose_of_day_0_and_can_be_given() -> Outcome {
    let dose = |when: &str, cells: &str| read(&format!("[[dose]]\nwhen = {{ {when} }}\ncells = {cells}\n"));
    let few = dose("pain_above = 5, at_most = 3", "70")?;
    assert!(warned(&few, "the dose of 70 cells when pain returns is"), "{:?}", few.warnings);
    refused(
        "[[dose]]\nwhen = { pain_above = \"10 points\", at_most = 1 }\ncells = 7e7\n",
        "pain_above = 10 is never met: no pain is above 10 points",
    );
    assert!(dose("pain_above = 9.9, at_most = 1000", "7e7").is_ok());
    refused(
        "[[dose]]\nwhen = { pain_above = 5, at_most = 1000 }\ncells = 7e7\n[[dose]]\nat = \"0 d\"\ncells = 7e7\n",
        "expected a smaller repeat or at_most, or fewer doses",
    );
    Ok(())
}

#[test]
fn an_arm_has_no_patient_of_its_own() {
    for key in ["number = 3", "draw = false"] {
        refused(&format!("{ARMS}patient.{key}\n"), "an arm has no patient of its own");
    }
}

#[test]
fn texts_have_no_hidden_characters() {
    for (text, code) in [
        ("\\u001b[31m", "U+001B"),
        ("\\u202eevil", "U+202E"),
        ("x\\u2028metadata:", "U+2028"),
        ("\\u0085", "U+0085"),
        ("\\u0000", "U+0000"),
    ] {
        for key in ["title", "question", "translation.ja.title", "\"a\\u2029b\""] {
            let said = load_str("mine.toml", &format!("{key} = \"{text}\"\n{STUDY}"), &[]);
            let said = said.map_or_else(|errors| errors.to_string(), |_| "read".to_owned());
            assert!(said.contains("a character that cannot be seen"), "{key}: {said}");
            assert!(key.starts_with('"') || said.contains(code), "{key}: {said}");
        }
        refused(&ARMS.replace("\"fresh\"", &format!("\"{text}\"")), code);
    }
    let lines = load_str("mine.toml", &format!("title = \"a\\nb\"\n{STUDY}"), &[]);
    assert!(lines.is_err_and(|errors| errors.to_string().contains("more than one line")));
    let override_ = Override { key: "title".into(), value: "a\u{202e}b".into() };
    let set = load_str("mine.toml", STUDY, &[override_]);
    assert!(set.is_err_and(|errors| errors.to_string().contains("U+202E")));
}

/// A window with a third length, and what it is beside.
fn window(lengths: &str, more: &str) -> Result<Scenario, Box<dyn Error>> {
    let text = STUDY.replace("[\"2.4 mm\", \"0.8 mm\"]", lengths) + more;
    Ok(load_str("mine.toml", &text, &[])?)
}

#[test]
fn a_third_length_is_the_depth_of_a_block() -> Outcome {
    let block = "[\"2.4 mm\", \"0.8 mm\", \"0.3 mm\"]";
    let said =
        |read: Result<Scenario, Box<dyn Error>>| read.map_or_else(|errors| errors.to_string(), |_| "read".into());
    assert!(
        said(window(block, "depth = \"300 um\"\n")).contains("depth and a third length of the window are both given")
    );
    let thin = said(window("[\"2.4 mm\", \"0.8 mm\", \"0.1 mm\"]", ""));
    assert!(thin.contains("a block of one voxel along z is a section"), "{thin}");
    // A depth that the file extends is that of another window.
    let below = load_str(
        "mine.toml",
        &STUDY.replace("voxel", "depth = \"200 um\"\nvoxel"),
        &[Override::parse(&format!("tissue.window={block}"))?],
    )?;
    assert_eq!(below.setup.grid, window(block, "")?.setup.grid);
    let again = load_str("mine.toml", &below.resolved_toml, &[])?;
    assert_eq!(again.setup, below.setup);
    Ok(())
}

#[test]
fn z_of_a_place_is_used_or_warned_of() -> Outcome {
    let needle = |at: &str| format!("[[dose]]\nat = \"0 d\"\ncells = 7e7\nsite = {{ at = [{at}] }}\n");
    let z = "z has no effect: tissue.window has two lengths";
    assert!(warned(&read(&needle("\"0.1 mm\", \"0.2 mm\", \"5 mm\""))?, z));
    assert!(!warned(&read(&needle("\"0.1 mm\", \"0.2 mm\""))?, z));
    let lesion = STUDY.replace("to = [\"2.0 mm\"]", "to = [\"2.0 mm\", \"0.4 mm\", \"0.1 mm\"]");
    assert!(warned(&load_str("mine.toml", &lesion, &[])?, z));
    let block = "[\"2.4 mm\", \"0.8 mm\", \"0.3 mm\"]";
    assert!(warned(&window(block, &needle("\"0.1 mm\", \"0.2 mm\""))?, "in the middle of the block, at z = 150 um"));
    Ok(())
}

#[test]
fn a_dose_of_hardly_any_cells_in_the_window_is_warned_of() -> Outcome {
    let dose = |cells: &str| format!("[[dose]]\nat = \"0 d\"\n{cells}\n");
    let few = "too few to show an effect";
    assert!(warned(&read(&dose("cells = 70"))?, few));
    assert!(warned(&read(&dose("cells = 70\npreparation = \"dead\""))?, few));
    assert!(!warned(&read(&dose("cells = 7e7"))?, few) && !warned(&read(&dose("sham = true"))?, few));
    assert!(warned(&read(&ARMS.replacen("7e7", "7e3", 1))?, few));
    Ok(())
}

#[test]
fn visits_of_a_study_are_stated_once() -> Outcome {
    let both = read(&format!("{ARMS}[trial]\nvisits = [\"0 d\", \"30 d\"]\n[output]\nvisits = [\"0 d\", \"10 d\"]\n"))?;
    assert!(warned(&both, "output.visits has no effect: trial.visits decides"));
    assert_eq!(both.visits_days, [0, 30, 60]);
    Ok(())
}

#[test]
fn a_key_that_decides_nothing_is_warned_of() -> Outcome {
    assert!(warned(&read("[patient]\ndraw = false\n")?, "patient.draw has no effect: there is no patient.number"));
    assert!(!warned(&read("[patient]\nnumber = 3\ndraw = false\n")?, "has no effect"));
    // A sweep over doses replaces what stands in them: there its values are expected.
    let swept = read(&format!("{ARMS}[sweep.grid]\n\"dose.cells\" = [6e6, 18e6]\n"))?;
    assert!(!warned(&swept, "has no effect"));
    Ok(())
}

#[test]
fn the_key_that_decides_is_named() -> Outcome {
    let dose = "[[dose]]\nat = \"0 d\"\ncells = 7e7\n";
    let varied = "[population.vary]\n\"patient.age\" = \"normal mean 52 y sd 12 y\"\n";
    for (sections, told) in [
        (format!("{ARMS}{dose}"), "dose has no effect: arm.dose decides"),
        (
            format!("{ARMS}[trial]\npotency = 0.3\n[patient]\npotency = 0.1\n"),
            "patient.potency has no effect: trial.potency",
        ),
        (
            format!("seed = 3\n{}", ARMS.replace("n = 3", "n = 3\nseed = 4")),
            "seed has no effect: population.seed decides",
        ),
        (
            format!("{ARMS}{varied}[spread]\npatient.age = \"fixed\"\n"),
            "spread.\"patient.age\" has no effect: population.vary.\"patient.age\" decides",
        ),
        (
            format!("{ARMS}{varied}[patient]\nage = \"40 y\"\n"),
            "patient.age has no effect: the mean of its spread decides",
        ),
        (
            format!(
                "{ARMS}{}[patient]\nage = \"40 y\"\n",
                varied.replace("normal mean 52 y sd 12 y", "uniform 50 y to 60 y")
            ),
            "patient.age has no effect: population.vary.\"patient.age\" decides",
        ),
        (
            format!("{ARMS}[sweep.grid]\n\"pain.gain\" = [\"8 points\", \"9 points\"]\n[pain]\ngain = \"10 points\"\n"),
            "pain.gain has no effect: sweep.grid.\"pain.gain\" decides",
        ),
        (
            format!("{ARMS}[sweep]\nlist = [{{ \"pain.gain\" = \"8 points\" }}]\n[pain]\ngain = \"10 points\"\n"),
            "pain.gain has no effect: sweep.list.\"pain.gain\" decides",
        ),
        (
            format!(
                "{}stem_cell.half_life = \"9 d\"\n[stem_cell]\nhalf_life = \"12 d\"\n",
                ARMS.replace("name", "stem_cell.half_life = \"8 d\"\nname").replacen(
                    "stem_cell.half_life = \"8 d\"\nname = \"frozen",
                    "name = \"frozen",
                    1
                )
            ),
            "stem_cell.half_life has no effect: arm.stem_cell.half_life decides",
        ),
    ] {
        let text = format!("{}{sections}", STUDY.replace("[tissue]", "")).replace("window", "tissue.window");
        let text = text.replace("voxel =", "tissue.voxel =").replace("lesion =", "tissue.lesion =");
        let scenario = load_str("mine.toml", &text, &[])?;
        assert_eq!(scenario.warnings.len(), 1, "{sections}: {:?}", scenario.warnings);
        assert!(warned(&scenario, told), "{sections}: {:?}", scenario.warnings);
        // What is resolved states each once, but for parameters, all of which it has.
        let again = load_str("mine.toml", &scenario.resolved_toml, &[])?;
        let is_parameter = told.starts_with("patient.potency")
            || told.contains("sweep.")
            || told.contains("arm.stem_cell")
            || told.starts_with("patient.age has no effect: population");
        let again_told = usize::from(is_parameter);
        assert_eq!((again.study, again.warnings.len()), (scenario.study, again_told), "{sections}");
    }
    // What is set from outside is no less in vain.
    let set = [Override::parse("patient.potency=0.1")?];
    let study = format!("{STUDY}{ARMS}[trial]\npotency = [1.0, 0.3]\n");
    assert!(warned(
        &load_str("mine.toml", &study, &set)?,
        "--set:1: patient.potency has no effect: trial.potency decides"
    ));
    let nearer = [Override::parse("trial.potency=0.3")?];
    let own = load_str("mine.toml", &format!("{STUDY}{ARMS}[patient]\npotency = 0.1\n"), &nearer)?;
    assert!(!warned(&own, "has no effect"), "{:?}", own.warnings);
    Ok(())
}

#[test]
fn a_dose_by_weight_is_that_of_each_patient() -> Outcome {
    let dose = "[[dose]]\nat = \"0 d\"\ncells_per_kg = 1e6\n";
    let spread = "[spread]\n\"patient.body_weight\" = \"uniform 20 kg to 200 kg\"\n";
    let drawn = read(&format!("{dose}{spread}[patient]\nnumber = 3\n"))?;
    let weight = drawn.setup.parameters.patient.body_weight;
    assert!(weight != 65.0 && drawn.setup.doses[0].cells == 1e6 * weight, "{weight}");
    let again = load_str("mine.toml", &drawn.resolved_toml, &[])?;
    assert_eq!(again.setup, drawn.setup);
    assert!(drawn.resolved_toml.contains("cells_per_kg = \"1e6 cells/kg\""), "{}", drawn.resolved_toml);

    let arms = ARMS.replacen("cells = 7e7", "cells_per_kg = 1e6", 1);
    let study = read(&format!("{spread}{arms}"))?.study.ok_or("no study")?;
    let cases: Vec<_> = study.cases.iter().map(|case| &case.setup).collect();
    for number in 0..5 {
        let person = study.population.candidate(&cases, &[0], number)?;
        let weight = person.setups[0].parameters.patient.body_weight;
        assert_eq!(person.setups[0].doses[0].cells, 1e6 * weight);
        assert_eq!(person.setups[1].doses[0].cells, 7e7);
    }
    // An arm in which everybody weighs something else.
    let swept = read(&format!("{arms}[sweep.grid]\n\"patient.body_weight\" = [\"50 kg\", \"100 kg\"]\n"))?;
    let cells: Vec<f64> = swept.study.ok_or("no study")?.cases.iter().map(|case| case.setup.doses[0].cells).collect();
    assert_eq!([cells[0], cells[6]], [50e6, 100e6]);
    Ok(())
}

#[test]
fn a_dose_is_given_again_when_pain_returns_and_says_so_once() -> Outcome {
    let one = "when = { pain_above = 5, at_most = 3, not_before = \"3 months\" }, cells_per_kg = 1e6";
    let dosed = |dose: &str| {
        let text = STUDY.replace("horizon = \"60 d\"", &format!("dose = [{{ {dose} }}]\nhorizon = \"12 months\""));
        load_str("mine.toml", &text, &[])
    };
    let scenario = dosed(one)?;
    let [rule] = scenario.setup.retreatments.as_slice() else { return Err("expected one rule".into()) };
    assert_eq!((rule.pain_above, rule.at_most, rule.not_before_days), (5.0, 3, 91.0), "months are whole days");
    assert_eq!(rule.visits_days, scenario.visits_days);
    assert_eq!(rule.dose.cells_per_kg, Some(1e6));
    assert!(scenario.setup.doses.is_empty());
    let again = load_str("mine.toml", &scenario.resolved_toml, &[])?;
    assert_eq!(again.setup, scenario.setup, "{}", scenario.resolved_toml);
    let mut heavy = scenario.setup.parameters.clone();
    heavy.patient.body_weight = 100.0;
    assert_eq!(
        scenario.setup.with_parameters(heavy).retreatments[0].dose.cells,
        1e8,
        "each patient by their own weight"
    );
    for (dose, sentence) in [
        ("at = \"0 d\", when = { pain_above = 5, at_most = 3 }, cells = 7e7", "fixed days or is given again"),
        ("repeat = 2, when = { pain_above = 5, at_most = 3 }, cells = 7e7", "fixed days or is given again"),
        ("when = { at_most = 3 }, cells = 7e7", "when has no pain_above"),
        ("when = { pain_above = 5 }, cells = 7e7", "when has no at_most"),
        ("when = { pain_above = 11, at_most = 3 }, cells = 7e7", "scale of pain"),
        ("when = { pain_above = 5, at_most = 0 }, cells = 7e7", "at_most"),
        (
            "when = { pain_above = 5, at_most = 3, after = \"1 d\" }, cells = 7e7",
            "unknown key \"after\" in [dose.when]",
        ),
        ("when = { pain_above = 5, at_most = 3 }", "this dose has no cells"),
    ] {
        let told = dosed(dose).map_or_else(|errors| errors.to_string(), |_| "read".to_owned());
        assert!(told.contains(sentence), "{dose}: {told}");
    }
    let never = dosed(&one.replace("3 months", "13 months"))?;
    assert!(warned(&never, "this dose is never given"));
    Ok(())
}

#[test]
fn a_dose_of_every_two_months_is_not_too_early_at_a_visit_of_each_month() -> Outcome {
    let rule = |not_before: &str| -> Result<(f64, Vec<u32>), Box<dyn Error>> {
        let visits: Vec<String> = (0..60).map(|month| format!("\"{month} months\"")).collect();
        let dose = format!("when = {{ pain_above = 5, at_most = 3, not_before = \"{not_before}\" }}, cells = 7e7");
        let text = format!("dose = [{{ {dose} }}]\noutput.visits = [{}]\n{STUDY}", visits.join(", "));
        let scenario = load_str("mine.toml", &text.replace("60 d", "60 months"), &[])?;
        let rule = scenario.setup.retreatments.first().ok_or("no rule")?;
        Ok((rule.not_before_days, rule.visits_days.clone()))
    };
    for (not_before, days, months) in [
        ("1 month", 30.0, 1),
        ("2 months", 60.0, 2),
        ("4 months", 121.0, 4),
        ("1 y", 365.0, 12),
        ("2 years", 730.0, 24),
    ] {
        let (found, visits) = rule(not_before)?;
        assert_eq!(found, days, "{not_before}");
        let waits = visits.windows(months + 1).map(|days| f64::from(days[months] - days[0]));
        assert!(waits.clone().all(|wait| wait >= found) && waits.clone().any(|wait| wait == found), "{not_before}");
    }
    // Other times are what they say.
    assert_eq!([rule("61 d")?.0, rule("1.5 months")?.0, rule("12 h")?.0], [61.0, 46.0, 0.5]);
    Ok(())
}

#[test]
fn contrasts_are_kept_in_their_order_and_read_again_from_the_resolved_scenario() -> Outcome {
    let pair = |arm, against| Contrast { arm, against };
    let compare = "[trial]\ncompare = [[\"two\", \"one\"], [\"sham\", \" two \"]]\n";
    let arms =
        "[[arm]]\nname = \"sham\"\ndose = []\n[[arm]]\nname = \"one\"\ndose = []\n[[arm]]\nname = \"two\"\ndose = []\n";
    let named = |scenario: &Scenario| scenario.study.as_ref().map(|study| study.trial.compare.clone());
    let scenario = load_str("mine.toml", &format!("{STUDY}{compare}{arms}"), &[])?;
    assert_eq!(named(&scenario), Some(vec![pair(2, 1), pair(0, 2)]));
    assert_eq!(named(&load_str("again.toml", &scenario.resolved_toml, &[])?), named(&scenario));
    let without = load_str("mine.toml", &format!("{STUDY}{arms}"), &[])?;
    assert_eq!(named(&without), Some(Vec::new()));
    assert!(!without.resolved_toml.contains("compare"));
    Ok(())
}

#[test]
fn contrasts_of_arms_that_a_nearer_file_replaces_are_left_out_with_a_word() -> Outcome {
    let arms =
        "arm = [{ name = \"needle\", dose = [{ at = \"0 d\", cells = 1e6 }] }, { name = \"bone\", dose = [] }]\n";
    let own = |more: &str| {
        let text = format!("format = 1\nextends = \"builtin:local-vs-intravenous\"\n{arms}{more}");
        load_str("mine.toml", &text, &[])
    };
    let scenario = own("")?;
    assert!(warned(&scenario, "\"needle\" and \"vein\" are not compared: the study has other arms"));
    assert!(scenario.study.is_some_and(|study| study.trial.compare.is_empty()));
    assert!(!warned(&load_str("again.toml", &scenario.resolved_toml, &[])?, "not compared"));
    // What stands beside the arms is the user's own word.
    let told =
        own("trial.compare = [[\"needle\", \"vein\"]]\n").map_or_else(|errors| errors.to_string(), |_| "read".into());
    assert!(told.contains("there is no arm \"vein\""), "{told}");
    Ok(())
}

#[test]
fn the_bundled_studies_name_their_primary_contrast() -> Outcome {
    for bundled in BUILTIN.iter().filter(|bundled| bundled.text.contains("[[arm]]")) {
        let scenario = load_str("mine.toml", &format!("format = 1\nextends = \"builtin:{}\"\n", bundled.name), &[])?;
        let study = scenario.study.ok_or("a study")?;
        let Some(primary) = study.trial.compare.first() else { return Err(bundled.name.into()) };
        assert_ne!(primary.arm, study.control, "{}", bundled.name);
    }
    Ok(())
}

//! Explanations: costs in time that add up, groups that cost nothing, knock-outs that leave nothing, and the command.

mod common;

use std::error::Error;
use std::path::Path;
use std::process::{Command, Output};

use admsc_sim::rules::mean_field::MeanField;
use admsc_sim::rules::plan::Plan;
use admsc_sim::rules::setup::Setup;
use admsc_sim::study::explanation::attribution::{TimeCost, attribute};
use admsc_sim::study::explanation::course::{INSTANT, Patient};
use admsc_sim::study::explanation::knock_outs::{KnockOut, effects_are_all, live, same_tissue};
use admsc_sim::study::explanation::people::gather;
use admsc_sim::study::explanation::quicken::{COALITIONS, GROUPS};

type Tested = Result<(), Box<dyn Error>>;

const NOBODY_HEARS: fn(f64) = |_| {};

fn cost<'a>(costs: &'a [TimeCost], group: &str) -> Result<&'a TimeCost, Box<dyn Error>> {
    Ok(costs.iter().find(|cost| cost.group == group).ok_or("no such group")?)
}

fn includes_zero(cost: &TimeCost) -> bool {
    cost.low_days <= 0.0 && 0.0 <= cost.high_days
}

fn treated_disc() -> Setup {
    common::with_needle(common::discogenic(), 18e6)
}

#[test]
fn costs_sum_to_the_delay_and_sensitisation_costs_something() -> Tested {
    let found = attribute(&common::enrolment("discogenic", 3, 8), &treated_disc(), 2, &NOBODY_HEARS)?;
    let whole = cost(&found.costs, "delay")?.cost_days;
    let groups: f64 = found
        .costs
        .iter()
        .filter(|cost| GROUPS.iter().any(|group| group.name() == cost.group))
        .map(|cost| cost.cost_days)
        .sum();
    assert!(whole > 5.0 && (groups / whole - 1.0).abs() < 0.01, "{groups} of {whole}");
    assert!(!includes_zero(cost(&found.costs, "peripheral")?), "{:?}", found.costs);
    assert_eq!(found.combinations.len(), COALITIONS);
    assert_eq!(found.combinations[0].delay_days, whole);
    Ok(())
}

#[test]
fn a_group_on_which_nothing_depends_costs_nothing() -> Tested {
    let mut setup = treated_disc();
    let p = &mut setup.parameters;
    (p.drive.damage, p.pain.weight_damage, p.sensitisation.central_from_damage) = (0.0, 0.0, 0.0);
    p.pain.gain *= 1.6;
    let found = attribute(&common::enrolment("discogenic", 3, 8), &setup, 2, &NOBODY_HEARS)?;
    let structure = cost(&found.costs, "structure")?;
    assert!(includes_zero(structure) && structure.cost_days.abs() < 0.01, "{structure:?}");
    assert!(!includes_zero(cost(&found.costs, "peripheral")?));
    Ok(())
}

#[test]
fn faster_processes_lead_to_the_same_place() -> Tested {
    // Left to itself, a patient at rest stays at rest whatever is faster.
    let setup = Setup { doses: Vec::new(), ..common::discogenic() };
    let patient = Patient::new(setup, 1, 0)?;
    let reference = patient.reference();
    assert!(reference.relief < 0.02, "{reference:?}");
    for coalition in 0..COALITIONS {
        let horizon = patient.delay(coalition, INSTANT, reference.level - 0.1)?;
        assert_eq!(horizon, 365.0, "coalition {coalition}");
    }
    Ok(())
}

#[test]
fn the_stiff_solver_agrees_with_the_one_of_the_mean_field() -> Tested {
    let setup = treated_disc();
    let plan = Plan::new(setup.clone(), 1, 0)?;
    let field = MeanField::new(&plan);
    let start = field.injected(field.baseline_start(), 18e6);
    let patient = Patient::new(setup, 1, 0)?;
    let reference = patient.reference();
    let delay = patient.delay(0, INSTANT, reference.level)?;
    let pain = field.pain(&field.after(start, delay)).total();
    assert!((pain - reference.level).abs() < 0.005, "{pain} at day {delay}, not {}", reference.level);
    let last = field.pain(&field.after(start, 365.0)).total();
    let expected = field.pain(&start).total() - reference.relief_at_end;
    assert!((last - expected).abs() < 0.02, "{last} {expected}");
    Ok(())
}

/// A few weeks of the patient of a preset.
fn short(setup: Setup) -> Setup {
    Setup { baseline_days: 30, horizon_days: 40, ..setup }
}

#[test]
fn cells_without_any_effect_are_as_good_as_none_exactly() -> Tested {
    let mut by_vein = short(common::neuropathic());
    by_vein.doses = vec![common::vein(0.0, 140e6)];
    let needle = short(common::with_needle(common::neuropathic(), 70e6));
    for (preset, setup) in [("discogenic", short(treated_disc())), ("neuropathic", needle), ("neuropathic", by_vein)] {
        let people = gather(&common::enrolment(preset, 5, 2), &setup, 2, &NOBODY_HEARS)?;
        let futures = live(&people, 2, &NOBODY_HEARS)?;
        assert!(effects_are_all(&futures));
        // The treatment itself does something, or nothing would be shown.
        assert!(futures.iter().all(|one| !same_tissue(&one.treated, &one.knocked_out[7])));
        // The same under another knock-out in both arms.
        let both = |last: KnockOut| {
            people[0].live(|setup| {
                KnockOut::Regeneration.apply(setup);
                KnockOut::Desensitisation.apply(setup);
                last.apply(setup);
            })
        };
        assert!(same_tissue(&both(KnockOut::Effects)?, &both(KnockOut::Cells)?));
    }
    Ok(())
}

/// A small piece of nerve with one injection, followed long enough for a relief.
fn small() -> String {
    let own = "title = \"A small piece of nerve\"\nhorizon = \"60 d\"\npatient.baseline = \"20 d\"\n";
    [common::SMALL_NERVE, own, common::ONE_DOSE].concat()
}

fn admsc(folder: &Path, file: &str, more: &[&str]) -> Result<Output, Box<dyn Error>> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_admsc"));
    command.current_dir(folder).arg("explain").arg(file).args(["--people", "2", "--mean-field", "2"]).args(more);
    Ok(command.output()?)
}

#[test]
fn the_command_gives_the_same_bytes_on_any_threads_and_finds_them_again() -> Tested {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("small.toml"), small())?;
    let one = admsc(folder.path(), "small.toml", &["--out", "one", "--threads", "1"])?;
    let told = String::from_utf8_lossy(&one.stdout).into_owned();
    assert!(one.status.success(), "{}", String::from_utf8_lossy(&one.stderr));
    for said in ["the clock of the therapy", "spread of signals", "no homing", "same tissue as no cells", "digest "] {
        assert!(told.contains(said), "{said}: {told}");
    }
    let three = admsc(folder.path(), "small.toml", &["--out", "three", "--threads", "3", "--quiet"])?;
    let digest = String::from_utf8(three.stdout)?;
    assert!(told.ends_with(&digest) && digest.starts_with("digest ") && three.stderr.is_empty());
    let first = common::files_of_newest(&folder.path().join("one/explain/small"));
    assert_eq!(first, common::files_of_newest(&folder.path().join("three/explain/small")));
    for name in ["summary.json", "clock.svg", "clock.ja.png", "knock-outs.ja.svg", "persistence.png", "path.csv"] {
        assert!(first.contains_key(name), "{name}");
    }
    let again = admsc(folder.path(), "small.toml", &["--out", "one", "--lang", "ja"])?;
    let again = String::from_utf8(again.stdout)?;
    assert!(again.ends_with(&digest) && again.contains("ホーミング") && again.contains("--fresh"), "{again}");
    Ok(())
}

#[test]
fn what_cannot_be_explained_is_refused_with_advice() -> Tested {
    let folder = tempfile::tempdir()?;
    let study = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/studies/dose-response.toml");
    let refused = [
        ("builtin:neuropathic-untreated", "gives no cells"),
        ("builtin:acute-injury", "acute injury"),
        (study, "is a study"),
    ];
    for (file, why) in refused {
        let output = admsc(folder.path(), file, &[])?;
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(told.contains(why) && told.contains("give "), "{told}");
        assert!(output.stdout.is_empty());
    }
    assert_eq!(std::fs::read_dir(folder.path())?.count(), 0);
    Ok(())
}

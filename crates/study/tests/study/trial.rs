//! Studies: what a file becomes, who takes part, and that arms differ by their treatment only.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::small::{DISC as SMALL, Memory, THREE_ARMS};
use admsc_model::math;
use admsc_model::parallel::Serial;
use admsc_model::rng::Streams;
use admsc_model::rules::{baseline, plan::Plan, setup::Setup};
use admsc_scenario::ledger;
use admsc_scenario::population::{day_zero, patient};
use admsc_scenario::reading::study::{Allocation, Study};
use admsc_scenario::reading::{Scenario, load_str};
use admsc_study::run::{NoStore, Request, run as run_alone};
use admsc_study::trial::tables::{PatientRow, arm_rows, difference_rows, how_counted, patient_rows};
use admsc_study::trial::{
    EnrolledPatient, Error, PATIENTS_PER_BLOCK, Part, PreparedStudy, StudyProgress, analyse, digest, members, run,
};
use admsc_study::visits::Keep;

fn scenario(sections: &str) -> Scenario {
    let text = format!("{SMALL}{sections}");
    load_str("mine.toml", &text, &[]).unwrap_or_else(|errors| panic!("{errors}"))
}

fn study(sections: &str) -> Study {
    scenario(sections).study.unwrap()
}

#[test]
fn a_file_becomes_every_combination() {
    let sections = format!(
        "{THREE_ARMS}\n[population]\nn = 3\n[sweep.grid]\n\"stem_cell.half_life\" = [\"2 d\", \"5 d\"]\n\"dose.cells\" = [6e6, 18e6]\n"
    );
    let study = study(&sections);
    assert_eq!(study.cases.len(), 4 * 3 * 3);
    assert_eq!(study.arms, ["sham", "one", "two"]);
    assert_eq!(study.control, 0);
    let names: Vec<&str> = study.potencies.iter().map(|potency| potency.name.as_str()).collect();
    assert_eq!(names, ["optimistic", "intermediate", "sceptical"]);
    // In the order of the file, the last key fastest.
    assert_eq!(
        study.points[1].values,
        [("stem_cell.half_life".into(), "2 d".into()), ("dose.cells".into(), "18000000.0".into())]
    );
    let case = &study.cases[3 * 3 + 3 + 2];
    assert_eq!((case.point, case.potency, case.arm), (1, 1, 2));
    assert_eq!(case.setup.parameters.patient.potency, 0.3);
    assert_eq!(case.setup.parameters.stem_cell.half_life, 2.0);
    let doses: Vec<(f64, f64)> = case.setup.doses.iter().map(|dose| (dose.at_days, dose.cells)).collect();
    assert_eq!(doses, [(0.0, 18e6), (15.0, 18e6)]);
}

#[test]
fn a_drug_shares_the_patient_with_other_arms_and_a_missing_gene_has_its_own() {
    let study = study(
        r#"
        [population]
        n = 2
        [trial]
        visits = ["0 d", "20 d"]
        [[arm]]
        name = "none"
        dose = []
        [[arm]]
        name = "drug"
        dose = []
        block = [{ what = "tnf", from = "2 d", share = 0.9 }]
        [[arm]]
        name = "gene"
        dose = []
        knock_out = ["tnf"]
        "#,
    );
    let people = PreparedStudy::new(&study).unwrap();
    assert_eq!(people.baselines(), 2);
    let vas = |case: usize, visit: usize, patient: &EnrolledPatient| {
        patient.outcomes[case].as_ref().map(|outcome| outcome.visits[visit].vas_points).unwrap()
    };
    for patient in [0, 1].map(|place| EnrolledPatient::live(&people, place).unwrap()) {
        let [none, drug, gene] = [0, 1, 2].map(|case| [vas(case, 0, &patient), vas(case, 1, &patient)]);
        assert!(none[0] == drug[0] && none[1] > drug[1] + 0.3, "{none:?} {drug:?}");
        assert!(gene[0] < none[0] - 1.0, "who lacks TNFα is not in such pain, and is in the study: {gene:?} {none:?}");
    }
}

#[test]
fn the_resolved_study_reads_back_to_itself() {
    for sections in [
        "[[arm]]\nname = \"a\"\ndose = []\nknock_out = [\"ngf\"]\n[population]\nn = 2\n".to_owned(),
        "knock_out = [\"recruitment\"]\nblock = [{ what = \"il_10\", from = \"3 d\", until = \"9 d\", share = 0.5 }]\n"
            .to_owned(),
        "[population]\nn = 2\n[sweep.grid]\nknock_out = [[], [\"recruitment\", \"ngf\"]]\n".to_owned(),
        format!(
            "{THREE_ARMS}[population]\nn = 5\nseed = 9\n[population.vary]\n\"patient.age\" = \"normal mean 60 y sd 5 y within 50 y to 70 y\"\n\"matrix.repair_rate\" = \"fixed\"\n"
        ),
        format!(
            "{THREE_ARMS}[population]\nn = 4\n[trial]\npotency = [\"optimistic\", 0.25]\nallocation = \"parallel\"\nratio = [1, 1, 2]\ncontrol = \"one\"\n"
        ),
        "[population]\nn = 2\n[sweep]\nlist = [{ \"patient.age\" = \"40 y\" }, { \"patient.age\" = \"70 y\" }]\n"
            .to_string(),
        format!("patient.number = 7\n{THREE_ARMS}"),
    ] {
        let first = scenario(&sections);
        let again = load_str("mine.toml", &first.resolved_toml, &[]).unwrap_or_else(|errors| panic!("{errors}"));
        assert_eq!(again.study, first.study, "{}", first.resolved_toml);
        assert_eq!(again.resolved_toml, first.resolved_toml);
    }
}

#[test]
fn trials_may_be_larger_than_the_study_in_which_their_power_is_found() {
    for trial in ["", "allocation = \"parallel\"\nratio = [1, 1, 2]\n"] {
        let body = format!("{SMALL}{THREE_ARMS}[population]\nn = 9\n[trial]\n{trial}power_for = [4, 20, 400]\n");
        let found = load_str("mine.toml", &body, &[]).unwrap_or_else(|errors| panic!("{errors}"));
        assert_eq!(found.study.as_ref().unwrap().trial.power_for, [4, 20, 400]);
        assert!(found.warnings.is_empty(), "{:?}", found.warnings);
    }
}

#[test]
fn what_injected_cells_alone_do_leaves_day_zero_as_it_is() {
    let base = scenario("").setup;
    let prepared = |setup: &Setup| {
        let plan = Plan::new(setup.clone(), 3, 0).unwrap();
        postcard::to_stdvec(&baseline::prepare(&plan, Serial, |_| {})).unwrap()
    };
    let usual = prepared(&base);
    let mut masked = 0;
    for entry in ledger::Ledger::bundled().unwrap().entries() {
        if day_zero::acts_without_cells(&entry.key) {
            continue;
        }
        masked += 1;
        for value in [entry.low, entry.high] {
            let mut other = base.clone();
            let mut all = ledger::values(&other.parameters).unwrap();
            all.insert(entry.key.clone(), value);
            other.parameters = ledger::from_values(&all).unwrap();
            assert!(prepared(&other) == usual, "{} = {value}", entry.key);
            assert_eq!(day_zero::identity(&other).unwrap(), day_zero::identity(&base).unwrap());
        }
    }
    assert!(masked > 20);
}

#[test]
fn arms_are_equal_until_their_treatments_differ() {
    let study = study(&format!("{THREE_ARMS}[population]\nn = 1\n[trial]\npotency = 1.0\n"));
    let people = PreparedStudy::new(&study).unwrap();
    let member = EnrolledPatient::live(&people, 0).unwrap();
    let [sham, one, two] = [0, 1, 2].map(|arm| member.outcomes[arm].clone().unwrap().daily_vas_points);
    assert_eq!(sham[0], one[0]);
    assert_ne!(sham, one);
    assert_eq!(one[..=15], two[..=15]);
    assert_ne!(one, two);
}

#[test]
fn a_study_runs_the_same_person_as_a_single_run() {
    let study = study(&format!("{THREE_ARMS}[population]\nn = 3\nseed = 5\n[trial]\npotency = 1.0\n"));
    let people = PreparedStudy::new(&study).unwrap();
    let member = EnrolledPatient::live(&people, 2).unwrap();
    let alone =
        scenario(&format!("seed = 5\npatient.number = {}\ndose = [{{ at = \"0 d\", cells = 18e6 }}]\n", member.number));
    let request = Request {
        setup: &alone.setup,
        seed: 5,
        patient: alone.patient,
        visits_days: &alone.visits_days,
        keep: Keep::default(),
        pictures: false,
    };
    let record = run_alone(request, Serial, &NoStore, |_| {}).unwrap();
    let outcome = member.outcomes[1].as_ref().unwrap();
    let daily: Vec<f64> = record.samples.iter().map(|sample| sample.vas_points).collect();
    assert_eq!(outcome.daily_vas_points, daily);
}

/// Shares with half of the pain of day 0 gone, of the rows of each arm at each visit.
fn shares_of(rows: &[PatientRow], arm: &str, day: u32) -> Option<f64> {
    let at = rows.iter().filter(|row| row.arm == arm && row.visit_days == u64::from(day));
    let told: Vec<bool> =
        at.filter_map(|row| Some(row.reported_vas_points? <= 0.5 * row.baseline_reported_vas_points)).collect();
    let hits = told.iter().filter(|fell| **fell).count();
    (!told.is_empty()).then(|| hits as f64 / told.len() as f64)
}

#[test]
fn every_share_of_a_study_counts_from_day_0_whenever_doses_are_given() {
    let [early, late] = [0, 10].map(|day| format!("dose = [{{ at = \"{day} d\", cells = 18e6 }}]"));
    let sham = |day: u32| format!("dose = [{{ at = \"{day} d\", sham = true }}]");
    let by_pain = "dose = [{ when = { pain_above = 1, at_most = 1, not_before = \"8 d\" }, cells = 18e6 }]".to_owned();
    let designs = [
        ([sham(0), late.clone()], "observer = \"sham-blinded\"\n"),
        ([sham(10), late.clone()], ""),
        ([early, late.clone()], "allocation = \"parallel\"\n"),
        ([sham(0), by_pain], "observer = \"open\"\n"),
    ];
    for ([control, arm], more) in designs {
        let arms = format!("[[arm]]\nname = \"control\"\n{control}\n[[arm]]\nname = \"late\"\n{arm}\n");
        let trial = "[population]\nn = 4\n[trial]\npotency = 1.0\nvisits = [\"0 d\", \"5 d\", \"10 d\", \"30 d\"]\n";
        let study = study(&format!("{arms}{trial}{more}"));
        let people = PreparedStudy::new(&study).unwrap();
        let store = Memory::default();
        run(&people, Part::WHOLE, 2, &store, |_| {}).unwrap();
        let rows = patient_rows(&people, members(&people, &store).unwrap()).unwrap();
        let analysis = analyse(&people, members(&people, &store).unwrap()).unwrap();
        for row in &rows {
            let now = row.reported_vas_points;
            let fell = |left: f64| now.map(|now| u64::from(now <= left * row.baseline_reported_vas_points));
            assert_eq!((row.responder_50, row.responder_30), (fell(0.5), fell(0.7)), "{row:?}");
        }
        for row in arm_rows(&study, &analysis) {
            assert_eq!(row.r50_fraction, shares_of(&rows, &row.arm, row.visit_days as u32), "{arms} {row:?}");
        }
        assert_eq!(analysis.differences.len(), 4);
        for row in difference_rows(&study, &analysis) {
            let of = |arm: &str| shares_of(&rows, arm, row.visit_days as u32);
            let compared = [row.arm_r50_fraction, row.against_r50_fraction];
            assert_eq!(compared, [of("late"), of("control")], "{arms} {row:?}");
            assert_eq!(row.r50_difference_fraction, of("late").zip(of("control")).map(|(arm, other)| arm - other));
        }
        assert!(how_counted(&study).is_some_and(|said| said.in_english().contains("late)")), "{arms}");
    }
}

#[test]
fn a_study_that_begins_with_an_injury_tells_no_shares_of_pain() {
    let arms =
        "[[arm]]\nname = \"none\"\ndose = []\n[[arm]]\nname = \"cells\"\ndose = [{ at = \"1 d\", cells = 18e6 }]\n";
    let trial = "[population]\nn = 2\n[trial]\nvisits = [\"0 d\", \"10 d\"]\n";
    let study = study(&format!("start = \"acute-injury\"\ninjury.cut_share = 0.5\n{arms}{trial}"));
    let people = PreparedStudy::new(&study).unwrap();
    let store = Memory::default();
    run(&people, Part::WHOLE, 2, &store, |_| {}).unwrap();
    let rows = patient_rows(&people, members(&people, &store).unwrap()).unwrap();
    assert!(!rows.is_empty() && rows.iter().all(|row| row.responder_50.is_none() && row.responder_30.is_none()));
    let analysis = analyse(&people, members(&people, &store).unwrap()).unwrap();
    assert!(
        arm_rows(&study, &analysis).iter().all(|row| row.r50_fraction.is_none() && row.change_mean_points.is_some())
    );
    assert!(how_counted(&study).is_some_and(|said| said.in_english().contains("begins with the injury")));
}

/// The digest of a study whose patients are kept.
fn digest_of(people: &PreparedStudy<'_>, store: &Memory) -> Result<String, Error> {
    let analysis = analyse(people, members(people, store)?)?;
    digest(people, store, &patient_rows(people, members(people, store)?)?, &analysis)
}

#[test]
fn the_digest_knows_what_the_observer_makes_of_a_course() {
    let digest_with = |trial: &str| {
        let study = study(&format!("{THREE_ARMS}[population]\nn = 3\n[trial]\npotency = [1.0]\n{trial}"));
        let people = PreparedStudy::new(&study).unwrap();
        let store = Memory::default();
        run(&people, Part::WHOLE, 1, &store, |_| {}).unwrap();
        digest_of(&people, &store).unwrap()
    };
    let rescued = "observer = \"open\"\n[trial.intercurrent]\nrescue_from = 1\n";
    let trials = ["", "observer = \"open\"\n", "observer = \"sham-blinded\"\n", rescued];
    let all: BTreeSet<String> = trials.into_iter().map(digest_with).collect();
    assert_eq!(all.len(), trials.len());
    assert!(all.contains(&digest_with("")));
}

#[test]
fn blocks_are_the_same_however_they_came_about() {
    let study = study(&format!("{THREE_ARMS}[population]\nn = 10\n[trial]\npotency = [1.0, 0.1]\n"));
    let people = PreparedStudy::new(&study).unwrap();
    let whole = Memory::default();
    run(&people, Part::WHOLE, 1, &whole, |_| {}).unwrap();
    let parts = Memory::default();
    for index in [2, 0, 1] {
        // Three blocks, one in each part.
        let left = 3 - parts.0.lock().unwrap().len() as u32;
        let told = [digest_of(&people, &parts).err(), members(&people, &parts).err()];
        for error in told {
            assert!(
                matches!(error, Some(Error::Incomplete { missing, all: 3 }) if missing == left),
                "{left}: {error:?}"
            );
        }
        run(&people, Part { index, count: 3 }, 2, &parts, |_| {}).unwrap();
    }
    assert_eq!(digest_of(&people, &parts).unwrap(), digest_of(&people, &whole).unwrap());
    // What is lost is computed again, what is there is not.
    parts.0.lock().unwrap().remove(&1);
    let found = AtomicU32::new(0);
    let tell = |told: StudyProgress| {
        found.fetch_max(told.patients_found, Ordering::Relaxed);
    };
    run(&people, Part::WHOLE, 3, &parts, tell).unwrap();
    assert_eq!(found.into_inner(), 10 - PATIENTS_PER_BLOCK);
    assert_eq!(digest_of(&people, &parts).unwrap(), digest_of(&people, &whole).unwrap());
    let places: Vec<u32> = members(&people, &parts).unwrap().map(|member| member.unwrap().place).collect();
    assert_eq!(places, (0..10).collect::<Vec<_>>());
}

#[test]
fn a_sham_is_computed_once_for_all_potencies() {
    let study = study(&format!("{THREE_ARMS}[population]\nn = 1\n"));
    let people = PreparedStudy::new(&study).unwrap();
    let member = EnrolledPatient::live(&people, 0).unwrap();
    assert_eq!(member.outcomes[0], member.outcomes[3]);
    assert_ne!(member.outcomes[1], member.outcomes[4]);
}

#[test]
fn parallel_groups_get_their_ratio_in_every_block() {
    let study =
        study(&format!("{THREE_ARMS}[population]\nn = 40\n[trial]\nallocation = \"parallel\"\nratio = [1, 1, 2]\n"));
    assert_eq!(study.trial.allocation, Allocation::Parallel(vec![1, 1, 2]));
    let people = PreparedStudy::new(&study).unwrap();
    let arm = |place: u32| (0..3).filter(|arm| people.takes_part(place, *arm)).collect::<Vec<_>>();
    let given: Vec<usize> = (0..40).flat_map(arm).collect();
    assert_eq!(given.len(), 40);
    for block in given.chunks(4) {
        let mut sorted = block.to_vec();
        sorted.sort_unstable();
        assert_eq!(sorted, [0, 1, 2, 2]);
    }
    assert!(given.chunks(4).any(|block| block != &given[..4]), "the order is drawn");
}

/// The smallest population that is accepted has somebody in every arm, and one patient fewer has not.
#[test]
fn parallel_groups_have_somebody_in_every_arm() {
    let sections = |n: u32, seed: u32| {
        let trial = "[trial]\nallocation = \"parallel\"\nratio = [1, 1, 2]\n";
        format!("{THREE_ARMS}[population]\nn = {n}\nseed = {seed}\n{trial}")
    };
    let mut smallest = std::collections::BTreeSet::new();
    for seed in 0..20 {
        let whole = study(&sections(4, seed));
        let people = PreparedStudy::new(&whole).unwrap();
        let is_given = |n: u32, arm: usize| (0..n).any(|place| people.takes_part(place, arm));
        let needed = (1..=4).find(|n| (0..3).all(|arm| is_given(*n, arm))).unwrap();
        study(&sections(needed, seed));
        let text = format!("{SMALL}{}", sections(needed - 1, seed));
        let told = load_str("mine.toml", &text, &[]).unwrap_err().to_string();
        assert!(told.contains(&format!("expected at least {needed} patients")), "{told}");
        smallest.insert(needed);
    }
    assert_eq!(smallest, [3, 4].into());
}

#[test]
fn a_seed_that_is_asked_for_is_that_of_the_population() {
    let text = format!("{SMALL}[population]\nn = 2\nseed = 11\n");
    let asked = |seed: &str| {
        let set = admsc_scenario::reading::Override { key: "seed".into(), value: seed.into() };
        load_str("mine.toml", &text, &[set]).unwrap_or_else(|errors| panic!("{errors}")).study.unwrap().population.seed
    };
    assert_eq!([asked("5"), asked("6")], [5, 6]);
    assert_eq!(study("[population]\nn = 2\nseed = 11\n").population.seed, 11);
}

/// Mean of reports minus the model's pain, on day 0 and on the last visit, and the reports of day 0.
fn excess(rule: &str) -> ([f64; 2], Vec<f64>) {
    let trial = "[trial]\nobserver = \"open\"\nvisits = [\"0 d\", \"30 d\"]\n";
    // What is reported is asked, not the tissue: its steps may be long.
    let cadence = "cadence.tick = \"12 h\"\ncadence.field = \"12 h\"\n";
    let study = study(&format!("{cadence}[population]\nn = 400\nseed = 3\n{rule}{trial}"));
    let people = PreparedStudy::new(&study).unwrap();
    let blocks = Memory::default();
    run(&people, Part::WHOLE, 2, &blocks, |_| {}).unwrap();
    let mut sums = [0.0; 2];
    let mut first = Vec::new();
    for member in members(&people, &blocks).unwrap() {
        let member = member.unwrap();
        let reports = people.reports(&member, 0).unwrap();
        let pain = &member.outcomes[0].as_ref().unwrap().daily_vas_points;
        for (sum, report) in sums.iter_mut().zip(&reports.visits) {
            *sum += (report.vas_points.unwrap() - pain[report.day as usize]) / 400.0;
        }
        first.push(reports.visits[0].baseline_points);
    }
    (sums, first)
}

#[test]
fn who_is_admitted_by_a_report_reports_that_much_and_returns_to_the_mean() {
    const LEAST: f64 = 8.0;
    let (all, first_of_all) = excess("");
    let (admitted, first_of_admitted) = excess("admit = { observed_pain_at_least = 8.0 }\n");
    assert!(first_of_all.iter().any(|report| *report < LEAST), "the rule has nobody to refuse");
    assert!(first_of_admitted.iter().all(|report| *report >= LEAST), "{first_of_admitted:?}");
    // Both have the same response to being observed; what the rule has selected for fades with the drift and the noise.
    let selected: Vec<f64> = admitted.iter().zip(all).map(|(with, without)| with - without).collect();
    assert!(selected[0] > 0.2 && selected[1] < 0.5 * selected[0], "{selected:?}");
}

#[test]
fn a_correlation_of_the_population_is_found_again_in_its_people() {
    let text =
        "[population]\nn = 1\ncorrelations = [{ keys = [\"matrix.repair_rate\", \"stem_cell.half_life\"], r = 0.8 }]\n";
    let study = study(text);
    let spreads = &study.population.spreads;
    let setup = scenario("").setup;
    // Both are log-normal: their logarithms have the correlation of the normals.
    let people = (0..400).map(|number| {
        let drawn = patient::sample(spreads, &setup.parameters, &Streams::new(1, number), 0).unwrap();
        [drawn.matrix.repair_rate, drawn.stem_cell.half_life].map(math::ln)
    });
    let found = correlation(&people.collect::<Vec<_>>());
    // Standard error of a correlation of 0.8 in 400 people: (1 - r²)/√400 = 0.018.
    assert!((found - 0.8).abs() < 0.06, "{found}");
}

/// Pearson's correlation.
fn correlation(pairs: &[[f64; 2]]) -> f64 {
    let n = pairs.len() as f64;
    let mean = [0, 1].map(|side| pairs.iter().map(|pair| pair[side]).sum::<f64>() / n);
    let product = |a: usize, b: usize| pairs.iter().map(|pair| (pair[a] - mean[a]) * (pair[b] - mean[b])).sum::<f64>();
    product(0, 1) / (product(0, 0) * product(1, 1)).sqrt()
}

#[test]
fn acr20_is_counted_in_systemic_disease_and_flares_after_needles() {
    let text = "format = 1\nextends = \"builtin:rheumatoid\"\nhorizon = \"30 d\"\ntissue.voxel = \"50 um\"\n\
                cadence = { tick = \"12 h\", field = \"12 h\", slow = \"24 h\" }\npatient.baseline = \"10 d\"\n\
                circulation.education_effect = 0.9\n\
                flare = { tnf_secretion = \"3000 ng/mL/day\", radius = \"0.6 mm\" }\n\
                [population]\nn = 4\n[trial]\npotency = 1.0\nvisits = [\"0 d\", \"30 d\"]\n\
                [[arm]]\nname = \"placebo\"\ndose = [{ at = \"1 d\", sham = true, route = \"vein\" }]\n\
                [[arm]]\nname = \"needle\"\ndose = [{ at = \"1 d\", sham = true, site = { at = [\"2 mm\", \"1 mm\"] } }]\n\
                [[arm]]\nname = \"infusion\"\ndose = [{ at = \"1 d\", cells = 400e6, route = \"vein\" }]\n";
    let study = load_str("study.toml", text, &[]).unwrap().study.unwrap();
    let people = PreparedStudy::new(&study).unwrap();
    let members: Vec<EnrolledPatient> = (0..4).map(|place| EnrolledPatient::live(&people, place).unwrap()).collect();
    let analysis = admsc_study::trial::analyse(&people, members.iter().cloned().map(Ok)).unwrap();
    let of = |arm, day| analysis.arms.iter().find(|row| row.which.arm == arm && row.which.day == day).unwrap();
    assert!((0..3).all(|arm| of(arm, 0).acr20.is_none()), "the baseline visit is compared with");
    let hits = |arm| of(arm, 30).acr20.as_ref().unwrap().hits;
    assert!(hits(2) > hits(0), "{} of infused, {} of placebo", hits(2), hits(0));
    let flared = [0, 1, 2].map(|arm| of(arm, 30).flared);
    assert!(flared[1] > 0 && [flared[0], flared[2]] == [0, 0], "{flared:?}");
    assert_eq!(of(1, 0).flared, 0, "no flare before the needle");
    let disc = people_of_a_disc();
    assert!(disc.iter().all(Option::is_none), "no joints are counted in a disc");
}

/// ACR20 of a discogenic patient at every visit.
fn people_of_a_disc() -> Vec<Option<bool>> {
    let study = study(&format!("{THREE_ARMS}[population]\nn = 1\n[trial]\npotency = 1.0\n"));
    let people = PreparedStudy::new(&study).unwrap();
    let member = EnrolledPatient::live(&people, 0).unwrap();
    people.reports(&member, 1).unwrap().visits.iter().map(|report| report.acr20).collect()
}

use super::mechanism::MechanismComparison;
use super::pain::PainComparison;
use super::*;
use crate::plot::checking::{PROVENANCE, boxes, english_left_in, faults, parses};
use crate::plot::{Error, svg};
use admsc_study::comparison::relief;
use admsc_study::lives::Life;
use admsc_study::summary::Course;

fn record(days: u32, start: f64, end: f64, cells: u64) -> Vec<Sample> {
    let row = |day: u32| {
        let share = f64::from(day) / f64::from(days);
        Sample {
            time_days: f64::from(day),
            vas_points: start + (end - start) * share,
            tnf_alpha_ng_per_ml: 0.4 * (1.0 - share),
            admsc_alive_cells: cells,
            m1_cells: 40 * cells,
            m2_cells: (90.0 * cells as f64 * share) as u64,
            axons_arrived_count: 40,
            axons_lost_count: 60,
            ..Sample::default()
        }
    };
    (0..=days).map(row).collect()
}

/// So many runs, whose ends lie `apart` from each other, with `doses` doses each.
fn compared<'a>(records: &'a [Vec<Sample>], doses: usize, has_nerve: bool) -> Comparison<'a> {
    compared_in(Language::English, records, doses, has_nerve)
}

fn compared_in<'a>(language: Language, records: &'a [Vec<Sample>], doses: usize, has_nerve: bool) -> Comparison<'a> {
    let label = match language {
        Language::English => {
            "A title so long that it has to be wrapped on two lines and then cut as it is far too long"
        }
        Language::Japanese => {
            "二行に折り返し、それでも長すぎるため途中で切らなければならない、脂肪由来幹細胞の標題の一例"
        }
    };
    let run = |(number, record): (usize, &'a Vec<Sample>)| ComparedRun {
        label: label.to_owned(),
        records: vec![record.as_slice()],
        dose_days: (0..doses).map(|dose| (30 * dose + 5 * number) as f64).collect(),
        halved_day: relief([Course { samples: record, relief_start: 0 }]).and_then(|relief| relief.halved_day),
        halved_interval_days: None,
        has_nerve: has_nerve || number == 1,
        lives: Vec::new(),
    };
    let runs = records.iter().enumerate().map(run).collect();
    let (relation, left_out) = match language {
        Language::English => (
            "One patient (number 0, seed 1) under different conditions: what differs is what was changed.",
            "Days after 365, which not all runs have, are left out.",
        ),
        Language::Japanese => (
            "A、B：同じ患者（番号0、seed 1）の条件を変えた場合の結果（反事実）で、0日目までは同一です。",
            "すべての計算に共通する最後の日である365日目までを比較。",
        ),
    };
    let (relation, left_out) = (relation.to_owned(), left_out.to_owned());
    Comparison { runs, is_same_chance: true, relation, is_exploratory: doses == 3, left_out, language }
}

#[test]
fn nothing_is_cut_off_and_no_text_lies_on_another_whatever_is_shown() -> Result<(), Error> {
    for number in [2, 3, 6] {
        for (days, doses) in [(1, 0), (20, 1), (365, 3), (3653, 12)] {
            for (end, apart, cells) in [(0.0, 0.0, 0), (10.0, 0.0, 70), (1.0, 1.5, 12_345)] {
                for has_nerve in [false, true] {
                    let run = |k: usize| record(days, 7.0, (end + apart * k as f64).min(10.0), cells);
                    let records: Vec<_> = (0..number).map(run).collect();
                    for language in Language::ALL {
                        let comparison = compared_in(language, &records, doses, has_nerve);
                        let pain = svg(&PainComparison(&comparison), &PROVENANCE)?;
                        let mechanism = svg(&MechanismComparison(&comparison), &PROVENANCE)?;
                        assert!(boxes(&pain).len() > 9 + 2 * number && boxes(&mechanism).len() > 40 + 10 * number);
                        for drawn in [pain, mechanism] {
                            assert!(parses(&drawn));
                            let found = faults(&drawn);
                            assert!(
                                found.is_empty(),
                                "{number} runs, {days} days, {end} + {apart}, {language:?}: {found:?}"
                            );
                        }
                    }
                }
            }
        }
    }
    Ok(())
}

#[test]
fn the_same_runs_give_the_same_bytes_and_their_ends_are_told() -> Result<(), Error> {
    let records = [record(365, 7.0, 1.0, 70), record(365, 7.0, 6.5, 0)];
    let mut comparison = compared(&records, 1, true);
    for said in ["A (A title", "7.0 to 1.0 points, halved by day 213", "B (A title", "7.0 to 6.5"] {
        let drawn = svg(&PainComparison(&comparison), &PROVENANCE)?;
        assert!(drawn.contains(said), "{said}");
        assert_eq!(drawn, svg(&PainComparison(&comparison), &PROVENANCE)?);
    }
    let drawn = svg(&MechanismComparison(&comparison), &PROVENANCE)?;
    for said in ["Pain proxy (VAS, 0 to 10): A 7.0 to 1.0, B 7.0 to 6.5", "Axons at target", "Myelin", "left out"] {
        assert!(drawn.contains(said), "{said}");
    }
    // A window without a nerve has no axons rather than none at their target.
    comparison.runs[1].has_nerve = false;
    let drawn = svg(&MechanismComparison(&comparison), &PROVENANCE)?;
    assert!(drawn.contains("Axons at target (share, 0 to 1): A 0.40 to 0.40; Matrix"), "{drawn}");
    Ok(())
}

#[test]
fn replicates_have_a_band_and_no_rows_are_refused() -> Result<(), Error> {
    let records = [record(365, 7.0, 1.0, 70), record(365, 7.0, 3.0, 70), record(365, 7.0, 6.5, 0)];
    let mut comparison = compared(&records[1..], 1, true);
    assert!(!svg(&PainComparison(&comparison), &PROVENANCE)?.contains("Bands"));
    comparison.runs[0].records.push(&records[0]);
    let drawn = svg(&PainComparison(&comparison), &PROVENANCE)?;
    assert!(drawn.contains("Bands: lowest to highest of replicates") && drawn.contains("7.0 to 2.0 points"));
    // Student's interval of 1 and 3 reaches to both ends of the scale; one run has none.
    assert!(drawn.contains("2.0 points (95 %: 0.0 to 10.0)") && drawn.contains("n = 2, "), "{drawn}");
    assert!(drawn.contains("◆ median day") && drawn.contains("6.5 points"), "{drawn}");
    let six: Vec<_> = (0..6).map(|k| record(365, 7.0, 1.0 + 0.1 * f64::from(k), 70)).collect();
    let mut crowded = compared(&six, 1, true);
    for run in &mut crowded.runs {
        run.records.push(&six[0]);
        run.halved_interval_days = Some((150.0, 190.0));
    }
    for drawn in [svg(&PainComparison(&crowded), &PROVENANCE)?, svg(&MechanismComparison(&crowded), &PROVENANCE)?] {
        assert!(faults(&drawn).is_empty(), "{:?}", faults(&drawn));
    }
    let mechanism = svg(&MechanismComparison(&comparison), &PROVENANCE)?;
    assert!(mechanism.contains("Lines: means of 1 to 2 replicates."), "{mechanism}");
    assert!(faults(&mechanism).is_empty(), "{:?}", faults(&mechanism));
    assert!(faults(&drawn).is_empty(), "{:?}", faults(&drawn));
    comparison.runs.clear();
    assert!(matches!(svg(&PainComparison(&comparison), &PROVENANCE), Err(Error::Empty)));
    assert!(matches!(svg(&MechanismComparison(&comparison), &PROVENANCE), Err(Error::Empty)));
    Ok(())
}

#[test]
fn a_japanese_comparison_leaves_no_english() -> Result<(), Error> {
    let records = [record(365, 7.0, 1.0, 70), record(365, 7.0, 6.5, 0)];
    let comparison = compared_in(Language::Japanese, &records, 1, true);
    let pain = svg(&PainComparison(&comparison), &PROVENANCE)?;
    let mechanism = svg(&MechanismComparison(&comparison), &PROVENANCE)?;
    assert!(pain.contains("lang=\"ja\"") && pain.contains("1.0点、◆ 213日目"), "{}", pain.len());
    for drawn in [pain, mechanism] {
        assert_eq!(english_left_in(&drawn), Vec::<&str>::new());
    }
    Ok(())
}

#[test]
fn a_run_that_is_one_of_several_lives_says_so_at_the_foot() {
    let records = [record(20, 7.0, 3.0, 0), record(20, 7.0, 6.0, 0)];
    let mut comparison = compared_in(Language::English, &records, 0, false);
    assert!(!comparison.note(None).contains("lives"));
    let life = Life { seed: 1, beside: None, course: vec![(0.0, 7.0), (365.0, 4.0)], relief_start: 0 };
    comparison.runs[1].lives = vec![life; 5];
    assert!(comparison.note(None).contains("B is one of 5 lives."), "{}", comparison.note(None));
}

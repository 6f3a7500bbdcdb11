use super::*;
use crate::plot::checking::{PROVENANCE, boxes, faults, parses};
use crate::plot::svg;

fn record(days: u32, cells: u64, level: f64) -> Vec<Sample> {
    (0..=days)
        .map(|day| {
            let share = f64::from(day) / f64::from(days);
            Sample {
                time_days: f64::from(day),
                vas_points: 10.0 * level * (1.0 - share),
                tnf_alpha_ng_per_ml: level,
                il_10_ng_per_ml: 0.3 * level,
                admsc_alive_cells: cells,
                m0_cells: cells,
                m1_cells: cells,
                m2_cells: (cells as f64 * share) as u64,
                axons_arrived_count: 40,
                axons_lost_count: 60,
                ..Sample::default()
            }
        })
        .collect()
}

fn figure(samples: &[Sample], doses: u32, has_nerve: bool, language: Language) -> MechanismFigure<'_> {
    let label = match language {
        Language::English => "70 million cells, needle",
        Language::Japanese => "細胞7000万個、局所注射",
    };
    let mark = |number: u32| DoseMark { day: f64::from(30 * number), label: label.to_owned() };
    let title = match language {
        Language::English => "A title that is so long that it has to be wrapped because it does not fit on one line",
        Language::Japanese => "一行に収まらないほど長いため途中で折り返さなければならない、脂肪由来幹細胞の標題の一例",
    };
    let title = title.to_owned();
    let doses: Vec<DoseMark> = (0..doses).map(mark).collect();
    let (records, has_cells) = (vec![samples], !doses.is_empty());
    let given = if has_cells { 70e6 } else { 0.0 };
    MechanismFigure { title, records, has_cells, doses, has_nerve, given, relief_start: 0, language }
}

#[test]
fn nothing_is_cut_off_and_no_text_lies_on_another_whatever_is_shown() -> Result<(), Error> {
    for (days, doses) in [(3, 0), (3, 1), (365, 1), (365, 2), (1461, 40)] {
        for (cells, level) in [(0, 0.0), (3, 1e-5), (900, 0.4), (900, 0.0712), (123_456, 1.0)] {
            for has_nerve in [false, true] {
                for language in Language::ALL {
                    let samples = record(days, cells, level);
                    let drawn = svg(&figure(&samples, doses, has_nerve, language), &PROVENANCE)?;
                    assert!(parses(&drawn) && boxes(&drawn).len() > 27);
                    let found = faults(&drawn);
                    assert!(found.is_empty(), "{days} days, {doses} doses, {cells} cells, {language:?}: {found:?}");
                }
            }
        }
    }
    Ok(())
}

#[test]
fn replicates_have_a_band_and_say_what_it_is() -> Result<(), Error> {
    let (low, high) = (record(365, 700, 0.4), record(365, 900, 0.8));
    let both = MechanismFigure { records: vec![&low, &high], ..figure(&low, 1, true, Language::English) };
    let drawn = svg(&both, &PROVENANCE)?;
    assert!(parses(&drawn) && faults(&drawn).is_empty(), "{:?}", faults(&drawn));
    let bands = |drawn: &str| drawn.matches("<polygon").count();
    assert!(bands(&drawn) > bands(&svg(&figure(&low, 1, true, Language::English), &PROVENANCE)?));
    assert!(
        drawn.contains("chance within one patient") && drawn.contains("Pain proxy 6.0 to 0"),
        "{}",
        both.alternative()
    );
    Ok(())
}

#[test]
fn the_same_record_gives_the_same_bytes_and_says_what_it_shows() -> Result<(), Error> {
    let samples = record(365, 800, 0.5);
    let drawn = svg(&figure(&samples, 1, true, Language::English), &PROVENANCE)?;
    assert_eq!(drawn, svg(&figure(&samples, 1, true, Language::English), &PROVENANCE)?);
    for said in ["ADMSC alive", "TNFα", "ng/mL", "Axons at target", "VAS, 0 to 10", "Pain proxy 5.0 to 0,"] {
        assert!(drawn.replace("to 0.", "to 0,").contains(said), "{said}");
    }
    assert!(svg(&figure(&samples, 1, false, Language::English), &PROVENANCE)?.contains("Matrix"));
    assert!(!svg(&figure(&samples, 0, true, Language::English), &PROVENANCE)?.contains("ADMSC alive"));
    Ok(())
}

#[test]
fn no_rows_are_refused() {
    assert!(matches!(svg(&figure(&[], 0, true, Language::English), &PROVENANCE), Err(Error::Empty)));
}

use super::arms::ArmsFigure;
use super::consort::ConsortFigure;
use super::course::Pain;
use super::paired_difference::PairedDifferenceFigure;
use super::responders::RespondersFigure;
use super::sweep::Measure;
use super::waterfall::WaterfallFigure;
use super::*;
use crate::plot::checking::{PROVENANCE, boxes, faults, parses};
use crate::plot::{Error, Figure, svg};
use admsc_study::trial::{Day, MeanEstimate};
use made::{Made, difference, made};

mod found;
pub(super) mod made;
mod terminal;

const THREE_ARMS: &str = r#"
[[arm]]
name = "sham"
dose = [{ at = "0 d", sham = true }]
[[arm]]
name = "one"
dose = [{ at = "0 d", cells = 18e6 }]
[[arm]]
name = "two"
dose = [{ at = "0 d", cells = 18e6, repeat = 1, every = "180 d" }]
"#;

fn many_arms(number: usize) -> String {
    let arm = |arm: usize| {
        let doses = if arm == 3 {
            String::new()
        } else {
            format!("{{ at = \"0 d\", cells = {}e6, repeat = {arm}, every = \"20 d\" }}", arm + 1)
        };
        format!("[[arm]]\nname = \"an arm with a long name, number {arm}\"\ndose = [{doses}]\n")
    };
    (0..number).map(arm).collect()
}

fn checked(figure: &dyn Figure, what: &str) -> Result<String, Error> {
    let drawn = svg(figure, &PROVENANCE)?;
    assert!(parses(&drawn) && boxes(&drawn).len() > 5, "{what}");
    let found = faults(&drawn);
    assert!(found.is_empty(), "{what}: {found:?}");
    assert!(figure.alternative().len() > 60, "{what}");
    assert_eq!(drawn, svg(figure, &PROVENANCE)?);
    Ok(drawn)
}

#[test]
fn nothing_is_cut_off_and_no_text_lies_on_another_whatever_is_shown() -> Result<(), Box<dyn std::error::Error>> {
    let monthly = (0..=24).map(|month| format!("\"{month} month\"")).collect::<Vec<_>>().join(", ");
    for (name, sections, horizon, visits) in [
        ("three", format!("{THREE_ARMS}[population]\nn = 60\n"), 730, "\"0 d\", \"3 months\", \"12 months\""),
        (
            "two-potencies",
            format!("{}[population]\nn = 9\n[trial]\npotency = [1.0, 0.123]\n", THREE_ARMS.replace("180 d", "15 d")),
            20,
            "\"0 d\", \"7 d\"",
        ),
        (
            "parallel",
            format!("{THREE_ARMS}[population]\nn = 200\n[trial]\nallocation = \"parallel\"\npotency = 0.3\n"),
            365,
            "\"0 d\", \"6 months\"",
        ),
        (
            "four",
            format!("{}[population]\nn = 300\n[trial]\npotency = [1.0, 0.3]\n", many_arms(4)),
            731,
            monthly.as_str(),
        ),
        (
            "many",
            format!("{}[population]\nn = 300\n[trial]\npotency = [0.1, 0.2, 0.3, 0.4, 1.0]\n", many_arms(9)),
            731,
            monthly.as_str(),
        ),
        ("alone", "[population]\nn = 30\n".to_owned(), 365, "\"0 d\""),
    ] {
        let made = made(&sections, horizon, visits)?;
        for language in Language::ALL {
            let results = made.results_in(language);
            let name = format!("{name}-{}", language.code());
            checked(&ArmsFigure(results, Pain::Reported), &format!("{name}-arms"))?;
            checked(&ArmsFigure(results, Pain::Model), &format!("{name}-arms-model"))?;
            checked(&RespondersFigure(results), &format!("{name}-responders"))?;
            checked(&WaterfallFigure(results), &format!("{name}-waterfall"))?;
            checked(&ConsortFigure(results), &format!("{name}-consort"))?;
            if made.study.arms.len() > 1 {
                checked(&PairedDifferenceFigure(results), &format!("{name}-difference"))?;
            } else {
                assert!(matches!(svg(&PairedDifferenceFigure(results), &PROVENANCE), Err(Error::Empty)));
            }
        }
    }
    Ok(())
}

#[test]
fn groups_of_a_trial_have_their_names_sizes_and_counts_whole() -> Result<(), Box<dyn std::error::Error>> {
    let arm = |million: &str| format!("[[arm]]\nname = \"{million} million per kg\"\ndose = []\n");
    let arms = ["0", "1", "2", "4"].map(arm).concat();
    let trial = "[population]\nn = 53\n[trial]\nallocation = \"parallel\"\nratio = [7, 20, 20, 6]\n";
    let mut made = made(&format!("{arms}{trial}"), 182, "\"0 d\", \"1 month\", \"3 months\"")?;
    let group = |place: u64| [7, 27, 47, 53].iter().position(|end| place < *end).unwrap_or_default();
    made.patients.retain(|row| made.study.arms[group(row.place)] == row.arm);
    for language in Language::ALL {
        let results = StudyResults { title: "Three infusions", ..made.results_in(language) };
        let arms = checked(&ArmsFigure(results, Pain::Reported), "groups-arms")?;
        let responders = checked(&RespondersFigure(results), "groups-responders")?;
        let waterfall = checked(&WaterfallFigure(results), "groups-waterfall")?;
        let difference = checked(&PairedDifferenceFigure(results), "groups-difference")?;
        for drawn in [&arms, &responders, &waterfall, &difference, &checked(&ConsortFigure(results), "groups-consort")?]
        {
            assert!(!drawn.contains('…'), "{drawn}");
        }
        assert!(difference.contains("7 + 20 + 20 + 6"));
        for drawn in [&arms, &responders] {
            let said = |text: &str| boxes(drawn).iter().any(|(said, _)| said.contains(text));
            assert!(said("n = 7") && said("n = 20") && said("n = 6") && !said("53"), "{drawn}");
        }
        let counts = boxes(&waterfall).into_iter().filter(|(said, _)| said.contains("30 %") && said.contains("20"));
        assert_eq!(counts.count(), 6, "two groups of 20 at three potencies");
    }
    Ok(())
}

#[test]
fn a_map_holds_any_sweep() -> Result<(), Box<dyn std::error::Error>> {
    let cells = "\"dose.cells\" = [6e6, 18e6, 40e6]";
    let life = "\"stem_cell.half_life\" = [\"2 d\", \"5 d\", \"9 d\"]";
    let age = "\"patient.age\" = [\"40 y\", \"70 y\"]";
    let many =
        format!("\"dose.cells\" = [{}]", (1..40).map(|cells| format!("{cells}e6")).collect::<Vec<_>>().join(", "));
    for (name, grid, figures) in [
        ("one-key", format!("[sweep.grid]\n{cells}"), 3),
        ("two-keys", format!("[sweep.grid]\n{life}\n{cells}"), 3),
        ("three-keys", format!("[sweep.grid]\n{age}\n{life}\n{cells}"), 6),
        ("four-keys", format!("[sweep.grid]\n\"dose.route\" = [\"needle\", \"vein\"]\n{age}\n{life}\n{cells}"), 6),
        ("many-cells", format!("[sweep.grid]\n{life}\n{many}"), 3),
        ("list", "[sweep]\nlist = [{ \"patient.age\" = \"40 y\", \"dose.cells\" = 6e6 }, { \"stem_cell.half_life\" = \"9 d\" }]".to_owned(), 3),
    ] {
        let made = made(&format!("{THREE_ARMS}[population]\nn = 20\n{grid}\n"), 731, "\"0 d\", \"12 months\"")?;
        let drawn = sweep::figures(&made.results(), Measure::Change);
        assert_eq!(drawn.len(), figures, "{name}");
        for (ending, figure) in &drawn {
            let said = checked(figure, &format!("{name}{ending}"))?;
            // Two visits stand beside each other; one of the arms differs too little.
            assert!(said.contains("12 months") && said.contains("24 months") && said.contains("n. d."), "{name}");
        }
        for (ending, figure) in sweep::figures(&made.results_in(Language::Japanese), Measure::HalfGone) {
            checked(&figure, &format!("{name}-r50{ending}"))?;
        }
    }
    Ok(())
}

#[test]
fn figures_say_which_design_and_what_cannot_be_told() -> Result<(), Box<dyn std::error::Error>> {
    let sections = format!("{THREE_ARMS}[population]\nn = 60\n");
    let paired = made(&sections, 365, "\"0 d\"")?;
    let said = PairedDifferenceFigure(paired.results()).alternative();
    for text in [
        "within the same patients",
        "one − sham: −1.00 points (−1.40 to −0.60)",
        "one − sham: no detectable difference (−0.50 to +0.30)",
    ] {
        assert!(said.contains(text), "{text}: {said}");
    }
    let parallel = made(&format!("{sections}[trial]\nallocation = \"parallel\"\n"), 365, "\"0 d\"")?;
    let drawn = svg(&PairedDifferenceFigure(parallel.results()), &PROVENANCE)?;
    assert!(drawn.contains("Unpaired, parallel groups (n = 60 + 60 + 60)") && drawn.contains("between groups"));
    let drawn = svg(&ConsortFigure(parallel.results()), &PROVENANCE)?;
    for text in [
        "67 screened",
        "60 admitted, 7 not",
        "60 allocated to 3 parallel groups",
        "3 dropped out by 12 months",
        "0 to 2 with rescue",
    ] {
        assert!(drawn.contains(text), "{text}");
    }
    Ok(())
}

#[test]
fn a_waterfall_counts_who_has_which_relief() -> Result<(), Box<dyn std::error::Error>> {
    let mut made = made(&format!("{THREE_ARMS}[population]\nn = 5\n[trial]\npotency = 1.0\n"), 365, "\"0 d\"")?;
    for row in made.patients.iter_mut().filter(|row| row.arm == "two") {
        (row.baseline_reported_vas_points, row.first_dose_reported_vas_points) = (7.0, 9.0);
        row.reported_vas_points = [Some(3.5), Some(4.9), Some(5.0), None, Some(8.0)][row.place as usize];
    }
    let said = WaterfallFigure(made.results()).alternative();
    assert!(said.contains("two: half of the pain gone in 1, 30 % gone in 2 of 4, 1 missing"), "{said}");
    assert!(svg(&WaterfallFigure(made.results()), &PROVENANCE)?.contains("half gone in 1, 30 % in 2 of 4 (1 missing)"));
    Ok(())
}

#[test]
fn one_patient_has_no_band_and_no_interval() -> Result<(), Box<dyn std::error::Error>> {
    let one = made(THREE_ARMS, 365, "\"0 d\"")?;
    let drawn = checked(&ArmsFigure(one.results(), Pain::Model), "one-arms")?;
    assert!(drawn.contains("One virtual patient") && !drawn.contains("<polygon opacity=\"0.07\""));
    let sweep = made(&format!("{THREE_ARMS}[sweep.grid]\n\"dose.cells\" = [6e6, 18e6]\n"), 365, "\"0 d\"")?;
    let figures = sweep::figures(&sweep.results(), Measure::Change);
    let drawn = checked(&figures[0].1, "one-sweep")?;
    assert!(figures[0].0.is_empty() && drawn.contains("−2.20") && !drawn.contains("n. d."), "{drawn}");
    let names = |made: &Made| -> Result<Vec<String>, Error> {
        let files = draw(&made.results(), &PROVENANCE)?;
        Ok(files.into_iter().filter_map(|(name, _)| Some(name.strip_suffix(".svg")?.to_owned())).collect())
    };
    assert_eq!(names(&one)?, ["arms"]);
    let observed = made(&format!("{THREE_ARMS}[trial]\nobserver = \"open\"\n"), 365, "\"0 d\"")?;
    assert_eq!(names(&observed)?, ["arms", "arms-model"]);
    assert_eq!(names(&sweep)?, ["sweep"]);
    let japanese = draw(&one.results_in(Language::Japanese), &PROVENANCE)?;
    assert_eq!(japanese.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["arms.ja.svg", "arms.ja.png"]);
    assert!(String::from_utf8_lossy(&japanese[0].1).contains("仮想患者1名"));
    Ok(())
}

#[test]
fn of_one_patient_who_is_left_nothing_is_judged() -> Result<(), Box<dyn std::error::Error>> {
    let sections = format!("{THREE_ARMS}[population]\nn = 60\n[trial]\npotency = 1.0\n");
    let mut left = made(&sections, 365, "\"0 d\"")?;
    let last = left.study.trial.visits_days.last().copied().unwrap_or_default();
    for row in left.analysis.arms.iter_mut().filter(|row| row.which.day == last && row.which.arm > 0) {
        row.vas = row.vas.map(|vas| MeanEstimate { n: row.which.arm, ..vas });
    }
    left.analysis.differences.iter_mut().for_each(|row| (row.paired, row.unpaired) = (None, None));
    left.curves.iter_mut().for_each(|curve| curve.days.iter_mut().for_each(|day| *day = Day::from_values(&[day.mean])));
    for (language, [n, one]) in [
        (Language::English, ["n = 1 to 60 in each arm", "(one patient)"]),
        (Language::Japanese, ["n = 1〜60", "患者1名"]),
    ] {
        let results = StudyResults { title: "Left", ..left.results_in(language) };
        let responders = checked(&RespondersFigure(results), "left-responders")?;
        let difference = checked(&PairedDifferenceFigure(results), "left-difference")?;
        assert!(responders.contains(n) && difference.contains(n), "{responders}");
        assert!(!difference.contains("one: no detectable") && !difference.contains("one：検出可能な差なし"));
        let arms = checked(&ArmsFigure(results, Pain::Model), "left-arms")?;
        assert!(arms.contains(one), "{arms}");
    }
    let mut swept = made(&format!("{sections}[sweep.grid]\n\"dose.cells\" = [6e6, 18e6]\n"), 365, "\"0 d\"")?;
    for row in swept.analysis.differences.iter_mut().filter(|row| row.which.point == 0) {
        (row.paired, row.unpaired) = (None, None);
    }
    let drawn = checked(&sweep::figures(&swept.results(), Measure::Change)[0].1, "left-sweep")?;
    let said: Vec<String> = boxes(&drawn).into_iter().map(|(said, _)| said).collect();
    assert!(said.iter().any(|said| said.ends_with("n. i.: no interval")), "{said:?}");
    assert_eq!(said.iter().filter(|said| said.ends_with("(n. i.)")).count(), 2, "{said:?}");
    Ok(())
}

#[test]
fn each_panel_has_its_axis_and_visits_without_room_are_told() -> Result<(), Box<dyn std::error::Error>> {
    let people = "[population]\nn = 20\n";
    let few = made(&format!("{THREE_ARMS}{people}"), 365, "\"0 d\", \"3 months\", \"12 months\"")?;
    let monthly = (0..=24).map(|month| format!("\"{month} month\"")).collect::<Vec<_>>().join(", ");
    let many = made(&format!("{}{people}", many_arms(5)), 731, &monthly)?;
    let count = |drawn: &str, text: &str| boxes(drawn).into_iter().filter(|(said, _)| said == text).count();
    let responders = checked(&RespondersFigure(few.results()), "few-responders")?;
    let difference = checked(&PairedDifferenceFigure(few.results()), "few-difference")?;
    // Three potencies beside each other; the differences have two rows of them.
    assert_eq!((count(&responders, "100 %"), count(&responders, "12"), count(&difference, "12")), (3, 3, 6));
    let of_many = [
        checked(&RespondersFigure(many.results()), "many-responders")?,
        checked(&PairedDifferenceFigure(many.results()), "many-difference")?,
    ];
    for (few, many) in [responders, difference].iter().zip(&of_many) {
        assert!(!few.contains("visits are shown") && many.contains("of 24 visits are shown."), "{many}");
    }
    Ok(())
}

#[test]
fn contrasts_with_one_first_arm_look_different_and_rows_show_the_same_visits() -> Result<(), Box<dyn std::error::Error>>
{
    let people = "[population]\nn = 20\n[trial]\npotency = 1.0\n";
    let monthly = (0..=24).map(|month| format!("\"{month} month\"")).collect::<Vec<_>>().join(", ");
    let compare = "compare = [[\"two\", \"one\"], [\"two\", \"sham\"], [\"one\", \"sham\"]]\n";
    let made = made(&format!("{THREE_ARMS}{people}{compare}"), 731, &monthly)?;
    let drawn = checked(&PairedDifferenceFigure(made.results()), "same-visits")?;
    let count = |text: &str| boxes(&drawn).into_iter().filter(|(said, _)| said == text).count();
    for month in ["2", "12", "24"] {
        assert_eq!(count(month) % 2, 0, "month {month} stands below one row only");
    }
    let figure = PairedDifferenceFigure(made.results());
    assert_eq!(figure.looks(&[(2, 1), (2, 0)]).len(), 2);
    assert_ne!(figure.looks(&[(2, 1), (2, 0)])[0], figure.looks(&[(2, 1), (2, 0)])[1]);
    // Where no arm stands twice, each comparison looks as its arm does in every other figure.
    assert_eq!(figure.looks(&[(1, 0), (2, 0)]), [made.results().style(1), made.results().style(2)]);
    Ok(())
}

#[test]
fn the_foot_names_brackets_only_where_some_are_drawn() -> Result<(), Box<dyn std::error::Error>> {
    let wide = made(&format!("{THREE_ARMS}[population]\nn = 20\n[trial]\npotency = 1.0\n"), 365, "\"0 d\"")?;
    let narrow = made(&format!("{}[population]\nn = 20\n", many_arms(5)), 365, "\"0 d\"")?;
    for (made, has_brackets) in [(&wide, true), (&narrow, false)] {
        let drawn = checked(&ArmsFigure(made.results(), Pain::Reported), "brackets")?;
        assert_eq!(drawn.contains("in brackets"), has_brackets, "{drawn}");
    }
    Ok(())
}

#[test]
fn responders_whose_title_is_too_long_keep_their_shares_whole() -> Result<(), Box<dyn std::error::Error>> {
    let named = THREE_ARMS.replace("\"two\"", "\"thirty-six million adipose-derived stromal cells by needle\"");
    let compare = "compare = [[\"thirty-six million adipose-derived stromal cells by needle\", \"one\"]]\n";
    let people = "[population]\nn = 20\n[trial]\n";
    let said = |sections: String| -> Result<String, Box<dyn std::error::Error>> {
        let mut made = made(&sections, 365, "\"0 d\"")?;
        made.analysis.differences.iter_mut().for_each(|row| (row.r50_paired, row.r50_unpaired) = (None, None));
        let made = found::with_shares(made, |potency| 0.1 + 0.1 * potency as f64);
        let drawn = checked(&RespondersFigure(made.results()), "whole-responders")?;
        let lines = boxes(&drawn).into_iter().map(|(said, _)| said);
        Ok(lines.take(2).collect::<Vec<_>>().join(" "))
    };
    let long = said(format!("{named}{people}{compare}"))?;
    assert!(long.ends_with("(over the potencies)"), "{long}");
    let short = said(format!("{THREE_ARMS}{people}compare = [[\"two\", \"one\"]]\n"))?;
    assert!(short.contains("; more patients only with potency ") && !short.contains('…'), "{short}");
    Ok(())
}

#[test]
fn a_title_is_the_verdict_on_the_primary_contrast_or_that_of_the_scenario() -> Result<(), Box<dyn std::error::Error>> {
    let people = "[population]\nn = 20\n[trial]\nobserver = \"open\"\n";
    let named = made(&format!("{THREE_ARMS}{people}compare = [[\"two\", \"one\"]]\n"), 365, "\"0 d\"")?;
    let unnamed = made(&format!("{THREE_ARMS}{people}"), 365, "\"0 d\"")?;
    let mut open = made(&format!("{THREE_ARMS}{people}compare = [[\"two\", \"one\"]]\n"), 365, "\"0 d\"")?;
    open.analysis.differences.iter_mut().for_each(|row| (row.paired, row.unpaired) = (None, None));
    for (made, is_found) in [(&named, true), (&unnamed, false), (&open, false)] {
        let results = StudyResults { title: "One or two", ..made.results() };
        for drawn in [
            checked(&ArmsFigure(results, Pain::Reported), "found-arms")?,
            checked(&PairedDifferenceFigure(results), "found-difference")?,
        ] {
            assert!(drawn.contains("One or two") && drawn.contains("“two” against “one” at 12 months:") == is_found);
        }
        let model = checked(&ArmsFigure(results, Pain::Model), "found-model")?;
        // The means of both arms of the contrast, or of all.
        let of_first = if std::ptr::eq(made, &unnamed) { "7.0 with" } else { "5.0 to 6.8" };
        assert!(model.contains(&format!("own pain at 12 months: on average {of_first}")), "{model}");
        assert!(model.contains("without what patients add") && !model.contains("“two” against"));
    }
    Ok(())
}

#[test]
fn the_terminal_tells_the_primary_contrast_that_its_legend_has_not() -> Result<(), Box<dyn std::error::Error>> {
    let said = |trial: &str| -> Result<String, Box<dyn std::error::Error>> {
        let made = made(&format!("{THREE_ARMS}[population]\nn = 20\n[trial]\n{trial}"), 365, "\"0 d\"")?;
        let lines = super::terminal::text(&made.results(), crate::plot::terminal::Signs::ASCII)?;
        let text =
            |line: &Vec<crate::plot::terminal::Piece>| line.iter().map(|piece| piece.text.trim()).collect::<String>();
        Ok(lines.iter().map(text).collect::<Vec<_>>().join(" "))
    };
    let named = said("compare = [[\"two\", \"one\"]]\n")?;
    assert!(named.contains("primary contrast: two minus one at 12 months "), "{named}");
    assert!(!said("compare = [[\"two\", \"sham\"]]\n")?.contains("primary contrast"));
    assert!(!said("")?.contains("primary contrast"));
    Ok(())
}

#[test]
fn nothing_to_draw_is_refused() -> Result<(), Box<dyn std::error::Error>> {
    let mut made = made(&format!("{THREE_ARMS}[population]\nn = 5\n"), 365, "\"0 d\"")?;
    made.curves.clear();
    made.patients.clear();
    made.analysis.arms.clear();
    made.study.trial.visits_days = vec![0];
    let results = made.results();
    assert!(matches!(svg(&ArmsFigure(results, Pain::Reported), &PROVENANCE), Err(Error::Empty)));
    assert!(matches!(svg(&RespondersFigure(results), &PROVENANCE), Err(Error::Empty)));
    assert!(matches!(svg(&WaterfallFigure(results), &PROVENANCE), Err(Error::Empty)));
    assert!(matches!(svg(&PairedDifferenceFigure(results), &PROVENANCE), Err(Error::Empty)));
    assert!(matches!(svg(&ConsortFigure(results), &PROVENANCE), Err(Error::Empty)));
    Ok(())
}

#[test]
fn marks_are_few_round_and_hold_zero() {
    for (low, high) in [(-0.2, 0.2), (-2.2, 0.6), (-9.9, 9.9), (-0.013, 0.4), (0.0, 100.0)] {
        let marks = panels::marks(low, high, 6);
        assert!((2..=7).contains(&marks.len()) && marks.contains(&0.0), "{low} to {high}: {marks:?}");
        assert!(marks.iter().all(|mark| (low - 1e-6..=high + 1e-6).contains(mark)));
    }
    assert_eq!(signed(-0.004, 2), "0.00");
    assert_eq!([signed(-1.0, 1), signed(0.25, 2)], ["−1.0", "+0.25"]);
}

//! The figure of a study in the terminal.

use super::super::terminal::text;
use super::*;
use crate::plot::terminal::{Meaning, Piece, Signs};
use admsc_study::trial::PointsRow;
use unicode_width::UnicodeWidthStr;

fn lines(results: &StudyResults<'_>, signs: Signs) -> Result<Vec<String>, Error> {
    let plain = |line: &Vec<Piece>| line.iter().map(|piece| piece.text.as_str()).collect();
    Ok(text(results, signs)?.iter().map(plain).collect())
}

const SWEEP: &str = r#"
population.n = 20
trial.potency = ["optimistic"]
[sweep.grid]
"dose.cells" = [6e6, 18e6]
"dose.every" = ["90 d", "6 months"]
[[arm]]
name = "sham"
dose = [{ at = "0 d", sham = true }]
[[arm]]
name = "treated"
dose = [{ at = "0 d", cells = 18e6, repeat = 1, every = "6 months" }]
"#;

#[test]
fn every_line_of_a_study_fits_whatever_is_shown() -> Result<(), Box<dyn std::error::Error>> {
    let three = format!("population.n = 20\ntrial.potency = [\"optimistic\", 0.3, 0.1]\n{THREE_ARMS}");
    let many = format!("population.n = 20\ntrial.potency = 1.0\n{}", many_arms(9));
    for (what, sections) in [("three arms", three.as_str()), ("nine arms", &many), ("a sweep", SWEEP)] {
        let made = made(sections, 365, "\"0 d\", \"90 d\", \"365 d\"")?;
        for language in Language::ALL {
            for signs in [Signs::UNICODE, Signs::ASCII] {
                for line in lines(&made.results_in(language), signs)? {
                    assert!(line.width() <= 80 && line.trim_end() == line, "{what}: {line:?}");
                    let is_plain = signs == Signs::UNICODE || language == Language::Japanese || line.is_ascii();
                    assert!(is_plain, "{what}: {line:?}");
                }
            }
        }
    }
    Ok(())
}

#[test]
fn each_potency_has_a_chart_whose_letters_are_named_with_what_they_differ() -> Result<(), Box<dyn std::error::Error>> {
    let sections = format!("population.n = 20\ntrial.potency = [\"optimistic\", \"sceptical\"]\n{THREE_ARMS}");
    let made = made(&sections, 365, "\"0 d\", \"90 d\", \"365 d\"")?;
    let lines = lines(&made.results(), Signs::ASCII)?;
    let number = |what: &str| lines.iter().filter(|line| line.contains(what)).count();
    assert_eq!(number("Optimistic (potency 1)") + number("Sceptical (potency 0.1)"), 2, "{lines:#?}");
    assert_eq!(number("A: sham"), 2);
    assert_eq!(number("B: one; minus sham at 12 months -1.0 (-1.4 to -0.6)"), 1, "{lines:#?}");
    assert_eq!(number("C: two; minus sham at 12 months -2.0 (-2.4 to -1.6)"), 1, "{lines:#?}");
    // Mean pain at the end: 7 points less what is differed by.
    for end in ["A 7.0", "B 6.0", "C 5.0"] {
        assert!(lines.iter().any(|line| line.ends_with(end)), "{end}: {lines:#?}");
    }
    Ok(())
}

#[test]
fn points_of_a_sweep_have_a_bar_each_that_lies_left_of_nothing() -> Result<(), Box<dyn std::error::Error>> {
    let made = made(SWEEP, 365, "\"0 d\", \"365 d\"")?;
    let lines = lines(&made.results(), Signs::ASCII)?;
    let is_bar = |pair: &[String]| pair[0].contains("time between doses = ").then(|| pair[1].clone());
    let bars: Vec<String> = lines.windows(2).filter_map(is_bar).collect();
    assert_eq!(bars.len(), 4, "{lines:#?}");
    for bar in bars {
        let point = bar.find('*').ok_or("no point")?;
        assert!(bar.rfind('|').is_some_and(|zero| point < zero), "{lines:#?}");
    }
    Ok(())
}

#[test]
fn a_letter_and_its_line_have_one_meaning() -> Result<(), Box<dyn std::error::Error>> {
    let sections = format!("population.n = 20\ntrial.potency = 1.0\n{THREE_ARMS}");
    let made = made(&sections, 365, "\"0 d\", \"90 d\", \"365 d\"")?;
    for piece in text(&made.results(), Signs::ASCII)?.iter().flatten() {
        if let [letter @ 'A'..='C'] = piece.text.chars().filter(|c| *c != '.').collect::<Vec<_>>().as_slice() {
            assert_eq!(piece.meaning, Meaning::Arm(*letter as usize - 'A' as usize), "{piece:?}");
        }
    }
    Ok(())
}

#[test]
fn a_sweep_has_bars_of_the_primary_contrast_too_and_says_what_lies_between_its_points()
-> Result<(), Box<dyn std::error::Error>> {
    let sweep = "[sweep.grid]\n\"patient.age\" = [\"40 y\", \"70 y\"]\n";
    let compare = "trial.potency = 1.0\ntrial.compare = [[\"two\", \"one\"]]\n";
    let mut swept = made(&format!("population.n = 20\n{compare}{sweep}{THREE_ARMS}"), 365, "\"0 d\", \"365 d\"")?;
    let found = difference(0.5, 0.2);
    let row = PointsRow { point: 1, from: 0, potency: 0, day: 365, arm: 2, against: Some(1), found, holm_p: 0.01 };
    swept.analysis.between_points = vec![row];
    let text = lines(&swept.results(), Signs::ASCII)?.join("\n");
    for said in ["pain proxy between arms", "aged 40, two − one ", "aged 70, two − one ", "aged 40, one − sham "]
    {
        assert!(text.contains(&said.replace('−', "-")), "{said}: {text}");
    }
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let between = "“two” against “one” at 12 months: with patients aged 70 instead of aged 40 less relief, \
                   +0.50 points (+0.30 to +0.70)";
    assert!(words.contains(between), "{text}");
    // The title of its map says the same, and that of responders its range.
    let title = |measure| {
        let (_, figure) = sweep::figures(&swept.results(), measure).remove(0);
        crate::plot::svg(&figure, &crate::plot::checking::PROVENANCE)
    };
    assert!(title(sweep::Measure::Change)?.contains("less relief"));
    assert!(!title(sweep::Measure::HalfGone)?.contains("less relief"));
    let one = made(
        &format!("population.n = 20\ntrial.potency = 1.0\n{sweep}[[arm]]\nname = \"one\"\ndose = []\n"),
        365,
        "\"0 d\", \"365 d\"",
    )?;
    let text = lines(&one.results(), Signs::ASCII)?.join("\n");
    assert!(text.contains("Change of pain proxy from day 0") && text.contains("aged 70"), "{text}");
    Ok(())
}

use super::*;
use crate::plot::checking::{PROVENANCE, boxes, english_left_in, faults, parses};
use crate::plot::svg;

fn records(days: u32, number: u32, start: f64, fall: f64) -> Vec<Vec<Sample>> {
    let record = |replicate: u32| -> Vec<Sample> {
        let luck = 0.4 * f64::from(replicate) / f64::from(number);
        let vas = |day: u32| (start - fall * f64::from(day) / f64::from(days) + luck).clamp(0.0, 10.0);
        (0..=days).map(|day| Sample { time_days: day.into(), vas_points: vas(day), ..Sample::default() }).collect()
    };
    (0..number).map(record).collect()
}

fn figure<'a>(records: &'a [Vec<Sample>], doses: u32) -> ReplicatesFigure<'a> {
    figure_in(Language::English, records, doses)
}

fn figure_in<'a>(language: Language, records: &'a [Vec<Sample>], doses: u32) -> ReplicatesFigure<'a> {
    let (title, question, unit) = match language {
        Language::English => (
            "A title that is so long that it has to be wrapped because it does not fit on one line of the figure",
            "Does it stay within the figure?",
            " million cells, needle",
        ),
        Language::Japanese => (
            "一行に収まらないほど長いため途中で折り返さなければならない、脂肪由来幹細胞による治療の標題の一例",
            "図の中に収まっているのか。",
            "00万個、局所注射",
        ),
    };
    let mark = |number: u32| DoseMark { day: f64::from(30 * number), label: format!("{}{unit}", 10 + number) };
    let courses = records.iter().map(|samples| Course { samples, relief_start: 0 });
    ReplicatesFigure {
        title,
        question: Some(question),
        records: records.iter().map(Vec::as_slice).collect(),
        doses: (0..doses).map(mark).collect(),
        halved_days: courses.filter_map(|course| course.relief()?.halved_day).collect(),
        responders_start: 0,
        visits_days: &[0, 30, 91, 183, 365],
        language,
    }
}

#[test]
fn nothing_is_cut_off_and_no_text_lies_on_another_whatever_is_shown() -> Result<(), Error> {
    for (days, doses) in [(3, 0), (30, 1), (365, 1), (1461, 8)] {
        for number in [2, 20, 120] {
            for (start, fall) in [(0.0, 0.0), (5.0, 0.0), (9.9, 9.9), (7.0, 4.0), (9.9, 0.0)] {
                let records = records(days, number, start, fall);
                for language in Language::ALL {
                    let drawn = svg(&figure_in(language, &records, doses), &PROVENANCE)?;
                    assert!(parses(&drawn) && boxes(&drawn).len() > 15);
                    let found = faults(&drawn);
                    let shown = format!("{days} days, {number} replicates, {start} - {fall}, {language:?}");
                    assert!(found.is_empty(), "{shown}: {found:?}");
                }
            }
        }
    }
    Ok(())
}

#[test]
fn it_says_how_many_responded_and_that_the_spread_is_luck() -> Result<(), Error> {
    let records = records(365, 20, 7.0, 3.555);
    let drawn = svg(&figure(&records, 1), &PROVENANCE)?;
    assert_eq!(drawn, svg(&figure(&records, 1), &PROVENANCE)?);
    // Replicate k starts at 7 + 0.02 k and falls by 3.555: half is gone for k up to 5.
    assert!(drawn.contains("6 of 20 replicates"), "{}", figure(&records, 1).alternative());
    for said in ["spread is chance, not patients", "chance within that patient, not a difference between patients"] {
        assert!(drawn.contains(said), "{said}");
    }
    let singles = |drawn: &str| drawn.matches("stroke=\"#828282\"").count();
    assert_eq!(singles(&drawn), singles(&svg(&figure(&records[..10], 1), &PROVENANCE)?) + 10);
    Ok(())
}

#[test]
fn the_title_counts_those_with_half_of_the_pain_gone() {
    let found = |start: f64, fall: f64, number: u32| {
        let records = records(365, number, start, fall);
        let ending = figure(&records, 1).ending();
        ending.and_then(|ending| ending.finding()).map_or_else(String::new, |found| found.in_english())
    };
    let expected = "At least half of the pain is gone at the end in 6 of 20 replicates of one patient";
    assert_eq!(found(7.0, 3.555, 20), expected);
    assert_eq!(found(7.0, 1.0, 3), "At least half of the pain is gone at the end in 0 of 3 replicates of one patient");
    // Without pain there is nothing of which half could go.
    assert_eq!([found(0.0, 0.0, 1), found(7.0, 1.0, 0)], ["", ""]);
}

#[test]
fn no_rows_are_refused() {
    assert!(matches!(svg(&figure(&[], 0), &PROVENANCE), Err(Error::Empty)));
    assert!(matches!(svg(&figure(&[Vec::new()], 0), &PROVENANCE), Err(Error::Empty)));
}

#[test]
fn a_japanese_figure_leaves_no_english() -> Result<(), Error> {
    let records = records(365, 20, 7.0, 3.555);
    let drawn = svg(&figure_in(Language::Japanese, &records, 1), &PROVENANCE)?;
    assert!(drawn.contains("20回の反復のうち6回"), "{drawn}");
    assert_eq!(english_left_in(&drawn), Vec::<&str>::new());
    Ok(())
}

use super::*;
use crate::plot::checking::{PROVENANCE, boxes, coordinates, faults, parses};
use crate::plot::{png, svg};
use admsc_scenario::reading::lives::Beside;

pub(super) fn record(days: u32, pain: impl Fn(f64) -> f64) -> Vec<Sample> {
    (0..=days)
        .map(|day| {
            let vas = pain(f64::from(day));
            let parts = [0.25 * vas, 0.4 * vas, 0.35 * vas];
            Sample {
                time_days: f64::from(day),
                vas_points: vas,
                pain_inflammation_points: parts[0],
                pain_damage_points: parts[1],
                pain_central_points: parts[2],
                ..Sample::default()
            }
        })
        .collect()
}

pub(super) fn figure(samples: &[Sample], doses: u32) -> PainFigure<'_> {
    figure_in(Language::English, samples, doses)
}

fn figure_in(language: Language, samples: &[Sample], doses: u32) -> PainFigure<'_> {
    let (title, question) = match language {
        Language::English => (
            "A title that is so long that it has to be wrapped because it does not fit on one line of the figure",
            "Does it stay within the figure?",
        ),
        Language::Japanese => (
            "一行に収まらないほど長いため途中で折り返さなければならない、脂肪由来幹細胞による治療の標題の一例",
            "図の中に収まっているのか。",
        ),
    };
    let label = |number: u32| match language {
        Language::English => format!("{} million cells, needle", 10 + number / 2),
        Language::Japanese => format!("細胞{}万個、静脈内投与", 1000 + 100 * (number / 2)),
    };
    PainFigure {
        title,
        question: Some(question),
        samples,
        lives: &[],
        doses: (0..doses).map(|number| DoseMark { day: f64::from(30 * number), label: label(number) }).collect(),
        relief_start: 0,
        visits_days: &[0, 30, 91, 183, 365],
        damage_name: english("Nerve and matrix damage"),
        is_exploratory: doses == 2,
        language,
    }
}

#[test]
fn nothing_is_cut_off_and_no_text_lies_on_another_whatever_is_shown() -> Result<(), Error> {
    for days in [3, 30, 70, 365, 1461] {
        for doses in [0, 1, 2, 8, 40] {
            for pain in [0.0, 0.4, 5.0, 10.0] {
                let samples = record(days, |day| pain * (1.0 - 0.5 * (day / f64::from(days))));
                for language in Language::ALL {
                    let drawn = svg(&figure_in(language, &samples, doses.min(days / 30 + 1)), &PROVENANCE)?;
                    assert!(coordinates(&drawn, 0).len() > 20 && boxes(&drawn).len() > 12);
                    let found = faults(&drawn);
                    assert!(found.is_empty(), "{days} days, {doses} doses, {pain} points, {language:?}: {found:?}");
                }
            }
        }
    }
    Ok(())
}

/// Lives of straight courses from 7 points to such an end, the last without treatment.
fn lives(days: u32, ends: &[f64]) -> Vec<Life> {
    let course = |low: f64, end: f64| {
        let at = |day: u32| {
            let share = 2.0 * f64::from(day) / f64::from(days);
            let vas = if share < 1.0 { 7.0 + (low - 7.0) * share } else { low + (end - low) * (share - 1.0) };
            (f64::from(day), vas)
        };
        (0..=days).map(at).collect()
    };
    let life = |(row, end): (usize, &f64)| Life {
        seed: 1 + row as u64,
        beside: (row + 1 == ends.len()).then_some(Beside::Untreated),
        course: if row + 1 < ends.len() && *end < 7.0 { course(3.0, *end) } else { course(7.0, *end) },
        relief_start: 0,
    };
    ends.iter().enumerate().map(life).collect()
}

#[test]
fn a_figure_of_lives_says_how_many_relapse_or_are_not_relieved() -> Result<(), Error> {
    let many: Vec<f64> = (0..100).map(|life| if life % 2 == 1 { 6.5 } else { 10.0 }).collect();
    for days in [30, 365] {
        for (ends, said) in [
            (&[1.0, 2.0, 6.5, 7.0][..], "1 of 2 others relapses"),
            (&[1.0, 5.0, 6.5, 7.0], "2 of 2 others relapse"),
            (&[1.0, 7.0, 9.0, 7.0], "2 of 2 others not halved"),
            (&[1.0, 9.0, 6.5, 6.0, 7.0], "2 relapse, 1 not halved"),
            (&[1.0, 2.0, 7.0], "The other life relieved"),
            (&[10.0; 100], "98 of 98 others not halved"),
            (&many, "49 relapse, 49 not halved"),
        ] {
            let lives = lives(days, ends);
            let samples = record(days, |day| lives[0].course[day as usize].1);
            for language in Language::ALL {
                let figure = PainFigure { lives: &lives, ..figure_in(language, &samples, 2) };
                let drawn = svg(&figure, &PROVENANCE)?;
                let found = faults(&drawn);
                assert!(found.is_empty(), "{days} days, {ends:?}, {language:?}: {found:?}");
                let is_said = boxes(&drawn).iter().any(|(text, _)| text == said);
                assert_eq!(is_said, language == Language::English, "{said}");
                let all = LivesCounts::of(&lives).map(|counts| language.say(counts.told()));
                assert!(all.is_some_and(|all| figure.alternative().contains(&all)));
            }
        }
    }
    Ok(())
}

#[test]
fn the_search_for_faults_finds_them() -> Result<(), Error> {
    let samples = record(365, |_| 5.0);
    let drawn = svg(&figure(&samples, 1), &PROVENANCE)?;
    let doubled = drawn.replace("</svg>", &format!("{}</svg>", &drawn[drawn.find("<svg").unwrap_or_default()..]));
    assert!(faults(&doubled).iter().any(|fault| fault.contains(" on ")));
    assert!(faults(&drawn.replace("x=\"45\"", "x=\"1800\"")).iter().any(|fault| fault.contains("cut off")));
    Ok(())
}

#[test]
fn the_same_record_gives_the_same_bytes_and_says_what_it_shows() -> Result<(), Error> {
    let samples = record(365, |day| 7.0 - day / 100.0);
    let drawn = svg(&figure(&samples, 1), &PROVENANCE)?;
    assert_eq!(drawn, svg(&figure(&samples, 1), &PROVENANCE)?);
    for said in [
        "Central sensitisation",
        "Inflammation",
        "Nerve and matrix damage",
        "not medical advice",
        "10 million cells, needle",
    ] {
        assert!(drawn.contains(said), "{said}");
    }
    assert!(drawn.contains("(months)") && drawn.contains("VAS (points"));
    assert!(parses(&drawn) && drawn.contains("pain halved: day"));
    for hidden in ["<title id=", "<desc id=", "admsc-sim 0.0.0; scenario 0123abcd; seed 7", "pain has halved by day "] {
        assert!(drawn.contains(hidden), "{hidden}");
    }
    Ok(())
}

#[test]
fn a_japanese_figure_says_in_japanese_what_it_shows() -> Result<(), Error> {
    let samples = record(365, |day| 7.0 - day / 100.0);
    let drawn = svg(&figure_in(Language::Japanese, &samples, 1), &PROVENANCE)?;
    for said in
        ["lang=\"ja\"", "中枢性感作", "神経と細胞外基質の損傷", "痛みの代理指標", "（月）", "日間の痛みの代理指標。"]
    {
        assert!(drawn.contains(said), "{said}");
    }
    let english = svg(&figure(&samples, 1), &PROVENANCE)?;
    assert!(drawn.matches("@font-face").count() == 2 && parses(&drawn) && !english.contains("@font-face"));
    let words = |text: &str| text.split(|c: char| !c.is_ascii_alphabetic()).map(str::len).max().unwrap_or(0);
    for (said, _) in boxes(&drawn) {
        assert!(words(&said) <= 4, "{said} is left in English");
    }
    Ok(())
}

#[test]
fn no_rows_are_refused() {
    assert!(matches!(svg(&figure(&[], 0), &PROVENANCE), Err(Error::Empty)));
}

#[test]
fn a_png_has_its_size_and_says_where_it_comes_from() -> Result<(), Box<dyn std::error::Error>> {
    let samples = record(365, |day| 7.0 - day / 100.0);
    let figure = figure(&samples, 1);
    let bytes = png(&figure, &PROVENANCE)?;
    assert_eq!(bytes, png(&figure, &PROVENANCE)?);
    let reader = ::png::Decoder::new(std::io::Cursor::new(&bytes)).read_info()?;
    let info = reader.info();
    assert_eq!((info.width, info.height), SIZE);
    let said: Vec<&str> = info.uncompressed_latin1_text.iter().map(|chunk| chunk.text.as_str()).collect();
    assert_eq!(said, ["admsc-sim 0.0.0", "0123abcd", "7"]);
    let described: Vec<String> = info.utf8_text.iter().map(|chunk| chunk.get_text()).collect::<Result<_, _>>()?;
    assert_eq!(described, [figure.title.to_owned(), figure.alternative()]);
    Ok(())
}

#[test]
fn halved_pain_counts_from_a_late_first_dose() -> Result<(), Error> {
    // Pain falls by itself to day 50, rises to the dose on day 100, and falls from it.
    let samples =
        record(200, |day| if day < 100.0 { 3.0 + (day - 50.0).abs() / 10.0 } else { 8.0 - (day - 100.0) / 20.0 });
    let late = PainFigure { relief_start: 100, ..figure(&samples, 1) };
    assert!(svg(&late, &PROVENANCE)?.contains("pain halved: day 180"));
    assert!(svg(&figure(&samples, 1), &PROVENANCE)?.contains("pain halved: day 40"));
    Ok(())
}

#[test]
fn a_figure_of_the_run_alone_says_which_of_several_lives_it_is() {
    let life = |seed, is_treated: bool| Life {
        seed,
        beside: (!is_treated).then_some(Beside::Untreated),
        course: vec![(0.0, 7.0)],
        relief_start: 0,
    };
    let lives = [life(4, true), life(5, true), life(6, true), life(4, false)];
    let said = |lives: &[Life]| one_life("A nerve", lives, Language::English);
    assert_eq!(said(&lives), "A nerve, in the life of seed 4 (one of 3)");
    // Beside its course without treatment alone it is the only one.
    assert_eq!([said(&[lives[0].clone(), lives[3].clone()]), said(&[])], ["A nerve", "A nerve"]);
}

#[test]
fn no_number_lies_on_the_areas_of_a_single_life_or_on_the_axis() -> Result<(), Error> {
    // An injury: pain rises within days and stays low.
    let samples = record(365, |day| 0.3 + (day / 2.0).min(1.0) - 0.002 * day);
    let drawn = |lives: &[Life]| {
        let days = &[0, 2, 7, 14, 30, 61, 183, 365];
        svg(&PainFigure { visits_days: days, lives, ..figure(&samples, 0) }, &PROVENANCE)
    };
    let alone = drawn(&[])?;
    assert!(faults(&alone).is_empty());
    let attribute = |tag: &str, name: &str| -> f64 {
        let (_, rest) = tag.split_once(&format!(" {name}=\"")).unwrap_or_default();
        rest.split('"').next().and_then(|number| number.parse().ok()).unwrap_or_default()
    };
    let circles: Vec<[f64; 2]> =
        alone.split("<circle").skip(1).map(|tag| ["cx", "cy"].map(|name| attribute(tag, name))).collect();
    let right = circles.iter().map(|circle| circle[0]).fold(0.0, f64::max);
    let is_value = |said: &str| said.len() == 3 && said.parse::<f64>().is_ok();
    let numbers: Vec<_> =
        boxes(&alone).into_iter().filter(|(said, place)| is_value(said) && place[2] < right).collect();
    assert!(numbers.len() >= 3, "{numbers:?}");
    // The circle of each number stands beside it, and lower.
    for (said, place) in &numbers {
        let stands_on = |[x, y]: &[f64; 2]| (x - place[0]).abs().min((x - place[2]).abs()) < 15.0 && *y > place[3];
        assert!(circles.iter().any(stands_on), "{said} at {place:?}: {circles:?}");
    }
    Ok(())
}

use super::*;
use admsc_model::observe::Sample;
use admsc_scenario::reading::lives::Beside;

/// Pain that falls from 8 to 0 points in straight lines, half of it inflammation and the rest in equal parts.
fn record() -> Vec<Sample> {
    let sample = |day: u32| {
        let vas = 8.0 - 0.08 * f64::from(day);
        Sample {
            time_days: f64::from(day),
            vas_points: vas,
            pain_inflammation_points: 0.5 * vas,
            pain_damage_points: 0.25 * vas,
            pain_central_points: 0.25 * vas,
            ..Sample::default()
        }
    };
    (0..=100).map(sample).collect()
}

fn drawn(samples: &[Sample], signs: Signs) -> Result<Vec<Vec<Piece>>, Error> {
    drawn_in(Language::English, samples, signs)
}

fn drawn_in(language: Language, samples: &[Sample], signs: Signs) -> Result<Vec<Vec<Piece>>, Error> {
    drawn_with(language, samples, &[], signs)
}

fn drawn_with(language: Language, samples: &[Sample], lives: &[Life], signs: Signs) -> Result<Vec<Vec<Piece>>, Error> {
    let label = match language {
        Language::English => "70 million cells, needle",
        Language::Japanese => "細胞7000万個、局所注射",
    };
    let doses = [0.0, 50.0].map(|day| DoseMark { day, label: label.into() }).to_vec();
    let (question, visits_days, damage_name) = (None, [0].as_slice(), english("Nerve damage"));
    let (is_exploratory, relief_start, title) = (false, 0, "");
    let figure = PainFigure {
        title,
        question,
        samples,
        lives,
        doses,
        relief_start,
        visits_days,
        damage_name,
        is_exploratory,
        language,
    };
    pain(&figure, signs)
}

fn texts(lines: &[Vec<Piece>]) -> Vec<String> {
    lines.iter().map(|line| line.iter().map(|piece| piece.text.as_str()).collect()).collect()
}

#[test]
fn every_line_fits_and_plain_signs_are_ascii() -> Result<(), Error> {
    for signs in [Signs::UNICODE, Signs::ASCII] {
        let lines = texts(&drawn(&record(), signs)?);
        assert!(lines.len() <= 27, "{lines:#?}");
        for line in &lines {
            assert!(line.chars().count() <= COLUMNS && line.trim_end() == line, "{line:?}");
            assert!(signs == Signs::UNICODE || line.is_ascii(), "{line:?}");
        }
    }
    assert!(matches!(drawn(&[], Signs::ASCII), Err(Error::Empty)));
    Ok(())
}

#[test]
fn japanese_fits_into_the_columns_of_a_terminal() -> Result<(), Error> {
    let lines = texts(&drawn_in(Language::Japanese, &record(), Signs::UNICODE)?);
    for line in &lines {
        assert!(line.width() <= COLUMNS && !line.chars().any(|c| c.is_ascii_lowercase() && c != 'e'), "{line:?}");
    }
    assert!(lines.iter().any(|line| line.ends_with("炎症 0.0")), "{lines:#?}");
    Ok(())
}

#[test]
fn columns_show_the_causes_in_their_shares_and_the_line_on_top() -> Result<(), Error> {
    let lines = texts(&drawn(&record(), Signs::ASCII)?);
    let column = |column: usize| -> String {
        lines[2..19].iter().map(|line| line.chars().nth(LEFT + column).unwrap_or(' ')).collect()
    };
    // 8 points at two rows a point: 8 rows of inflammation, 4 and 4 of the others.
    assert_eq!(column(0), "*........====####");
    // Half of the time and of the pain: the day pain has halved, whose column lies half a column later.
    assert_eq!(column(26).trim_start(), "O....==##");
    assert_eq!(column(51).trim_start(), "*");
    assert!(lines[2].starts_with("  8 +*") && lines[18].starts_with("  0 +####"), "{lines:#?}");
    assert_eq!(lines[1], format!("{:5}v{:25}v", "", ""));
    let legend = "* pain   O pain halved: day 50   v 2 times 70 million cells, needle";
    assert_eq!(lines.last().map(|line| line.trim()), Some(legend));
    Ok(())
}

#[test]
fn a_legend_that_is_too_long_takes_two_lines() {
    let marks = |label: &str| vec![DoseMark { day: 0.0, label: label.into() }];
    assert_eq!(legend(&[], None, Signs::ASCII, Language::English), ["     * pain"]);
    assert_eq!(legend(&marks("short"), Some(3.0), Signs::ASCII, Language::English).len(), 1);
    let long =
        legend(&marks("conditioned medium of 70 million cells, needle"), Some(3.0), Signs::ASCII, Language::English);
    assert_eq!(long[1], "     v conditioned medium of 70 million cells, needle");
}

#[test]
fn the_causes_are_named_at_the_end_one_a_row() -> Result<(), Error> {
    let lines = texts(&drawn(&record()[..=50], Signs::ASCII)?);
    let named = |what: &str| lines.iter().filter(|line| line.ends_with(what)).count();
    for label in ["* pain at the end 4.0", ". inflammation 2.0", "= central 1.0", "# damage 1.0"] {
        assert_eq!(named(label), 1, "{label}: {lines:#?}");
    }
    Ok(())
}

#[test]
fn a_cause_has_one_meaning_wherever_it_is_drawn() -> Result<(), Error> {
    let lines = drawn(&record(), Signs::ASCII)?;
    for piece in lines.iter().skip(2).take(17).flatten() {
        let sign = piece.text.chars().next();
        let meaning = match sign {
            Some('#') => Meaning::Damage,
            Some('=') => Meaning::Central,
            Some('.') => Meaning::Inflammation,
            _ => Meaning::Plain,
        };
        assert_eq!(piece.meaning, meaning, "{piece:?}");
    }
    Ok(())
}

/// A life whose pain stays at so many points, until it goes over to others on day 50.
fn life(seed: u64, is_treated: bool, [before, after]: [f64; 2]) -> Life {
    let course = (0..=100).map(|day| (f64::from(day), if day < 50 { before } else { after })).collect();
    Life { seed, beside: (!is_treated).then_some(Beside::Untreated), course, relief_start: 0 }
}

#[test]
fn other_lives_and_the_untreated_course_are_drawn_with_signs_of_their_own() -> Result<(), Error> {
    let lives = [[8.0, 0.0], [3.0, 9.0], [3.0, 1.0], [8.0, 8.0]];
    let lives: Vec<Life> = (0..).zip(lives).map(|(seed, pain)| life(seed, seed < 3, pain)).collect();
    for (language, signs) in [(Language::English, Signs::ASCII), (Language::Japanese, Signs::UNICODE)] {
        let lines = texts(&drawn_with(language, &record(), &lives, signs)?);
        for line in &lines {
            assert!(line.width() <= COLUMNS && line.trim_end() == line, "{line:?}");
        }
        let row = |points: usize| lines[2 + 2 * (10 - points)].chars().skip(LEFT).collect::<Vec<char>>();
        let [other, untreated] = signs.lives;
        assert_eq!([row(9)[10], row(9)[40], row(3)[10], row(1)[30]], [' ', other, other, other], "{lines:#?}");
        assert_eq!([row(8)[10], row(8)[51]], [untreated; 2], "{lines:#?}");
        let named = |sign: char, what: &str| {
            lines.iter().any(|line| line.contains(&format!(" {sign} ")) && line.ends_with(what))
        };
        assert!(named(untreated, "8.0") && named(other, "9.0"), "{lines:#?}");
    }
    Ok(())
}

#[test]
fn little_pain_leaves_room_for_the_names_of_all_lives() -> Result<(), Error> {
    let little: Vec<Sample> = record().into_iter().map(|sample| Sample { vas_points: 0.1, ..sample }).collect();
    let lives = [life(1, true, [0.1, 0.1]), life(2, true, [0.2, 0.1]), life(1, false, [0.3, 0.2])];
    let lines = texts(&drawn_with(Language::English, &little, &lives, Signs::ASCII)?);
    for name in ["pain at the end", "others 0.1 to 0.1", "untreated 0.2", "inflammation", "central", "damage"] {
        assert!(lines.iter().any(|line| line.contains(name)), "{name}: {lines:#?}");
    }
    Ok(())
}

use super::*;

fn candidate(name: &str, value: f64, half: f64, count: u64) -> Candidate {
    let ends = (count > 1).then_some((value - half, value + half));
    Candidate { name: name.to_owned(), value, ends, count }
}

fn told(by: Ranked, all: Vec<Candidate>) -> String {
    Ranking::of(by, all).map(|ranking| said(&ranking, Language::English)).unwrap_or_default()
}

#[test]
fn the_best_is_named_with_its_lead_and_what_luck_can_do() {
    let single = vec![candidate("b", 4.0, 0.0, 1), candidate("a", 3.5, 0.0, 1), candidate("c", 6.0, 0.0, 1)];
    let text = told(Ranked::Pain, single);
    assert!(text.starts_with("Best: a. It leads the next by 0.50 points. Each is one life"), "{text}");
    let clear = vec![candidate("a", 3.0, 0.2, 20), candidate("b", 4.0, 0.2, 20), candidate("c", 6.0, 0.2, 20)];
    let text = told(Ranked::Pain, clear);
    assert!(text.contains("more than luck") && !text.contains("cannot"), "{text}");
    let close = vec![candidate("a", 3.0, 0.5, 20), candidate("b", 3.2, 0.5, 20), candidate("c", 3.3, 0.5, 20)];
    let text = told(Ranked::Difference, close);
    assert!(text.contains("it may be luck. 2 others cannot be told from it."), "{text}");
    let mixed = vec![candidate("a", 3.0, 0.5, 20), candidate("b", 3.2, 0.0, 1)];
    assert!(told(Ranked::Pain, mixed).contains("single life"));
    // It is about the two, whatever comes after them.
    let below = vec![candidate("a", 3.0, 0.0, 1), candidate("b", 3.2, 0.0, 1), candidate("c", 5.0, 0.5, 20)];
    assert!(told(Ranked::Pain, below).contains("Each is one life"));
    assert_eq!(told(Ranked::Pain, vec![candidate("a", 3.0, 0.5, 20)]), "");
}

#[test]
fn the_lead_has_the_interval_of_welch() {
    // n = 10 each, standard errors 0.3 and 0.4: 14.2 and so 17 or fewer degrees of freedom, t = 2.11 to 2.13.
    let t = quantile(0.975, 9.0);
    let (a, b) = (candidate("a", 3.0, 0.3 * t, 10), candidate("b", 4.0, 0.4 * t, 10));
    let (low, high) = a.lead(&b).unwrap_or_default();
    let freedom = square(0.25) / (square(0.09) / 9.0 + square(0.16) / 9.0);
    let half = 0.5 * quantile(0.975, freedom);
    assert!((low - (1.0 - half)).abs() < 1e-9 && (high - (1.0 + half)).abs() < 1e-9, "{low} {high}");
    // An interval that is cut at the end of the scale is as wide as its whole side.
    let cut = Candidate { ends: Some((2.95, 3.0 + 0.3 * t)), ..a.clone() };
    assert_eq!(cut.lead(&b), a.lead(&b));
}

#[test]
fn scenarios_of_a_batch_are_ranked_by_kind() {
    let row = |name: &str, kind, last: f64, difference: Option<f64>| BatchRow {
        name: Some(name.to_owned()),
        kind: Some(kind),
        baseline_vas_points: Some(7.0),
        last_vas_points: Some(last),
        difference_points: difference,
        values_count: Some(1),
        ..BatchRow::default()
    };
    let rows = [row("a", "run", 5.0, None), row("s", "study", 1.0, Some(-2.0)), row("b", "run", 4.0, None)];
    let rankings = Ranking::of_batch(&rows);
    let [found] = rankings.as_slice() else { panic!("{rankings:?}") };
    let listed = found.rows(Language::English);
    assert_eq!(listed.iter().map(|row| row[1].as_str()).collect::<Vec<_>>(), ["b", "a"]);
    assert!(!found.is_uneven && Ranking::of_batch(&rows[..1]).is_empty());
    // What lasts longer falls further: each length has a ranking of its own, and who is alone of a length none.
    let of_length = |row: &BatchRow, days| BatchRow { horizon_days: Some(days), ..row.clone() };
    let (a, b) = (&rows[0], &rows[2]);
    assert!(Ranking::of_batch(&[of_length(a, 9), of_length(b, 8)]).is_empty());
    let both = [of_length(a, 9), of_length(b, 9), of_length(a, 8), of_length(b, 8), of_length(b, 7)];
    let captions: Vec<String> = Ranking::of_batch(&both).iter().map(|found| found.caption().in_english()).collect();
    let expected = |days| format!("the best of 2, by pain at the end (points), of those of {days} days");
    assert_eq!(captions, [expected(8), expected(9)]);
}

#[test]
fn diseases_are_not_ranked_among_each_other() {
    let of = |name: &str, indication, last| BatchRow { indication: Some(indication), ..row(name, 7.0, last) };
    let mixed = [of("a", "disc", 3.0), of("b", "nerve", 1.0), of("c", "disc", 4.0), of("d", "joint", 2.0)];
    let rankings = Ranking::of_batch(&mixed);
    let [found] = rankings.as_slice() else { panic!("{rankings:?}") };
    assert_eq!(found.caption().in_english(), "disc: the best of 2, by pain at the end (points)");
    let text = said(found, Language::English);
    assert!(text.starts_with("Best: a.") && text.ends_with("not compared with these: b, d."), "{text}");
}

fn row(name: &str, baseline: f64, last: f64) -> BatchRow {
    BatchRow {
        name: Some(name.to_owned()),
        kind: Some("run"),
        baseline_vas_points: Some(baseline),
        last_vas_points: Some(last),
        values_count: Some(1),
        treatments_count: Some(1),
        ..BatchRow::default()
    }
}

fn of_one_kind(rows: &[BatchRow]) -> (Ranked, Vec<String>, String) {
    let rankings = Ranking::of_batch(rows);
    let [found] = rankings.as_slice() else { panic!("{rankings:?}") };
    let names = found.rows(Language::English).into_iter().map(|row| row[1].clone()).collect();
    (found.by, names, said(found, Language::English))
}

#[test]
fn who_began_otherwise_is_not_ranked_by_the_end() {
    // It began without pain and ends with the least of it.
    let (by, names, text) = of_one_kind(&[row("acute", 0.3, 1.0), row("a", 7.0, 3.0), row("b", 7.2, 4.0)]);
    assert_eq!((by, names), (Ranked::Change, vec!["a".to_owned(), "b".to_owned(), "acute".to_owned()]));
    assert!(text.starts_with("Best: a.") && text.contains("cannot be ranked by pain at the end"), "{text}");
    // A difference counts, not where a rounded value falls.
    for (one, other, expected) in [(2.1, 2.7, Ranked::Pain), (2.5, 3.4, Ranked::Pain), (2.4, 3.5, Ranked::Change)] {
        let (by, _, text) = of_one_kind(&[row("a", one, 1.0), row("b", other, 2.0)]);
        assert_eq!((by, text.contains("They differ")), (expected, expected == Ranked::Change), "{text}");
    }
    let study = |name: &str, baseline: f64| BatchRow {
        kind: Some("study"),
        difference_points: Some(-baseline / 2.0),
        treatments_count: None,
        ..row(name, baseline, 2.0)
    };
    assert!(of_one_kind(&[study("a", 7.0), study("b", 4.0)]).2.contains("from the control do not compare"));
    assert!(!of_one_kind(&[study("a", 7.0), study("b", 6.5)]).2.contains("do not compare"));
}

#[test]
fn the_untreated_are_not_the_best_and_the_same_results_are_one() {
    let untreated = BatchRow { treatments_count: Some(0), ..row("untreated", 7.0, 1.0) };
    let (_, names, text) = of_one_kind(&[untreated.clone(), row("a", 7.0, 3.0), row("b", 7.0, 4.0)]);
    assert_eq!(names, ["a", "b"]);
    assert!(text.ends_with("Without cells, so not ranked: untreated."), "{text}");
    assert!(Ranking::of_batch(&[untreated, row("a", 7.0, 3.0)]).is_empty());
    let same = |name, digest: &str| BatchRow { digest: Some(digest.to_owned()), ..row(name, 7.0, 3.0) };
    let (_, names, text) = of_one_kind(&[same("a", "1"), same("copy", "1"), row("b", 7.0, 4.0)]);
    assert_eq!(names, ["a = copy", "b"]);
    assert!(text.contains("by 1.00 points"), "{text}");
    assert!(Ranking::of_batch(&[same("a", "1"), same("copy", "1")]).is_empty());
}

#[test]
fn places_that_are_left_out_are_seen() {
    let places = |number: usize| {
        let all = (0..number).map(|one| candidate(&one.to_string(), one as f64, 0.0, 1)).collect();
        let rows = Ranking::of(Ranked::Pain, all).map(|found| found.rows(Language::English)).unwrap_or_default();
        rows.into_iter().map(|row| row[0].clone()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(places(6), "1 2 3 4 5 6");
    assert_eq!(places(7), "1 2 3 4 5 … 7");
    assert_eq!(places(3), "1 2 3");
}

use super::*;
use crate::clinical::targets::{TargetsError, from_csv};

const HEAD: &str =
    "id,indication,study,doi,product,model_arm,dose,observer,visit_day,estimator,value,low,high,n,role,status,note\n";

/// Pain of the model: 7 points at potency 0, 3 points at potency 1.
fn curve(error: f64) -> Option<Curve> {
    let at = |potency: f64| {
        let value = 7.0 - 4.0 * potency;
        Estimate { n: 100, value, standard_error: error, low: value - 2.0 * error, high: value + 2.0 * error }
    };
    Curve::new([0.0, 0.25, 0.5, 0.75, 1.0].map(|potency| (potency, at(potency))).into())
}

/// Rows: (dose, value, low, high, observer, role).
fn rows(all: &[(&str, f64, f64, f64, &str, &str)]) -> Result<Vec<Target>, TargetsError> {
    let line = |(k, (dose, value, low, high, observer, role)): (usize, &(&str, f64, f64, f64, &str, &str))| {
        format!("r{k},disc,study {k},,cells,arm,{dose},{observer},365,mean VAS,{value},{low},{high},30,{role},,\n")
    };
    from_csv("test.csv", &format!("{HEAD}{}", all.iter().enumerate().map(line).collect::<String>()))
}

#[test]
fn verdicts_follow_the_rule() -> Result<(), TargetsError> {
    let targets = rows(&[
        ("1e6 local", 5.0, 4.9, 5.1, "open", "fit"), // narrow: it sets the common potency to 0.5, but meets neither end
        ("1e6 local", 5.0, 2.5, 7.5, "open", "check"), // met at 0 and at 1
        ("1e6 local", 6.0, 4.5, 7.5, "sham-blinded", "check"), // met at 0 and at the common potency
        ("1e6 local", 3.0, 2.0, 4.0, "open", "check"), // met at 1 alone
        ("-", 7.1, 6.5, 7.5, "untreated", "fit"),    // without cells, met
        ("-", 5.0, 4.5, 5.5, "sham-blinded", "check"), // without cells, not met
        ("1e6 local", 5.0, 4.0, 6.0, "open", "check"), // not run
    ])?;
    let mut curves: Vec<Option<Curve>> = vec![curve(0.01); 7];
    curves[6] = None;
    let judgement = judge(&targets, &curves);
    let verdicts: Vec<Verdict> = judgement.rows.iter().map(|row| row.verdict).collect();
    use Verdict::{Miss, NotRun, Pass, Uninformative};
    assert_eq!(verdicts, [Miss, Uninformative, Pass, Miss, Pass, Miss, NotRun]);
    let common = judgement.common.as_ref().map_or(f64::NAN, |support| support.most_likely);
    assert!((common - 0.5).abs() < 0.01, "{common}");
    assert!(judgement.rows[..4].iter().all(|row| row.judged_at.is_some_and(|met| met.potency == Some(common))));
    assert!(judgement.rows.iter().all(|row| row.is_settled));
    let counts = |role| judgement.counts(role, false);
    assert_eq!(counts(Role::Fit), Counts { pass: 1, miss: 1, ..Counts::default() });
    assert_eq!(counts(Role::Check), Counts { pass: 1, miss: 2, uninformative: 1, not_run: 1, undecided: 0, open: 0 });
    assert_eq!(counts(Role::Check).share_passing(), Some(1.0 / 3.0), "uninformative rows do not count");
    assert_eq!(Counts::default().share_passing(), None);
    let few = judgement.counts(Role::Check, true);
    assert_eq!(few, counts(Role::Check), "what is settled is decided by few patients too");
    let open = Judgement { rows: vec![Judged { is_settled: false, ..judgement.rows[5].clone() }], ..judgement.clone() };
    assert_eq!(open.counts(Role::Check, true), Counts { undecided: 1, ..Counts::default() });
    assert_eq!(open.counts(Role::Check, false), Counts { miss: 1, open: 1, ..Counts::default() });
    assert_eq!((Counts { pass: 1, undecided: 1, ..Counts::default() }).share_passing(), None);
    // Rows 2, 3 and 5 count; 2 is met up to potency 0.625, 3 from 0.75 on, 5 nowhere: never two of three.
    // The one blinded row with cells is met up to 0.62.
    let by_potency = ByPotency {
        informative: 3,
        passing: SHOWN.map(|at| (at, 1)).into(),
        enough: Vec::new(),
        blinded: 1,
        all_blinded: vec![(0.0, 0.62)],
    };
    assert_eq!(judgement.by_potency, by_potency);
    Ok(())
}

#[test]
fn inert_cells_are_counted_over_the_rows_that_count_for_the_model() -> Result<(), TargetsError> {
    let targets = rows(&[
        ("1e6 local", 5.0, 4.9, 5.1, "open", "fit"),
        ("1e6 local", 5.0, 2.5, 7.5, "open", "check"), // uninformative
        ("1e6 local", 6.0, 4.5, 7.5, "sham-blinded", "check"), // met by the model
        ("1e6 local", 3.0, 2.0, 4.0, "open", "check"), // missed by the model
    ])?;
    let judgement = judge(&targets, &vec![curve(0.01); 4]);
    assert_eq!(judgement.inert, [], "nothing was scored");
    let at = |value: f64| Some(Estimate { n: 100, value, standard_error: 0.01, low: value - 0.02, high: value + 0.02 });
    let inert = [[4.0; 4], [5.0; 4], [7.0; 4], [5.5, 4.5, 4.0, 3.0]].map(|row| row.map(at));
    let judgement = judgement.with_inert(&inert);
    let counts: Vec<(usize, usize)> =
        judgement.inert.iter().map(|count| (count.pass, count.beyond_the_model)).collect();
    assert_eq!(counts, [(1, 0), (1, 0), (2, 1), (2, 1)], "the ends of a published interval belong to it");
    let apart: Vec<(usize, f64)> =
        judgement.inert.iter().map(|count| (count.only_the_model, count.sign_test_p)).collect();
    assert_eq!(apart[3], (0, 1.0), "one row of one is no evidence");
    let lost = judge(&targets, &vec![curve(0.01); 4]).with_inert(&[[None; 4]; 4]);
    assert_eq!(lost.inert, [], "without potency 0 there is nothing to compare with");
    Ok(())
}

#[test]
fn blinded_and_open_rows_have_ranges_of_their_own() -> Result<(), Box<dyn std::error::Error>> {
    let targets = rows(&[
        ("1e6 local", 6.8, 6.3, 7.3, "sham-blinded", "check"),
        ("1e6 local", 3.4, 2.9, 3.9, "open", "check"),
        ("-", 3.0, 2.9, 3.1, "sham-blinded", "check"),
    ])?;
    let judgement = judge(&targets, &vec![curve(0.01); 3]);
    let (blinded, open) = judgement.blinded.zip(judgement.open).ok_or("no support")?;
    // A row without cells says nothing of the potency.
    assert_eq!((blinded.rows, open.rows), (1, 1));
    assert!((blinded.most_likely - 0.05).abs() < 2e-3 && (open.most_likely - 0.9).abs() < 2e-3);
    assert!(blinded.low == 0.0 && blinded.high < open.low && open.high == 1.0);
    Ok(())
}

#[test]
fn a_verdict_within_the_monte_carlo_error_is_not_settled() -> Result<(), TargetsError> {
    let targets = rows(&[("-", 6.5, 6.0, 7.1, "untreated", "fit")])?;
    let settled = |error: f64| judge(&targets, &[curve(error)]).rows[0].is_settled;
    assert!(settled(0.01) && !settled(0.2));
    Ok(())
}

#[test]
fn potencies_at_which_enough_rows_would_pass_are_found() -> Result<(), TargetsError> {
    let targets = rows(&[
        ("1e6 local", 3.0, 2.0, 4.0, "open", "check"), // met from potency 0.75 on
        ("1e6 local", 3.5, 2.0, 5.0, "open", "check"), // met from 0.5 on
        ("1e6 local", 6.0, 5.0, 8.0, "open", "check"), // met up to 0.5
        ("1e6 local", 5.0, 4.9, 5.1, "open", "fit"),   // of another role: not counted
    ])?;
    let by_potency = judge(&targets, &vec![curve(0.01); 4]).by_potency;
    assert_eq!(by_potency.informative, 3);
    assert_eq!(by_potency.passing, [(0.0, 1), (0.1, 1), (0.3, 1), (1.0, 2)]);
    assert_eq!(by_potency.enough, [], "two of three are less than 70 %");
    let without_the_third = [targets[0].clone(), targets[1].clone()];
    let by_potency = judge(&without_the_third, &vec![curve(0.01); 2]).by_potency;
    assert_eq!(by_potency.enough, [(0.75, 1.0)]);
    assert_eq!((by_potency.blinded, by_potency.all_blinded), (0, Vec::new()));
    Ok(())
}

#[test]
fn blinded_rows_that_contradict_each_other_are_met_at_no_potency() -> Result<(), TargetsError> {
    let targets = rows(&[
        ("1e6 local", 6.5, 6.0, 7.0, "sham-blinded", "check"), // met up to 0.25
        ("1e6 local", 4.0, 3.0, 5.0, "sham-blinded", "fit"),   // met from 0.5 on
    ])?;
    let judgement = judge(&targets, &vec![curve(0.01); 2]);
    assert_eq!((judgement.by_potency.blinded, judgement.by_potency.all_blinded), (2, Vec::new()));
    assert!(judgement.rows.iter().all(Judged::has_own_interval), "no status says that it was published");
    Ok(())
}

#[test]
fn r50_stands_beside_a_mean_at_the_same_potency() -> Result<(), TargetsError> {
    let targets = rows(&[("1e6 local", 5.0, 4.9, 5.1, "open", "fit"), ("-", 7.0, 6.0, 8.0, "untreated", "fit")])?;
    let share = |potency: f64| Estimate { n: 100, value: potency, standard_error: 0.01, low: potency, high: potency };
    let r50 = Curve::new([0.0, 0.5, 1.0].map(|potency| (potency, share(potency))).into());
    let judgement = judge(&targets, &vec![curve(0.01); 2]).with_r50(&[r50, None]);
    let found = judgement.rows[0].r50.map_or(f64::NAN, |estimate| estimate.value);
    let potency = judgement.rows[0].judged_at.and_then(|met| met.potency);
    assert!(potency.is_some_and(|potency| (found - potency).abs() < 1e-9), "{found} {potency:?}");
    assert_eq!(judgement.rows[1].r50, None);
    Ok(())
}

#[test]
fn what_cannot_be_estimated_without_effect_is_not_met_there() -> Result<(), TargetsError> {
    // The model meets 3 points at potency 1; without points below 0.5 nothing is claimed of potency 0.
    let targets = rows(&[("1e6 local", 3.2, 1.0, 7.5, "open", "check")])?;
    let whole = curve(0.01);
    let above = whole.as_ref().and_then(|curve| Curve::new(curve.points[2..].to_vec()));
    assert_eq!(judge(&targets, &[whole]).rows[0].verdict, Verdict::Uninformative);
    let judgement = judge(&targets, &[above]);
    assert_eq!((judgement.rows[0].verdict, judgement.rows[0].shown.len()), (Verdict::Pass, 1));
    Ok(())
}

#[test]
fn rows_of_patients_who_gave_a_fitted_figure_are_told_apart() -> Result<(), TargetsError> {
    let line = |id: &str, study: &str, arm: &str, role: &str| {
        format!("{id},disc,{study},,none,{arm},-,untreated,365,mean VAS,7,6,8,30,{role},,\n")
    };
    let text = [
        line("a", "one", "arm", "fit"),
        line("b", "one", "arm", "check"),
        line("c", "one", "other", "check"),
        line("d", "two", "arm", "check"),
        line("e", "two", "arm", "check"),
    ];
    let judgement = judge(&from_csv("test.csv", &format!("{HEAD}{}", text.concat()))?, &vec![curve(0.01); 5]);
    let shares: Vec<bool> = judgement.rows.iter().map(|row| row.shares_patients_with_fit).collect();
    assert_eq!(shares, [false, true, false, false, false]);
    assert_eq!(
        (
            judgement.counts(Role::Check, false).pass,
            judgement.counts_among(|row| !row.shares_patients_with_fit, false).pass
        ),
        (4, 3)
    );
    Ok(())
}

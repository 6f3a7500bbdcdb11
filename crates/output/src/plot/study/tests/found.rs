//! The titles of figures of studies say what their numbers support, and nothing else.

use super::*;
use admsc_stats::share_difference::{ShareDifference, ShareTest};

const TWO_ARMS: &str = "[[arm]]\nname = \"sham\"\ndose = [{ at = \"0 d\", sham = true }]\n[[arm]]\nname = \"one\"\n\
                        dose = [{ at = \"0 d\", cells = 18e6 }]\n";
const VISITS: &str = "\"0 d\", \"12 months\"";

fn in_english(found: Option<Message>) -> String {
    found.map_or_else(String::new, |found| found.in_english())
}

/// The difference of shares of every comparison, with its interval this far to either side.
pub fn with_shares(mut made: Made, half: impl Fn(usize) -> f64) -> Made {
    for row in &mut made.analysis.differences {
        let difference = 0.2;
        row.r50_paired = Some(ShareDifference {
            n: [20, 20],
            shares: [0.4, 0.2],
            difference,
            low: difference - half(row.which.potency),
            high: difference + half(row.which.potency),
            p: 0.5,
            test: ShareTest::McNemarExact,
        });
    }
    made
}

#[test]
fn responders_are_told_of_the_primary_contrast_and_where_they_do_not_differ_that() -> Result<(), String> {
    let found = |sections: &str, half: fn(usize) -> f64| -> Result<String, String> {
        let made = with_shares(made(sections, 365, VISITS)?, half);
        Ok(in_english(RespondersFigure(made.results()).findings().into_iter().next()))
    };
    let one = format!("{TWO_ARMS}[population]\nn = 60\n[trial]\npotency = 1.0\n");
    let shares = "At least half of the pain is gone at 12 months in 20 % with “one”, in 0 % with “sham”";
    assert_eq!(found(&one, |_| 0.1)?, shares);
    assert_eq!(found(&one, |_| 0.3)?, format!("{shares}; no detectable difference"));
    let two = one.replace("potency = 1.0", "potency = [1.0, 0.5]");
    let shares = "At least half of the pain is gone at 12 months in 10 % to 20 % with “one”, in 0 % with “sham” (over the potencies)";
    assert_eq!(found(&two, |_| 0.1)?, shares);
    let some = "more patients only with potency 1";
    assert_eq!(found(&two, |potency| if potency == 0 { 0.1 } else { 0.3 })?, format!("{shares}; {some}"));
    assert_eq!(found(&two, |_| 0.3)?, format!("{shares}; no detectable difference at any potency tried"));
    // Of three arms no contrast is primary unless the study names it: all of them are told, p adjusted by Holm.
    let three = format!("{THREE_ARMS}[population]\nn = 60\n[trial]\npotency = 1.0\n");
    let of_all = "At least half of the pain is gone at 12 months in 0 % with “sham”, 20 % with “one”, 40 % with “two”; At least half of the pain gone at \
                  12 months, each arm against “sham”, p adjusted by Holm: ";
    assert_eq!(found(&three, |_| 0.1)?, format!("{of_all}no detectable difference"), "p of 0.5 is not below the level");
    let named = format!("{three}compare = [[\"two\", \"one\"]]\n");
    assert_eq!(
        found(&named, |_| 0.1)?,
        "At least half of the pain is gone at 12 months in 40 % with “two”, in 20 % with “one”"
    );
    Ok(())
}

#[test]
fn the_waterfall_counts_who_has_less_pain_and_who_half_of_it() -> Result<(), String> {
    let found = |sections: &str, change: &dyn Fn(&mut PatientRow)| -> Result<String, String> {
        let mut made = made(sections, 365, VISITS)?;
        made.patients.iter_mut().for_each(change);
        Ok(in_english(WaterfallFigure(made.results()).findings().into_iter().next()))
    };
    let reports = |row: &mut PatientRow| {
        let falls = [0.0, 1.0, 4.0, 6.0];
        let fall = if row.arm == "one" { falls[row.place as usize % 4] } else { 0.0 };
        row.baseline_reported_vas_points = 8.0;
        row.reported_vas_points = Some(8.0 - fall);
    };
    let one = format!("{TWO_ARMS}[population]\nn = 8\n[trial]\npotency = 1.0\n");
    let of_one = "“one”: 6 of 8 patients have less pain, 4 by half or more";
    let of_sham = "“sham”: 0 of 8 patients have less pain, 0 by half or more";
    assert_eq!(found(&one, &reports)?, format!("{of_one}; {of_sham}"));
    let two = one.replace("potency = 1.0", "potency = [1.0, 0.5]");
    let rows = "“one”: 6 of 8 patients have less pain, 4 by half or more (over the potencies); “sham”: 0 of 8 patients have less \
                pain, 0 by half or more (over the potencies)";
    assert_eq!(found(&two, &reports)?, rows);
    // Where the contrast is between treatments, what the procedure alone gives stands beside them.
    let between = format!("{THREE_ARMS}[population]\nn = 8\n[trial]\npotency = 1.0\ncompare = [[\"two\", \"one\"]]\n");
    assert!(found(&between, &reports)?.ends_with(of_sham));
    // Reports that are missing at one potency only make no common count.
    let missing = |row: &mut PatientRow| {
        reports(row);
        if row.potency_fraction < 0.9 && row.place == 0 {
            row.reported_vas_points = None;
        }
    };
    assert_eq!(found(&two, &missing)?, "");
    let three = format!("{THREE_ARMS}[population]\nn = 8\n[trial]\npotency = 1.0\n");
    let all = "Half of the pain or more is gone in 0 of 8 patients with “sham”, 4 of 8 patients with “one”, 0 of 8 patients with “two”";
    assert_eq!(found(&three, &reports)?, all);
    // Where the counts of all are too many for a title, their range.
    let mut made = made(&three, 365, VISITS)?;
    made.patients.iter_mut().for_each(reports);
    let ways = WaterfallFigure(made.results()).findings();
    let range = "Half of the pain or more is gone in 0 % to 50 % of the patients of an arm";
    assert_eq!(in_english(ways.into_iter().nth(1)), range);
    Ok(())
}

#[test]
fn the_flow_of_patients_says_who_took_part_and_who_is_analysed() -> Result<(), String> {
    let mut made = made(&format!("{TWO_ARMS}[population]\nn = 12\n"), 365, VISITS)?;
    let said = "12 of 19 who were screened take part; ";
    let found = |made: &Made| in_english(ConsortFigure(made.results()).finding());
    assert_eq!(found(&made), format!("{said}12 of each arm are analysed at 12 months"));
    if let Some(vas) = made.analysis.arms.last_mut().and_then(|row| row.vas.as_mut()) {
        vas.n = 9;
    }
    assert_eq!(found(&made), format!("{said}9 to 12 of each arm are analysed at 12 months"));
    Ok(())
}

/// What the title of pain over time says of three arms without a contrast, whose differences from the control have these intervals
/// and adjusted p.
fn told_of_three(found: [(f64, f64, f64); 2], potencies: &str) -> Result<Vec<String>, String> {
    let mut made = made(&format!("{THREE_ARMS}[population]\nn = 60\n[trial]\npotency = {potencies}\n"), 365, VISITS)?;
    for row in made.analysis.differences.iter_mut().filter(|row| row.against == 0) {
        let (value, half, adjusted) = found[row.which.arm - 1];
        row.paired = Some(difference(value, half));
        row.holm_p = Some(adjusted);
    }
    Ok(made.results().findings())
}

#[test]
fn without_a_contrast_the_title_says_what_holds_of_each_arm_after_holm() -> Result<(), String> {
    let lead = "gainst “sham” at 12 months, p adjusted by Holm: ";
    for (found, expected) in [
        ([(-1.5, 0.5, 0.01), (-2.0, 0.5, 0.02)], "Each arm a{}less pain (−2.00 to −1.50 points)"),
        ([(-0.5, 0.2, 0.01), (-0.3, 0.1, 0.02)], "Each arm a{}less pain, by less than a point (−0.50 to −0.30 points)"),
        ([(-1.5, 0.5, 0.06), (-2.0, 2.5, 0.2)], "Each arm a{}no detectable difference (−2.00 to −1.50 points)"),
        ([(-1.5, 0.5, 0.06), (-2.0, 0.5, 0.01)], "A{}no detectable difference (“one”); less pain (“two”)"),
        ([(1.5, 0.5, 0.01), (-2.0, 0.5, 0.01)], "A{}more pain (“one”); less pain (“two”)"),
    ] {
        assert_eq!(told_of_three(found, "1.0")?.first(), Some(&expected.replace("{}", lead)), "{found:?}");
    }
    let several = told_of_three([(-1.5, 0.5, 0.01), (0.1, 0.5, 0.9)], "[1.0, 0.5]")?;
    let by_name = "less pain at every potency tried (“one”); no detectable difference at any potency tried (“two”)";
    let by_number =
        "less pain at every potency tried (one arm); no detectable difference at any potency tried (one arm)";
    assert_eq!(several, [by_name, by_number].map(|said| format!("A{lead}{said}")));
    // Nothing is said of an arm whose difference is not known.
    let mut made = made(&format!("{THREE_ARMS}[population]\nn = 60\n"), 365, VISITS)?;
    made.analysis.differences.iter_mut().for_each(|row| (row.paired, row.unpaired) = (None, None));
    assert!(made.results().findings().is_empty());
    Ok(())
}

#[test]
fn arms_on_one_line_are_named_and_both_are_seen() -> Result<(), Box<dyn std::error::Error>> {
    let mut made = made(&format!("{THREE_ARMS}[population]\nn = 20\n[trial]\npotency = [1.0, 0.5]\n"), 365, VISITS)?;
    assert_eq!(ArmsFigure(made.results(), Pain::Model).same_lines(), None);
    let drawn = |made: &Made| crate::plot::svg(&ArmsFigure(made.results(), Pain::Model), &PROVENANCE);
    let apart = drawn(&made)?;
    // At one potency only they still can be told apart in a panel.
    let twin = |made: &mut Made, potency: usize| {
        let [one, two] = [1, 2].map(|arm| potency * 3 + arm);
        made.curves[two].days = made.curves[one].days.clone();
    };
    twin(&mut made, 0);
    assert_eq!(ArmsFigure(made.results(), Pain::Model).same_lines(), None);
    twin(&mut made, 1);
    let figure = ArmsFigure(made.results(), Pain::Model);
    let said = "Lines that lie on each other: “one” and “two”.";
    assert_eq!(in_english(figure.same_lines()), said);
    assert!(figure.alternative().contains(said));
    let halo = |svg: &str| svg.matches("stroke-width=\"9\"").count();
    let together = drawn(&made)?;
    assert_eq!(halo(&apart) - halo(&together), 2, "the upper line clears the lower one away in a panel");
    Ok(())
}

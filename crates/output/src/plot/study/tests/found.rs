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
        Ok(in_english(RespondersFigure(made.results()).finding()))
    };
    let one = format!("{TWO_ARMS}[population]\nn = 60\n[trial]\npotency = 1.0\n");
    let shares = "Half of the pain is gone at 12 months in 20 % with “one”, in 0 % with “sham”";
    assert_eq!(found(&one, |_| 0.1)?, shares);
    assert_eq!(found(&one, |_| 0.3)?, format!("{shares}; no detectable difference"));
    let two = one.replace("potency = 1.0", "potency = [1.0, 0.5]");
    let shares =
        "Half of the pain is gone at 12 months in 20 % / 10 % with “one”, in 0 % / 0 % with “sham” (panel by panel)";
    assert_eq!(found(&two, |_| 0.1)?, shares);
    let some = "a detectable difference at only some of the potencies tried";
    assert_eq!(found(&two, |potency| if potency == 0 { 0.1 } else { 0.3 })?, format!("{shares}; {some}"));
    assert_eq!(found(&two, |_| 0.3)?, format!("{shares}; no detectable difference at any potency tried"));
    // Of three arms no contrast is primary unless the study names it.
    let three = format!("{THREE_ARMS}[population]\nn = 60\n");
    assert_eq!(found(&three, |_| 0.1)?, "");
    let named = format!("{three}[trial]\npotency = 1.0\ncompare = [[\"two\", \"one\"]]\n");
    assert_eq!(found(&named, |_| 0.1)?, "Half of the pain is gone at 12 months in 40 % with “two”, in 20 % with “one”");
    Ok(())
}

#[test]
fn the_waterfall_counts_who_has_less_pain_and_who_half_of_it() -> Result<(), String> {
    let found = |sections: &str, change: &dyn Fn(&mut PatientRow)| -> Result<String, String> {
        let mut made = made(sections, 365, VISITS)?;
        made.patients.iter_mut().for_each(change);
        Ok(in_english(WaterfallFigure(made.results()).finding()))
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
    let rows = "“one”: 6 / 6 of 8 patients have less pain, 4 / 4 by half or more (row by row)";
    assert_eq!(found(&two, &reports)?, rows);
    // Reports that are missing at one potency only make no common count.
    let missing = |row: &mut PatientRow| {
        reports(row);
        if row.potency_fraction < 0.9 && row.place == 0 {
            row.reported_vas_points = None;
        }
    };
    assert_eq!(found(&two, &missing)?, "");
    assert_eq!(found(&format!("{THREE_ARMS}[population]\nn = 8\n"), &reports)?, "");
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

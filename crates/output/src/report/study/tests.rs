//! Sentences of small studies.

use super::*;
use admsc_scenario::language::Language;
use admsc_scenario::reading::load_str;
use serde_json::json;

const TWO_ARMS: &str = "format = 1\nextends = \"builtin:neuropathic\"\n[population]\nn = 2\n\
     [[arm]]\nname = \"sham\"\ndose = [{ at = \"0 d\", sham = true }]\n\
     [[arm]]\nname = \"one\"\ndose = [{ at = \"0 d\", cells = 1e6 }]\n";

fn study(sweep: &str) -> Study {
    load_str("x", &format!("{TWO_ARMS}{sweep}"), &[]).expect("a scenario").study.expect("a study")
}

#[test]
fn the_share_who_leave_within_a_month_is_that_of_their_hazard() {
    for (rate, told) in [(0.5, "39 %"), (1.5, "78 %"), (0.02, "2 %")] {
        let rules = Rules { dropout_per_month: rate, ..Rules::default() };
        let said: Vec<String> = happens(&rules).iter().map(|said| said.text(Language::English)).collect();
        assert!(said[0].contains(&format!("{told} of those left within each month")), "{said:?}");
    }
}

#[test]
fn a_sweep_over_what_is_given_says_whose_treatments_are_told() {
    let said = |sweep: &str| {
        let study = study(sweep);
        of_first_point(&Read::new(Numbers(&json!({})), &study, Language::English))
            .map(|said| said.text(Language::English))
    };
    let differs = said("[sweep.grid]\n\"dose.cells\" = [1e6, 7e7]\n");
    assert!(
        differs.as_ref().is_some_and(|said| said.contains("first point, cells per dose = 1 million.")),
        "{differs:?}"
    );
    assert_eq!(said("[sweep.grid]\n\"stem_cell.half_life\" = [\"2 d\", \"5 d\"]\n"), None);
    assert_eq!(said(""), None);
}

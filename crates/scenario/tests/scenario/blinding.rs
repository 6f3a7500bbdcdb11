//! Studies whose patients are not to know what they get.

use admsc_scenario::reading::load_str;

/// What is odd about a study whose second arm has these doses.
fn odd(observer: &str, doses: &str) -> String {
    let text = format!(
        "format = 1\nextends = \"builtin:discogenic\"\nhorizon = \"12 months\"\npopulation.n = 4\n[trial]\nobserver = \"{observer}\"\n\
         [[arm]]\nname = \"sham\"\ndose = [{{ at = \"0 d\", sham = true }}]\n[[arm]]\nname = \"late\"\ndose = [{doses}]\n"
    );
    let read = load_str("mine.toml", &text, &[]).unwrap();
    let warnings = read.warnings.iter().map(|warning| warning.in_english());
    warnings.collect::<Vec<_>>().join("\n")
}

#[test]
fn an_arm_that_waits_without_a_needle_is_warned_of() {
    let late = "{ at = \"3 months\", cells = 18e6 }";
    let told = odd("sham-blinded", late);
    assert!(told.contains("the arm \"late\" is first treated on day 91, others on day 0"), "{told}");
    assert!(told.contains("sham = true on day 0 blinds the arm"), "{told}");
    let blinded = format!("{{ at = \"0 d\", sham = true }}, {late}");
    for (observer, doses) in [
        ("sham-blinded", blinded.as_str()),
        ("sham-blinded", "{ at = \"0 d\", cells = 18e6 }"),
        // Nothing is given to the untreated, which is not a needle that comes late.
        ("sham-blinded", ""),
        ("open", late),
        ("none", late),
    ] {
        let told = odd(observer, doses);
        assert!(!told.contains("first treated"), "{observer}, {doses}: {told}");
    }
}

use admsc_scenario::reading::load_str;

use super::support::{answer, refuse};

#[test]
fn a_needle_outside_the_window_is_refused() {
    refuse(
        "[[dose]]\nat = \"0 d\"\ncells = 18e6\nsite = «{ at = [\"9 mm\", \"1 mm\"] }»\n",
        &[answer("the needle ends at x = 9000 um, outside the window", "expected 0 um to 4000 um along x", "site = {")],
    );
    refuse(
        "[[dose]]\nat = \"0 d\"\ncells = 18e6\nsite = «{ from_lesion_edge = \"3 mm\" }»\n",
        &[answer("the needle ends at x = -600 um", "along x", "site = {")],
    );
}

#[test]
fn the_place_that_is_suggested_is_one() {
    for (window, lesion, suggested) in [
        ("[\"0.5 mm\", \"0.4 mm\"]", "{ from = [\"0.2 mm\"], to = [\"0.4 mm\"] }", "[\"0.1 mm\", \"0.2 mm\"]"),
        ("[\"0.5 mm\", \"0.4 mm\"]", "{ from = [\"0 mm\"], to = [\"0.4 mm\"] }", "[\"0.2 mm\", \"0.2 mm\"]"),
        (
            "[\"0.5 mm\", \"0.4 mm\", \"0.2 mm\"]",
            "{ from = [\"0.2 mm\"], to = [\"0.5 mm\"] }",
            "[\"0.1 mm\", \"0.2 mm\", \"0.1 mm\"]",
        ),
    ] {
        let scenario = |site: &str| {
            let text = format!(
                "format = 1\nextends = \"builtin:neuropathic\"\ntissue.window = {window}\ntissue.lesion = {lesion}\n\
                 [[dose]]\nat = \"0 d\"\ncells = 7e8\n{site}\n"
            );
            load_str("mine.toml", &text, &[]).map_or_else(|errors| errors.to_string(), |_| "read".into())
        };
        let said = scenario("site = { from_lesion_edge = \"3 mm\" }");
        let point = said.split("place it by ").nth(1).and_then(|rest| rest.lines().next()).unwrap_or_default();
        assert_eq!(point, format!("site = {{ at = {suggested} }}"), "{said}");
        assert_eq!(scenario(point), "read");
    }
}

#[test]
fn a_site_is_one_thing_with_the_right_number_of_coordinates() {
    refuse(
        "[[dose]]\nat = \"0 d\"\ncells = 18e6\nsite = { at = «[\"1 mm\"]» }\n",
        &[answer("2 to 3 values were expected, found 1", "an array of lengths", "")],
    );
    refuse(
        "[[dose]]\nat = \"0 d\"\ncells = 18e6\nsite = { at = [\"1 mm\", \"1 mm\"], «from_lesion_edge» = \"1 mm\" }\n",
        &[answer("at and from_lesion_edge are both given", "one of them", "")],
    );
}

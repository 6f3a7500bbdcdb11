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

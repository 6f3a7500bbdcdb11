use super::support::{answer, refuse};

#[test]
fn a_dose_is_either_by_number_or_by_weight() {
    refuse(
        "[[dose]]\nat = \"0 d\"\ncells = 18e6\n«cells_per_kg» = 1e6\n",
        &[answer("cells and cells_per_kg are both given", "expected one of them", "")],
    );
}

#[test]
fn a_dose_has_cells_and_a_time() {
    refuse(
        "dose = [«{ at = \"0 d\" }»]\n",
        &[answer("this dose has no cells", "cells, cells_per_kg, positions or sham = true", "")],
    );
    refuse("dose = [«{ cells = 18e6 }»]\n", &[answer("this dose has no time", "at = \"0 d\"", "")]);
}

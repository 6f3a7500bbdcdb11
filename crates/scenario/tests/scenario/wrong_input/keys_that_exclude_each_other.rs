use super::support::{answer, refuse};

#[test]
fn pairs_of_parameters_fit_together() {
    refuse(
        "[axon]\nchronic_arrived = 0.6\nchronic_stalled = «0.5»\n",
        &[answer("must not exceed 1 together", "found axon.chronic_stalled = 0.5 and axon.chronic_arrived = 0.6", "")],
    );
    refuse(
        "[patient]\npotency_low = «1.9»\n",
        &[answer("the smallest potency must not exceed the largest", "found patient.potency_low = 1.9", "")],
    );
}

#[test]
fn a_share_of_the_nerve_needs_a_nerve() {
    refuse(
        "[pain]\nnerve_share = «0.7»\n",
        &[answer("nerve_share is 0.7, but there is no nerve", "expected [nerve]", "")],
    );
}

#[test]
fn each_start_has_its_own_keys() {
    refuse(
        "[injury]\n«cut_share» = 0.3\n",
        &[answer("cut_share needs start = \"acute-injury\"", "no newly cut axons", "")],
    );
    refuse(
        "start = \"acute-injury\"\n[patient]\n«baseline_pain» = 6\n",
        &[answer("baseline_pain needs a chronic start", "begins without pain", "")],
    );
}

#[test]
fn a_patient_that_cannot_be_drawn_is_named() {
    refuse(
        "[patient]\nnumber = «3»\n[pain]\ngain = \"0.1 points\"\n",
        &[answer("none of 200 draws of patient 3", "parameters that allow a patient to be drawn", "")],
    );
}

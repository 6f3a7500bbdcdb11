use crate::support::{answer, refuse, refuse_whole};

#[test]
fn a_lesion_lies_in_the_window_and_holds_a_voxel() {
    refuse("[tissue]\nlesion.from = [\"2.4 mm\"]\nlesion.to = [\"5 mm\"]\n", &[]);
}

#[test]
fn a_scenario_needs_a_lesion() {
    refuse_whole(
        "«»format = 1\n",
        &[answer("the scenario has no lesion", "expected lesion = {", "extends = \"builtin:neuropathic\"")],
    );
}

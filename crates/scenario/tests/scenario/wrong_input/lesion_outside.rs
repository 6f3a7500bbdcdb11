use super::support::{answer, refuse, refuse_whole};

#[test]
fn a_lesion_lies_in_the_window_and_holds_a_voxel() {
    refuse(
        "[tissue]\nlesion = { to = «[\"5 mm\"]» }\n",
        &[answer("from 2400 um to 5000 um along x, outside the window", "expected 0 um to 4000 um along x", "")],
    );
    refuse(
        "[tissue]\nlesion = { from = «[\"3.99 mm\", \"1 mm\"]» }\n",
        &[answer("the lesion contains no voxel along x", "at least one voxel of 25 um", "")],
    );
    refuse(
        "[tissue]\nlesion = { from = «[\"2.4 mm\", \"1 mm\"]», to = [\"4 mm\", \"0.5 mm\"] }\n",
        &[answer("the lesion contains no voxel along y", "at least one voxel", "")],
    );
    refuse("[tissue]\nlesion = «3»\n", &[answer("this is a whole number; { from", "expected { from", "")]);
}

#[test]
fn a_window_that_loses_the_lesion_of_its_preset_is_the_fault_of_the_window() {
    refuse(
        "[tissue]\nwindow = «[\"2 mm\", \"2 mm\"]»\n",
        &[answer("the lesion reaches from 2400 um to 4000 um along x", "expected 0 um to 2000 um along x", "")],
    );
}

#[test]
fn a_scenario_needs_a_lesion() {
    refuse_whole(
        "«»format = 1\n",
        &[answer("the scenario has no lesion", "expected lesion = {", "extends = \"builtin:neuropathic\"")],
    );
}

use super::support::{answer, refuse_overrides};

#[test]
fn an_override_is_shown_as_a_line_of_its_own() {
    refuse_overrides(
        "seed = 3\npain.gain = «9 mm»\n«macrophage.speed» = 1 um/min\n",
        &[
            answer("\"9 mm\" is a length, a number of points was expected", "\"7 points\"", ""),
            answer("unknown key \"speed\" in [macrophage]", "list all keys", "did you mean \"speed_m0\"?"),
        ],
    );
}

#[test]
fn an_override_cannot_change_what_a_file_is() {
    refuse_overrides(
        "«extends» = builtin:neuropathic",
        &[answer("extends cannot be set by --set", "the scenario file", "")],
    );
    refuse_overrides(
        "dose = [{ at = \"0 d\", sham = true }]\n«dose.cells» = 3",
        &[answer("\"dose\" is an array, not a table", "an array can only be set as a whole", "")],
    );
}

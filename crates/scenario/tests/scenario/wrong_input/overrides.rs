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
        &[answer("\"dose\" is an array, not a table", "or by its elements, for example dose[0]", "")],
    );
}

#[test]
fn what_is_not_there_cannot_be_changed() {
    let two = "dose = [{ at = \"0 d\", cells = 7e6 }, { at = \"9 d\", sham = true }]\n";
    for (key, said) in [
        ("dose[2].cells", answer("there is no dose[2]: dose has 2", "a number from 0 on", "did you mean \"dose[1]\"?")),
        ("dose[0].at[1]", answer("\"dose[0].at\" is a string, not an array", "no number after it", "")),
        ("dose[0].at.unit", answer("\"dose[0].at\" is a string, not a table", "no further key after it", "")),
        ("dose[0].cels", answer("unknown key \"cels\" in [[dose]]", "known keys here", "did you mean \"cells\"?")),
        ("doze[0].cells", answer("there is no doze to change", "is set as a whole: doze=[", "did you mean \"dose\"?")),
        ("arm[0].dose", answer("there is no arm to change", "is set as a whole: arm=[", "")),
        ("dose[-1].cells", answer("\"dose[-1].cells\" is not the path of a key", "and [0] for the first", "")),
        ("sweep.grid.\"dose.cells", answer("is not the path of a key", "in quotes where they have dots", "")),
        ("tissue.window[2]", answer("there is no tissue.window[2]: tissue.window has 2", "", "\"tissue.window[1]\"?")),
    ] {
        let window = "tissue.window = [\"4 mm\", \"2 mm\"]\n";
        refuse_overrides(&format!("{two}{window}«{key}» = 3"), &[said]);
    }
}

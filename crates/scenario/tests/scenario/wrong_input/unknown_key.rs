use super::support::{answer, refuse};

#[test]
fn a_misspelt_key_gets_the_nearest_one() {
    refuse("«sed» = 3\n", &[answer("unknown key \"sed\" at the top level", "list all keys", "did you mean \"seed\"?")]);
    refuse(
        "[macrophage]\n«m1_to_m2_rat» = \"0.06 /day\"\n",
        &[answer("\"m1_to_m2_rat\" in [macrophage]", "list all keys", "did you mean \"m1_to_m2_rate\"?")],
    );
    refuse("[«macrofage»]\nspeed_m0 = \"1 um/min\"\n", &[answer("\"macrofage\"", "", "did you mean \"macrophage\"?")]);
    refuse(
        "tissue.lesion.«form» = [\"1 mm\"]\n",
        &[answer("in [tissue.lesion]", "known keys here: from, to", "\"from\"")],
    );
}

#[test]
fn a_key_of_another_section_is_sent_there() {
    refuse(
        "[drive]\n«half_life» = \"5 d\"\n",
        &[answer("in [drive]", "known keys here", "\"half_life\" is a key of [stem_cell]")],
    );
    refuse("[patient]\n«horizon» = \"5 d\"\n", &[answer("in [patient]", "known keys here", "a key of the top level")]);
}

#[test]
fn a_key_like_no_other_gets_the_list() {
    refuse(
        "[[dose]]\nat = \"0 d\"\ncells = 18e6\n«catheter» = 1\n",
        &[answer("unknown key \"catheter\" in [[dose]]", "known keys here: at, cells, cells_per_kg, route", "")],
    );
    refuse(
        "[[dose]]\nat = \"0 d\"\ncells = 18e6\nsite = { «depth_of_it» = \"1 mm\" }\n",
        &[answer("in [dose.site]", "known keys here: from_lesion_edge, at", "")],
    );
}

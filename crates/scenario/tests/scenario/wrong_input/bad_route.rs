use super::support::{answer, refuse};

#[test]
fn a_route_is_needle_or_vein() {
    refuse(
        "[[dose]]\nat = \"0 d\"\ncells = 18e6\nroute = «\"needel\"»\n",
        &[answer(
            "route must be \"needle\" or \"vein\", found \"needel\"",
            "expected \"needle\" or \"vein\"",
            "did you mean \"needle\"?",
        )],
    );
    refuse(
        "[[dose]]\nat = \"0 d\"\ncells = 18e6\nroute = «\"catheter\"»\n",
        &[answer("found \"catheter\"", "\"needle\" or \"vein\"", "")],
    );
}

#[test]
fn so_are_the_other_words() {
    refuse(
        "start = «\"acute\"»\n",
        &[answer("start must be \"chronic\" or \"acute-injury\"", "expected", "\"acute-injury\"")],
    );
    refuse(
        "[[dose]]\nat = \"0 d\"\ncells = 18e6\npreparation = «\"deed\"»\n",
        &[answer("preparation must be \"live\" or \"dead\" or \"medium\"", "expected", "did you mean \"dead\"?")],
    );
}

#[test]
fn an_infusion_has_no_site() {
    refuse(
        "[[dose]]\nat = \"0 d\"\ncells = 18e6\nroute = \"vein\"\n«site» = { at = [\"1 mm\", \"1 mm\"] }\n",
        &[answer("an infusion has no site", "choose route = \"needle\"", "")],
    );
}

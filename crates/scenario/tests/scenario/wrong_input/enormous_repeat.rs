use super::support::{answer, refuse};

#[test]
fn a_run_has_at_most_a_thousand_doses() {
    for number in ["1000", "4000000000", "99999999999999999999"] {
        refuse(
            &format!("[[dose]]\nat = \"0 d\"\ncells = 18e6\nrepeat = «{number}»\nevery = \"1 h\"\n"),
            &[answer("repeat must be a whole number from 0 to 999", "from 0 to 999", "")],
        );
    }
    let half = "{ at = \"0 d\", cells = 1, repeat = 600, every = \"1 h\" }";
    refuse(
        &format!("dose = [{half}, «{half}»]\n"),
        &[answer("can have more than 1000 doses", "a smaller repeat or at_most", "")],
    );
}

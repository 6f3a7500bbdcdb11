use super::support::{answer, refuse, refuse_overrides};

#[test]
fn replicates_are_a_whole_number_from_1_to_the_limit() {
    for number in ["0", "-3", "1001", "1000000000"] {
        refuse(
            &format!("replicates = «{number}»\n"),
            &[answer("replicates must be a whole number from 1 to 1000, found", "from 1 to 1000", "")],
        );
    }
    refuse("replicates = «2.5»\n", &[answer("a whole number, for example 1 was expected", "a whole number", "")]);
    refuse("«replicate» = 2\n", &[answer("unknown key", "list all keys", "did you mean \"replicates\"?")]);
    refuse_overrides("replicates = «0»", &[answer("found 0", "from 1 to 1000", "")]);
}

#[test]
fn what_does_not_go_with_replicates_is_named() {
    refuse(
        "replicates = 2\n[output]\ncells = «true»\n",
        &[answer("cells can be exported for a single run only", "replicates = 1", "")],
    );
    refuse(
        "horizon = \"100 y\"\nreplicates = «1000»\n",
        &[answer("the records of 1000 replicates need about", "fewer replicates", "")],
    );
}

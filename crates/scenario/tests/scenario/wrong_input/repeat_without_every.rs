use super::support::{answer, refuse};

#[test]
fn repeat_and_every_need_each_other() {
    refuse(
        "[[dose]]\nat = \"0 d\"\ncells = 18e6\n«repeat» = 1\n",
        &[answer("repeat needs every", "every = \"6 months\"", "")],
    );
    refuse(
        "[[dose]]\nat = \"0 d\"\ncells = 18e6\n«every» = \"6 months\"\n",
        &[answer("every needs repeat", "repeat = 1", "")],
    );
    refuse(
        "[[dose]]\nat = \"0 d\"\ncells = 18e6\nrepeat = 1\nevery = «\"0 d\"»\n",
        &[answer("every must be positive, found 0 day", "positive", "")],
    );
}

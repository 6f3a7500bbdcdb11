use super::support::{answer, refuse};

#[test]
fn a_sham_has_no_cells() {
    refuse(
        "[[dose]]\nat = \"0 d\"\nsham = true\n«cells» = 18e6\n«preparation» = \"dead\"\n",
        &[
            answer("a sham has no cells", "remove sham = true", ""),
            answer("a sham has no cells", "remove sham = true", ""),
        ],
    );
}

use crate::support::{answer, refuse};

#[test]
fn studies_are_refused_with_one_sentence() {
    refuse(
        "[«population»]\nn = 200\n[«trial»]\nobserver = \"open\"\n[[«arm»]]\nname = \"sham\"\n[«sweep»]\n",
        &["population", "trial", "arm", "sweep"]
            .map(|_| answer("is not supported yet by this version", "one patient with one list of doses", "")),
    );
}

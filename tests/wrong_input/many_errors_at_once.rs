use crate::support::{answer, refuse};

#[test]
fn all_errors_of_a_file_come_at_once_in_its_order() {
    refuse(
        "«seeed» = 3\n[tissue]\nvoxel = «\"3 mL\"»\n[drive]\ntnf = «nan»\n[[dose]]\nat = «\"13 months\"»\n«catheter» = 3\n\
         cells = 70e6\nroute = «\"vain\"»\n[[dose]]\nat = \"1 d\"\nsham = true\n«cells» = 3\n[patient]\nage = «52»\n",
        &[
            answer("unknown key", "", "seed"),
            answer("is a volume", "a length", ""),
            answer("not a finite number", "a plain number", ""),
            answer("after the horizon", "before", "horizon"),
            answer("unknown key", "known here", ""),
            answer("route must be", "\"vein\"", "did you mean \"vein\"?"),
            answer("a sham has no cells", "", ""),
            answer("has no unit", "a time", "\"52 year\""),
        ],
    );
}

use super::support::{answer, refuse};

#[test]
fn a_key_stands_once() {
    refuse("seed = 1\n«seed» = 2\n", &[answer("duplicate key", "only once", "")]);
    refuse("[drive]\ntnf = 0.8\n«tnf» = 0.9\n", &[answer("duplicate key", "only once", "")]);
}

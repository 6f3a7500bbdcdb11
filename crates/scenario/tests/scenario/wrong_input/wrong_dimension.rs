use super::support::{answer, refuse};

#[test]
fn the_dimension_found_and_the_one_expected_are_named() {
    refuse(
        "[tissue]\nvoxel = «\"3 mL\"»\n",
        &[answer(
            "\"3 mL\" is a volume, a length was expected, for example \"3 mm\"",
            "expected a length, for example \"3 mm\"",
            "",
        )],
    );
    refuse("horizon = «\"6 m\"»\n", &[answer("is a length, a time was expected", "\"6 months\"", "")]);
    refuse(
        "[tnf_alpha]\ndiffusivity = «\"10 um/s\"»\nloss_rate = «\"12.8 day\"»\n",
        &[
            answer("is a speed, a diffusivity was expected", "\"25 um^2/s\"", ""),
            answer("is a time, a rate was expected", "\"0.06 /day\"", ""),
        ],
    );
    refuse("[drive]\ntnf = «\"0.8 ng/mL\"»\n", &[answer("is a concentration, a plain number was expected", "0.5", "")]);
    refuse("[pain]\ngain = «\"3 s^2\"»\n", &[answer("a quantity of dimension time^2", "a number of points", "")]);
}

use super::support::{answer, refuse};

#[test]
fn faults_of_the_grammar_are_found_all_at_once() {
    refuse(
        "horizon = «»\n[[dose]]\nat = \"0 d«»\ncells = 18e6\n",
        &[
            answer("not valid TOML: string values must be quoted", "TOML was expected", ""),
            answer("not valid TOML: invalid basic string", "expected `\"`", ""),
        ],
    );
}

#[test]
fn a_number_with_groups_of_digits_or_a_decimal_comma_says_what_to_write() {
    let signs = "has other signs between its digits";
    refuse(
        "patient.potency = «0,5» # one, 2\ndose = [{ at = \"0 d\", cells = «70,000,000» }]\n\
         [tissue]\ntitle = \"a = 1,5\"\nx = «70 000 000»\n[stem_cell]\nretention = «1,600»\n",
        &[
            answer(signs, "no sign but a point", "write 0.5"),
            answer(signs, "no sign but a point", "write 70000000"),
            answer(signs, "no sign but a point", "write 70000000"),
            answer(signs, "no sign but a point", "write 1.600 or 1600"),
        ],
    );
    refuse("x = «1_000 3»\n", &[answer("not valid TOML", "TOML was expected", "")]);
}

#[test]
fn an_unclosed_table_is_found() {
    refuse("[tissue«»\n", &[answer("not valid TOML: unclosed table", "expected `]`", "")]);
}

#[test]
fn deep_nesting_is_refused_and_not_followed() {
    let deep = format!("format = 1\nextends = \"builtin:discogenic\"\ntitle = {}", "[".repeat(100_000));
    assert!(admsc_scenario::reading::load_str("x", &deep, &[]).is_err());
}

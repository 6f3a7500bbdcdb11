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
fn an_unclosed_table_is_found() {
    refuse("[tissue«»\n", &[answer("not valid TOML: unclosed table", "expected `]`", "")]);
}

#[test]
fn deep_nesting_is_refused_and_not_followed() {
    let deep = format!("format = 1\nextends = \"builtin:discogenic\"\ntitle = {}", "[".repeat(100_000));
    assert!(admsc_scenario::reading::load_str("x", &deep, &[]).is_err());
}

use admsc_scenario::language::Language;
use admsc_scenario::reading::load_str;

use super::support::{answer, refuse};

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
            answer("unknown key", "known keys here", ""),
            answer("route must be", "\"vein\"", "did you mean \"vein\"?"),
            answer("a sham has no cells", "", ""),
            answer("has no unit", "a time", "\"52 year\""),
        ],
    );
}

#[test]
fn thousands_of_errors_and_endless_lines_are_answered_in_short() {
    let mut text = String::from("format = 1\nextends = \"builtin:discogenic\"\n");
    (0..20_000).for_each(|number| text.push_str(&format!("key_{number} = 1\n")));
    let shown = load_str("mine.toml", &text, &[])
        .map_or_else(|errors| errors.render(false, Language::English), |_| "read".into());
    assert!(shown.contains("unknown key \"key_0\"") && shown.ends_with("and 19900 more errors"), "{}", shown.len());

    let line = format!("format = 1\ntitle = [{}3]\n", "\"x\", ".repeat(100_000));
    let shown = load_str("mine.toml", &line, &[])
        .map_or_else(|errors| errors.render(false, Language::English), |_| "read".into());
    assert!(shown.contains("mine.toml:2:9") && shown.contains("this is an array"), "{}", shown.len());
    assert!(shown.len() < 20_000, "a long line is cut: {}", shown.len());
}

#[test]
fn a_wrong_extends_hides_no_other_error() {
    super::support::refuse_whole(
        "format = 1\nextends = «\"builtin:discogenc\"»\n«horizn» = \"1 y\"\npain.gain = «\"9 days\"»\ndose = [{ at = \"0 d\", «cels» = 18e6 }]\narm = [{ name = \"a\", dose = [{ «att» = \"0 d\" }] }]\n",
        &[
            answer("there is no bundled scenario \"discogenc\"", "bundled: ", "builtin:discogenic"),
            answer("unknown key \"horizn\"", "", "did you mean \"horizon\"?"),
            answer("is a time", "points", ""),
            answer("unknown key \"cels\"", "", "did you mean \"cells\"?"),
            answer("unknown key \"att\"", "", "did you mean \"at\"?"),
        ],
    );
}

#[test]
fn a_missing_format_hides_no_other_error() {
    super::support::refuse_whole(
        "«»extends = \"builtin:discogenic\"\n«horizn» = \"1 y\"\ndose = [{ at = \"0 d\", «cels» = 18e6, cells = 18e6 }]\nstart = «\"acut\"»\n",
        &[
            answer("the key format is missing", "format = 1", "format = 1"),
            answer("unknown key \"horizn\"", "", "did you mean \"horizon\"?"),
            answer("unknown key \"cels\"", "", "did you mean \"cells\"?"),
            answer("start must be", "", "acute-injury"),
        ],
    );
}

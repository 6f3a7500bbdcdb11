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

#[test]
fn no_section_of_a_study_hides_the_errors_of_another() {
    // The same are told whether the base is there or not.
    let study = "format = 1\nextends = \"builtin:neuropathic\"\n[population]\nn = «0»\n[trial]\nobserver = «\"blnd\"»\n\
                 [trial.intercurrent]\nrescue_from = «12»\n[sweep.grid]\n\"stem_cell.half_life\" = [\"5 d\", «\"5\"»]\n\
                 [[arm]]\nname = \"a\"\ndose = []\n[[arm]]\nname = \"b\"\n\
                 dose = [{ at = \"0 d\", cells = 7e7, «repeat» = 1 }]\n";
    let told = || {
        vec![
            answer("population.n must be", "", ""),
            answer("observer must be", "", ""),
            answer("rescue_from must lie on the scale", "", ""),
            answer("\"5\" has no unit", "", "\"5 day\""),
            answer("repeat needs every", "", ""),
        ]
    };
    super::support::refuse_whole(study, &told());
    let base = study.replace("extends = \"builtin:neuropathic\"", "extends = «\"builtin:neuropatic\"»");
    let of_base = answer("no bundled scenario", "", "builtin:neuropathic");
    super::support::refuse_whole(&base, &std::iter::once(of_base).chain(told()).collect::<Vec<_>>());
}

#[test]
fn spreads_arms_and_trials_are_read_beside_each_other() {
    refuse(
        "[trial]\nratio = «[1, 2]»\ncontrol = «\"nobody\"»\nallocation = \"parallel\"\n\
         [trial.intercurrent]\ndropout_per_month = «-1»\nestimand = «\"compsite\"»\n\
         [population]\nn = 3\nvary = { «\"patient.ag\"» = \"fixed\" }\nhold = [«3», «\"patient.weight\"»]\n\
         [[arm]]\nname = \"x\"\ndose = []\n[[arm]]\nname = \"y\"\ndose = [{ at = «\"3\"», cells = 1e6 }, { at = «\"15 min\"», cells = 1e6 }]\n\
         [[arm]]\nname = \"z\"\ndose = []\n\
         [sweep]\nlist = [«3», { «\"pain.gan\"» = 3 }]\n",
        &[
            answer("a ratio of 3 arms was expected", "", ""),
            answer("there is no arm \"nobody\"", "", ""),
            answer("dropout_per_month must not be negative", "", ""),
            answer("estimand must be", "", "composite"),
            answer("unknown key \"patient.ag\"", "", "patient.age"),
            answer("this is a whole number", "", ""),
            answer("unknown key \"patient.weight\"", "", "patient.body_weight"),
            answer("\"3\" has no unit", "", "\"3 d\""),
            answer("is not on a tick of 60 min", "", ""),
            answer("this is a whole number", "", ""),
            answer("unknown key \"pain.gan\"", "", "pain.gain"),
        ],
    );
    refuse(
        "[population]\nn = 3\n«[[arm]]»\nname = «3»\n[[arm]]\nname = \"y\"\n«dose» = 3\n",
        &[
            answer("this arm has no dose", "", "write dose = []"),
            answer("this is a whole number", "", ""),
            answer("dose is a", "", ""),
        ],
    );
}

#[test]
fn a_lesion_is_read_beside_a_window_that_is_wrong() {
    refuse(
        "[tissue]\nvoxel = \"30 um\"\nwindow = «[\"2 mm\", \"1.2 mm\"]»\nlesion = { from = «[\"3 mm\"]», to = [\"1 mm\"] }\n\
         [[dose]]\nat = «\"3\"»\ncells = 7e7\n",
        &[
            answer("the window is 2000 um along x", "", "1980 um and 2010 um"),
            answer("the lesion contains no voxel along x", "expected from before to", ""),
            answer("\"3\" has no unit", "", "\"3 d\""),
        ],
    );
}

#[test]
fn one_error_is_no_reason_for_others() {
    // What is right beside what is wrong: repeats whose dose says how far apart they are, a value in whose place a spread has one.
    refuse(
        "horizon = \"60 d\"\n[sweep.grid]\n\"dose.repeat\" = [99, 200]\n[population]\nn = «0»\n[[arm]]\nname = \"a\"\n\
         dose = [{ at = \"0 d\", cells = 7e7, repeat = 1, every = \"6 h\" }]\n",
        &[answer("population.n must be", "", "")],
    );
    refuse(
        "start = \"acute-injury\"\ninjury.cut_share = 0.2\npatient.age = \"9 kg\"\ncadence.tick = «\"7 h\"»\n\
         [population]\nn = 3\nvary = { \"patient.age\" = \"normal mean 52 y sd 12 y within 22 y to 82 y\" }\n\
         [[arm]]\nname = \"a\"\ndose = []\n",
        &[answer("field of 360 min is not a whole number of tick of 420 min", "", "")],
    );
}

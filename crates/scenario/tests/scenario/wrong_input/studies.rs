//! Studies that cannot be run: refused before anything is.

use admsc_scenario::reading::{Override, load_str};

use super::support::{answer, check_file, refuse, refuse_overrides};

#[test]
fn arms_need_a_name_of_their_own_and_a_dose() {
    refuse("«arm» = 3\n", &[answer("arm is a whole number, not an array of tables", "write [[arm]]", "")]);
    refuse("arm = «[]»\n", &[answer("there is no arm", "at least one [[arm]]", "")]);
    refuse("arm = [«{ dose = [] }»]\n", &[answer("this arm has no name", "name = \"sham\"", "")]);
    refuse("arm = [«{ name = \"a\" }»]\n", &[answer("this arm has no dose", "dose = [{", "dose = []")]);
    refuse(
        "arm = [{ name = \"a\", dose = [] }, { name = «\"a\"», dose = [] }]\n",
        &[answer("two arms have the name \"a\"", "another name", "")],
    );
    refuse(
        "arm = [{ name = \"one dose\", dose = [] }, { name = «\" one  dose \"», dose = [] }]\n",
        &[answer("two arms have the name \"one dose\"", "spaces are ignored", "")],
    );
    refuse("arm = [{ name = «\" \"», dose = [] }]\n", &[answer("a readable name", "a word", "")]);
    refuse(
        "arm = [{ name = \"a\", dose = [], «doses» = [] }]\n",
        &[answer("unknown key \"doses\" in [[arm]]", "all keys", "did you mean \"dose\"?")],
    );
}

#[test]
fn arms_do_not_change_the_patient() {
    refuse(
        "arm = [{ name = \"a\", dose = [] }, { name = «\"b\"», dose = [], matrix = { repair_rate = \"0.02 /day\" } }]\n",
        &[answer("the arm \"b\" changes the patient before day 0", "a [sweep] changes other keys", "")],
    );
}

#[test]
fn populations_need_a_size() {
    refuse("[population]\nn = «0»\n", &[answer("population.n must be a whole number from 1", "from 1 to 1000000", "")]);
    refuse("[«population»]\nseed = 3\n", &[answer("the population has no size", "n = 200", "")]);
    refuse("population = «7»\n", &[answer("this is a whole number", "a section [population]", "")]);
    refuse(
        "patient.«number» = 3\n[population]\nn = 2\n",
        &[answer("one patient and a population are both given", "remove one of them", "")],
    );
}

#[test]
fn spreads_are_checked() {
    let vary = |spread: &str| format!("[population]\nn = 2\n[population.vary]\n\"patient.age\" = {spread}\n");
    refuse(
        &vary("{ normal = [\"52 y\", «\"-12 y\"»] }"),
        &[answer("the standard deviation must be positive", "must be positive", "")],
    );
    refuse(&vary("{ normal = [\"52 y\", «\"12 kg\"»] }"), &[answer("a mass", "expected a time", "")]);
    refuse(&vary("{ normal = «[\"52 y\"]» }"), &[answer("two values were expected", "normal = [", "")]);
    refuse(&vary("{ uniform = [«\"60 y\"», \"50 y\"] }"), &[answer("must lie below", "the smaller value", "")]);
    refuse(
        &vary("{ uniform = [«\"-50 y\"», \"5 y\"] }"),
        &[answer("patient.age must not be negative", "must not be negative", "")],
    );
    refuse(
        &vary("{ normal = [«\"50 y\"», \"5 y\"], within = [\"70 y\", \"80 y\"] }"),
        &[answer("the mean is outside the bounds", "within", "")],
    );
    refuse(
        "[population]\nn = 2\n[sweep.grid]\n«\"patient.potency\"» = [0, 1]\n",
        &[answer("the potency of a study cannot be swept", "[trial]", "")],
    );
    refuse(&vary("{ «beta» = [1, 2] }"), &[answer("\"beta\" is not a valid distribution", "normal", "")]);
    refuse(&vary("«\"free\"»"), &[answer("\"free\" is not a valid distribution", "fixed", "")]);
    refuse(&vary("«7»"), &[answer("this is a whole number", "a distribution", "")]);
    refuse(
        "[population]\nn = 2\n[population.vary]\n«\"patient.agge\"» = \"fixed\"\n",
        &[answer("unknown key \"patient.agge\"", "admsc params", "did you mean \"patient.age\"?")],
    );
    refuse(
        "[population]\nn = 2\ncorrelations = [«{ keys = [\"patient.age\", \"patient.potency\"], r = 0.5 }»]\n",
        &[answer("patient.potency does not vary", "possible together", "")],
    );
}

#[test]
fn a_key_that_is_unknown_is_told_once() {
    refuse(
        "[population]\nn = 2\n[population.vary]\n«\"patient.agge\"» = { normal = [\"52 y\", \"12 y\"] }\n",
        &[answer("unknown key \"patient.agge\"", "admsc params", "did you mean \"patient.age\"?")],
    );
    refuse(
        "[population]\nn = 2\n[population.vary]\n«mesh» = \"fixed\"\n",
        &[answer("unknown key \"mesh\"", "admsc params", "")],
    );
}

#[test]
fn correlations_do_not_contradict_each_other() {
    let pair = |a: &str, b: &str, r: f64| format!("{{ keys = [\"{a}\", \"{b}\"], r = {r} }}");
    let [age, donor, gain] = ["patient.age", "patient.donor_potency", "pain.gain"];
    refuse(
        &format!("[population]\nn = 2\ncorrelations = [\n{},\n«{}»]\n", pair(age, donor, 0.5), pair(donor, age, -0.5)),
        &[answer("these two keys already have a correlation", "once", "")],
    );
    refuse(
        &format!(
            "[population]\nn = 2\n«correlations» = [\n{},\n{},\n{}]\n",
            pair(age, donor, 0.9),
            pair(donor, gain, 0.9),
            pair(age, gain, -0.9)
        ),
        &[answer("these correlations are impossible together", "possible together", "")],
    );
}

#[test]
fn nothing_stands_twice_in_a_list() {
    let repeated = "expected each value once";
    refuse(
        "[sweep.grid]\n\"dose.cells\" = [6e6, 18e6, «\"6e6 cells\"»]\n",
        &[answer("this value is given twice", repeated, "")],
    );
    refuse(
        "[sweep.grid]\n\"stem_cell.half_life\" = [\"5 d\", «\"120 h\"»]\n\"dose.repeat\" = [1, 2, «1»]\n",
        &[answer("this value is given twice", repeated, ""), answer("this value is given twice", repeated, "")],
    );
    refuse(
        "[sweep]\nlist = [{ \"dose.cells\" = 6e6, \"pain.gain\" = \"9 points\" }, \
         «{ \"pain.gain\" = \"9 points\", \"dose.cells\" = 6000000 }»]\n",
        &[answer("this point is given twice", repeated, "")],
    );
    refuse(
        "[sweep.grid]\n\"pain.gain\" = [\"9 points\"]\npain.«gain» = [\"8 points\"]\n",
        &[answer("the key \"pain.gain\" is given twice", "each key once", "")],
    );
    refuse(
        "[trial]\nvisits = [\"0 d\", \"1 month\", «\"30 d\"», \"6 months\"]\n",
        &[answer("the visit on day 30 is given twice", "each visit once", "")],
    );
    refuse(
        "[population]\nn = 80\n[trial]\npower_for = [20, «20»]\n",
        &[answer("this size is given twice", repeated, "")],
    );
}

#[test]
fn all_endpoints_are_always_computed() {
    refuse(
        "[trial]\n«endpoints» = [\"r50\"]\n",
        &[answer("unknown key \"endpoints\" in [trial]", "known keys here", "every endpoint is always computed")],
    );
}

#[test]
fn visits_and_doses_lie_before_the_horizon() {
    refuse(
        "horizon = \"12 months\"\n[trial]\nvisits = [\"0 d\", «\"24 months\"»]\n",
        &[answer("the visit on day 731 lies after the horizon of 365 days", "0 to 365 days", "")],
    );
    refuse(
        "arm = [{ name = \"a\", dose = [{ at = «\"400 d\"», cells = 1e6 }] }]\n",
        &[answer("a dose on day 400 lies after the horizon", "before the horizon", "set horizon")],
    );
}

#[test]
fn trials_compare_arms_that_are_there() {
    let arms = "arm = [{ name = \"one\", dose = [{ at = \"0 d\", cells = 1e6 }] }, { name = \"sham\", dose = [] }]\n";
    refuse(
        &format!("{arms}[trial]\ncontrol = «\"shamm\"»\n"),
        &[answer("there is no arm \"shamm\"", "\"one\", \"sham\"", "did you mean \"sham\"?")],
    );
    refuse(
        &format!("{arms}[trial]\nallocation = \"parallel\"\nratio = «[1, 1, 1]»\n"),
        &[answer("a ratio of 2 arms was expected", "ratio =", "")],
    );
    refuse(
        &format!("{arms}[trial]\n«ratio» = [1, 1]\n"),
        &[answer("a ratio needs allocation = \"parallel\"", "every arm", "")],
    );
    refuse(
        &format!("{arms}[trial]\npotency = [\"optimistic\", «1.0»]\n"),
        &[answer("this potency is given twice", "each value once", "")],
    );
    refuse(
        &format!("{arms}[trial]\nobserver = «\"blind\"»\n"),
        &[answer("observer must be", "sham-blinded", "did you mean \"sham-blinded\"?")],
    );
    refuse(
        &format!("{arms}[population]\nn = 2\n[trial]\nallocation = \"parallel\"\n«other_draws» = true\n"),
        &[answer("other_draws needs allocation = \"every-arm\"", "one arm", "")],
    );
    refuse(
        &format!("{arms}[trial.intercurrent]\ndropout_per_month = «-0.1»\n"),
        &[answer("dropout_per_month must not be negative", "must not be negative", "")],
    );
}

#[test]
fn sweeps_are_finite_and_name_keys() {
    let thousand = (0..1000).map(|x| format!("{x}.5")).collect::<Vec<_>>().join(", ");
    refuse(
        &format!(
            "[sweep.«grid»]\n\"pain.gain\" = [{thousand}]\n\"tissue.healthy_integrity\" = [{thousand}]\n\"pain.nerve_share\" = [{thousand}]\n"
        ),
        &[answer("the grid has 1000 × 1000 × 1000 points", "at most 10000", "")],
    );
    refuse("[«sweep»]\n", &[answer("the sweep is empty", "grid or list", "sweep.grid")]);
    refuse("[sweep]\ngrid = «{}»\n", &[answer("the grid has no keys", "dose.cells", "")]);
    refuse(
        "[sweep.grid]\n«\"dose.cellz\"» = [1e6]\n",
        &[answer("unknown key \"dose.cellz\"", "dose.cells", "did you mean \"dose.cells\"?")],
    );
    refuse(
        "[sweep.grid]\n\"stem_cell.half_life\" = «\"5 d\"»\n",
        &[answer("stem_cell.half_life needs its values", "an array", "")],
    );
    refuse("[sweep.grid]\n\"stem_cell.half_life\" = [\"5 d\", «\"5 kg\"»]\n", &[answer("a mass", "a time", "")]);
    refuse("[sweep]\nlist = [«{}»]\n", &[answer("this point sets nothing", "dose.cells", "")]);
}

#[test]
fn the_potency_does_not_vary_between_patients() {
    let told = || [answer("the potency of a study cannot vary between patients", "potency = [1.0, 0.3]", "")];
    refuse("[population]\nn = 2\n[population.vary]\n«\"patient.potency\"» = { uniform = [0.1, 0.9] }\n", &told());
    refuse("[population]\nn = 2\nvary.patient.«potency» = { normal = [0.5, 0.1] }\n", &told());
    refuse("[spread]\n«\"patient.potency\"» = \"normal sd 0.1\"\n[population]\nn = 2\n", &told());
}

#[test]
fn what_is_held_does_not_vary() {
    let age = "{ normal = [\"52 y\", \"12 y\"] }";
    let told = || [answer("patient.age is in both hold and vary", "the same in all patients", "")];
    refuse(
        &format!(
            "[population]\nn = 2\nhold = [\"patient.age\", \"pain.gain\"]\n\
             [population.vary]\n«\"patient.age\"» = {age}\n\"pain.gain\" = \"fixed\"\n"
        ),
        &told(),
    );
    // Nearer to the user than the spread.
    let spread = format!("[population]\nn = 2\n[population.vary]\n\"patient.age\" = {age}\n");
    let text = format!("format = 1\nextends = \"builtin:discogenic\"\n{spread}");
    let held = [Override { key: "population.hold".into(), value: "[\"patient.age\"]".into() }];
    let marked = "population.hold = [«\"patient.age\"»]\n";
    check_file("--set", marked, load_str("mine.toml", &text, &held), &told());
}

#[test]
fn parallel_groups_have_patients_in_every_arm() {
    let arms = "arm = [{ name = \"sham\", dose = [] }, { name = \"one\", dose = [{ at = \"0 d\", cells = 1e6 }] }]\n";
    refuse(
        &format!("{arms}[population]\nn = «1»\n[trial]\nallocation = \"parallel\"\n"),
        &[answer("nobody is allocated to the arm \"sham\": the population has 1 patient", "at least 2 patients", "")],
    );
    refuse(
        &format!("{arms}[trial]\nallocation = «\"parallel\"»\n"),
        &[answer("parallel groups need a population", "at least 2", "")],
    );
    // A population that only an override made too small.
    let all = arms.trim_end();
    refuse_overrides(
        &format!("{all}\ntrial.allocation = \"parallel\"\npopulation.n = «1»\n"),
        &[answer("nobody is allocated to the arm \"sham\": the population has 1 patient", "at least 2 patients", "")],
    );
}

#[test]
fn a_population_that_nobody_fits_is_refused() {
    let told = || [answer("none of 200 draws of patient 0 has a chronic baseline pain", "a patient to be drawn", "")];
    refuse("pain.gain = \"0 points\"\n[«population»]\nn = 2\n", &told());
    refuse("pain.gain = \"9000 points\"\n[«population»]\nn = 2\n", &told());
    refuse("[population]\nn = 2\n[«sweep».grid]\n\"pain.gain\" = [\"10 points\", \"9000 points\"]\n", &told());
    // One patient is not drawn, and neither are people with an acute injury.
    for fine in ["[[arm]]\nname = \"a\"\ndose = []\n", "start = \"acute-injury\"\n[population]\nn = 2\n"] {
        let text = format!("format = 1\nextends = \"builtin:discogenic\"\npain.gain = \"0 points\"\n{fine}");
        assert!(load_str("mine.toml", &text, &[]).is_ok(), "{fine}");
    }
}

#[test]
fn pain_lies_on_its_scale() {
    let told = "must lie on the scale of pain, 0 to 10";
    refuse(
        "[population]\nn = 2\nadmit = { observed_pain_at_least = «11» }\n",
        &[answer("observed_pain_at_least must lie on the scale of pain, 0 to 10, found 11", told, "")],
    );
    refuse(
        "[trial.intercurrent]\nrescue_from = «12»\nreoperation_from = «\"10.5 points\"»\n",
        &[answer("rescue_from must lie", told, ""), answer("reoperation_from must lie", told, "")],
    );
}

#[test]
fn correlations_are_of_two_keys_and_possible() {
    let pair = |keys: &str, r: &str| {
        format!("[population]\nn = 2\ncorrelations = [{{ keys = [\"patient.age\", {keys}], r = {r} }}]\n")
    };
    refuse(
        &pair("\"patient.donor_potency\"", "«-1.3»"),
        &[answer("r must lie between -1 and 1, found -1.3", "both excluded", "")],
    );
    refuse(
        &pair("«\"patient.age\"»", "0.3"),
        &[answer("a correlation needs two different keys", "other than the first", "")],
    );
}

#[test]
fn contrasts_are_pairs_of_arms_that_are_there() {
    let arms = "arm = [{ name = \"one dose\", dose = [{ at = \"0 d\", cells = 1e6 }] }, { name = \"two doses\", dose = [] }, \
                { name = \"sham\", dose = [] }]\n";
    let compare = |value: &str| format!("{arms}[trial]\ncompare = {value}\n");
    refuse(
        &compare("[[\"two doses\", «\"one dos\"»]]"),
        &[answer("there is no arm \"one dos\"", "\"one dose\", \"two doses\", \"sham\"", "did you mean \"one dose\"?")],
    );
    refuse(&compare("[[«3», \"sham\"]]"), &[answer("this is a whole number", "the name of an arm", "")]);
    let pair = "for example [\"two doses\", \"one dose\"]";
    refuse(&compare("[«[\"sham\", \" sham \"]»]"), &[answer("the arm \"sham\" is compared with itself", pair, "")]);
    refuse(&compare("[«[\"sham\"]»]"), &[answer("two arms were expected, not 1", pair, "")]);
    refuse(&compare("[[\"one dose\", \"sham\"], «\"sham\"»]"), &[answer("this is a string", pair, "")]);
    let pairs = "for example [[\"two doses\", \"one dose\"]]";
    refuse(&compare("«[]»"), &[answer("there is no pair of arms", pairs, "")]);
    refuse(&compare("«\"sham\"»"), &[answer("this is a string", pairs, "")]);
    refuse(
        &compare("«[\"two doses\", \"one dose\"]»"),
        &[answer("these are arms, not pairs", pairs, "brackets round each pair")],
    );
    // The order of two arms decides the sign of their difference, and no more.
    refuse(
        &compare("[[\"two doses\", \"sham\"], [\"one dose\", \"sham\"], «[\"sham\", \"two  doses\"]»]"),
        &[answer("these two arms are compared twice", "each value once", "")],
    );
}

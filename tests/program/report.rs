//! Reports: every number is that of `summary.json`, every sentence is supported by it, and the page stands alone.

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::common::{ONE_DOSE, SMALL_NERVE, newest};
use crate::small::{DISC, THREE_ARMS};
use admsc_sim::language::Language;
use admsc_sim::report::given::{Given, Signs};
use admsc_sim::report::study;
use admsc_sim::scenario;
use admsc_sim::units::month::{length, visit_name};
use serde_json::Value;

type Outcome = Result<(), Box<dyn Error>>;

const RUN: &str = r#"
title = "A <b>small</b> nerve & \"more\""
question = "Does <script>alert('pain')</script> fall?"
horizon = "8 d"
patient.baseline = "10 d"
tissue.voxel = "50 um"
output.visits = ["0 d", "3 d", "8 d"]
translation.ja.title = "小さな神経"
"#;

const STUDY: &str = r#"
format = 1
extends = "small.toml"
population = { n = 6, seed = 3 }
trial = { visits = ["0 d", "8 d"], potency = ["optimistic", "sceptical"], observer = "sham-blinded", power_for = [3], other_draws = true, intercurrent = { dropout_per_month = 0.02, rescue_from = 8 } }

[[arm]]
name = "sham <i>"
dose = [{ at = "0 d", sham = true, site = { from_lesion_edge = "0.1 mm" } }]

[[arm]]
name = "one dose"
"#;

/// Numbers that texts of the catalogue have in them.
const IN_TEXTS: [&str; 13] = [
    "95 %",
    "90 %",
    "5 % lie below",
    "5 %がこれ以下",
    "0 to 10",
    "0〜10点",
    "day 0",
    "0日目",
    "M1",
    "M2",
    "10倍速く",
    "2つの安定な状態",
    "安定な状態は1つ",
];

fn admsc(place: &Path, arguments: &[&str]) -> Outcome {
    let run = Command::new(env!("CARGO_BIN_EXE_admsc")).current_dir(place).args(arguments).output()?;
    assert!(run.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&run.stderr));
    Ok(())
}

/// A run, replicates, a comparison, a study and an explanation, each in both languages.
fn make(place: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    fs::write(place.join("small.toml"), [SMALL_NERVE, RUN, ONE_DOSE].concat())?;
    fs::write(place.join("study.toml"), [STUDY, ONE_DOSE].concat())?;
    let without = "format = 1\nextends = \"small.toml\"\ntitle = \"Untreated\"\ndose = []\n";
    fs::write(place.join("without.toml"), without)?;
    fs::write(place.join("several.toml"), "format = 1\nextends = \"small.toml\"\nreplicates = 3\n")?;
    for language in ["en", "ja"] {
        for file in ["small", "without", "several", "study"] {
            admsc(place, &["run", &format!("{file}.toml"), "--quiet", "--out", "out", "--lang", language])?;
        }
        admsc(place, &["compare", "out/small", "out/without", "--out", "out/compared", "--lang", language])?;
    }
    // Long enough for a relief of which a half can be told.
    let few =
        ["--people", "2", "--time-costs", "2", "--mean-field", "2", "--set", "horizon=60 d", "--out", "out", "--quiet"];
    admsc(place, &[&["explain", "small.toml"], &few[..]].concat())?;
    let out = place.join("out");
    Ok(vec![
        newest(&out.join("small")),
        newest(&out.join("several")),
        newest(&out.join("study")),
        out.join("compared"),
        newest(&out.join("explain/small")),
    ])
}

/// The folders of the results, made once.
fn folders() -> &'static [PathBuf] {
    static MADE: OnceLock<(tempfile::TempDir, Vec<PathBuf>)> = OnceLock::new();
    let make = || {
        let place = tempfile::tempdir().unwrap();
        let folders = make(place.path()).unwrap();
        (place, folders)
    };
    &MADE.get_or_init(make).1
}

/// Where a report lies, its text, and the summary beside it.
type Report = (String, String, Value);

/// A number and its sign of per cent stay on one line by a space of their own.
fn with_plain_spaces(html: &str) -> String {
    html.replace('\u{a0}', " ")
}

/// Every report.
fn reports() -> Result<Vec<Report>, Box<dyn Error>> {
    let mut reports = Vec::new();
    for folder in folders() {
        let summary: Value = serde_json::from_slice(&fs::read(folder.join("summary.json"))?)?;
        for name in ["report.html", "report.ja.html"] {
            let path = folder.join(name);
            let html = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            let html = with_plain_spaces(&html);
            reports.push((path.display().to_string(), html, summary.clone()));
        }
    }
    Ok(reports)
}

/// Pieces of a text between two marks, and what is left without them.
fn cut<'a>(text: &'a str, from: &str, to: &str) -> (Vec<&'a str>, String) {
    let (mut pieces, mut left, mut rest) = (Vec::new(), String::new(), text);
    while let Some((before, after)) = rest.split_once(from) {
        left.push_str(before);
        let (piece, after) = after.split_once(to).unwrap_or((after, ""));
        pieces.push(piece);
        rest = after;
    }
    (pieces, left + rest)
}

fn attribute<'a>(tag: &'a str, name: &str) -> &'a str {
    tag.split_once(&format!("{name}=\"")).and_then(|(_, rest)| rest.split('"').next()).unwrap_or_default()
}

fn section<'a>(html: &'a str, id: &str) -> &'a str {
    let found = html.split_once(&format!("<section id=\"{id}\">")).map_or("", |(_, rest)| rest);
    found.split("</section>").next().unwrap_or_default()
}

/// What is wrong with one printed number.
fn fault(tag: &str, printed: &str, summary: &Value, language: Language) -> Option<String> {
    let (id, form) = (attribute(tag, "data-id"), attribute(tag, "data-form"));
    let Some(value) = summary.pointer(id).and_then(Value::as_f64) else {
        return Some(format!("{id} is not in summary.json"));
    };
    let written: Option<Value> = serde_json::from_str(attribute(tag, "value")).ok();
    if written.as_ref() != summary.pointer(id) {
        return Some(format!("{id} has another value than summary.json"));
    }
    let expected = match form {
        "visit" | "length" => {
            let name = language.say(if form == "visit" { visit_name(value as u32) } else { length(value) });
            return (name != printed).then(|| format!("{id} is {name}, not {printed}"));
        }
        "percent" => 100.0 * value,
        "probability" if value < 0.001 => {
            return (printed != "&lt; 0.001" && printed != "&#60; 0.001")
                .then(|| format!("{id} is {value}, printed as {printed}"));
        }
        "probability" => value,
        "size" => value.abs(),
        "plain" | "signed" => value,
        other => return Some(format!("{other} is no form")),
    };
    let digits = printed.trim_end_matches(" %").replace('−', "-");
    let places = digits.split_once('.').map_or(0, |(_, places)| places.len());
    let read: f64 = digits.parse().ok()?;
    let signed = form != "signed" || digits.starts_with(['+', '-']) || read == 0.0;
    // Half a unit of the last place, and what decimal fractions lose in binary.
    let unit: f64 = format!("1e-{places}").parse().ok()?;
    let room = 0.5 * unit + 1e-9;
    ((read - expected).abs() > room || !signed).then(|| format!("{id} is {expected}, printed as {printed}"))
}

#[test]
fn every_number_is_the_one_of_the_summary() -> Outcome {
    for (path, html, summary) in reports()? {
        let language = if path.ends_with(".ja.html") { Language::Japanese } else { Language::English };
        let mut numbers = 0;
        for piece in cut(&html, "<data ", "</data>").0 {
            let (tag, printed) = piece.split_once('>').ok_or("no end of a tag")?;
            assert_eq!(fault(tag, printed, &summary, language), None, "{path}");
            numbers += 1;
        }
        assert!(numbers > 20, "{path} has {numbers} numbers");
        for id in ["answer", "numbers"] {
            let words = cut(&cut(section(&html, id), "<data ", "</data>").1, "<", ">").1;
            // A user's own signs are written by their numbers.
            let words = cut(&words, "&#", ";").1;
            let left = IN_TEXTS.iter().fold(words, |words, known| words.replace(known, ""));
            assert!(!left.is_empty(), "{path} has no {id}");
            let digit = left.lines().find(|line| line.contains(|c: char| c.is_ascii_digit()));
            assert_eq!(digit, None, "{path} prints a number in {id} that it does not take from summary.json");
        }
    }
    Ok(())
}

#[test]
fn a_wrong_number_would_be_found() {
    let summary = serde_json::json!({ "a": 2.34, "b": -0.5, "p": 0.0002 });
    let wrong = |value: &str, id: &str, form: &str, printed: &str| {
        let tag = format!("value=\"{value}\" data-id=\"{id}\" data-form=\"{form}\"");
        fault(&tag, printed, &summary, Language::English).is_some()
    };
    assert!(!wrong("2.34", "/a", "probability", "2.340") && wrong("2.34", "/a", "probability", "2.341"));
    assert!(!wrong("0.0002", "/p", "probability", "&#60; 0.001") && wrong("0.0002", "/p", "probability", "0.000"));
    assert!(!wrong("2.34", "/a", "plain", "2.3") && !wrong("-0.5", "/b", "signed", "−0.50"));
    assert!(wrong("2.34", "/a", "plain", "2.4") && wrong("2.3", "/a", "plain", "2.3"));
    assert!(wrong("2.34", "/c", "plain", "2.3") && wrong("-0.5", "/b", "plain", "0.5"));
}

#[test]
fn a_page_stands_alone_and_says_whose_words_are_whose() -> Outcome {
    for (path, html, _) in reports()? {
        for sign in ["<script", "<link", "<iframe", "@import", "src=\"", "href=\"http", "javascript:", "<b>", "<i>"] {
            assert!(!html.contains(sign), "{path} has {sign}");
        }
        let outside: Vec<&str> = html
            .split("url(")
            .skip(1)
            .filter(|rest| !rest.starts_with('#') && !rest.starts_with("data:font/"))
            .collect();
        assert!(outside.is_empty(), "{path} loads {outside:?}");
        let ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let unique: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(unique.len(), ids.len(), "{path} has an id twice");
        let mut pictures = 0;
        for tag in cut(&html, "<svg ", ">").0 {
            let named: Vec<&str> = attribute(tag, "aria-labelledby").split(' ').collect();
            assert!(named.len() == 2 && named.iter().all(|name| unique.contains(name)), "{path}: {tag}");
            pictures += 1;
        }
        assert!(pictures >= 2, "{path} has {pictures} pictures");
        let order = ["answer", "pictures", "numbers", "scenario", "evidence", "limits"]
            .map(|id| html.find(&format!("<section id=\"{id}\">")));
        assert!(order.iter().all(Option::is_some) && order.is_sorted(), "{path}: {order:?}");
    }
    Ok(())
}

#[test]
fn no_place_for_a_value_is_left_and_nothing_is_said_to_cure() -> Outcome {
    for (path, html, _) in reports()? {
        let words = cut(&cut(&cut(&html, "<style>", "</style>").1, "<pre", "</pre>").1, "<", ">").1;
        let open = cut(&words, "{", "}").0;
        assert!(open.is_empty(), "{path}: {open:?}");
        for word in ["cure", "heals", "治癒", "治す", "治り"] {
            assert!(!words.to_lowercase().contains(word), "{path} says {word}");
        }
    }
    Ok(())
}

/// The words of the answer of a study's report.
pub fn answer(summary: &Value, scenario: &scenario::Scenario) -> Result<String, Box<dyn Error>> {
    words(summary, scenario, "answer")
}

/// The words of a section of a study's report.
fn words(summary: &Value, scenario: &scenario::Scenario, id: &str) -> Result<String, Box<dyn Error>> {
    let signs = Signs { version: "0", scenario_hash: "0", digest: "0", seed: 0 };
    let given =
        Given { summary, scenario, drawings: &[], film: None, signs, influential: None, language: Language::English };
    let found = scenario.study.as_ref().ok_or("no study")?;
    let html = with_plain_spaces(&study::page(&given, found).html(|_| None)?);
    Ok(cut(section(&html, id), "<", ">").1)
}

/// A study of a disc with three arms, which nobody runs.
pub fn three_arms(more: &str) -> Result<scenario::Scenario, Box<dyn Error>> {
    let text = format!("{DISC}{THREE_ARMS}{more}");
    Ok(scenario::load_str("study", &text, &[]).map_err(|errors| errors.render(false, Language::English))?)
}

/// A summary of it with rows of days in another order in each list.
pub fn summary_of_three_arms() -> Value {
    let which = |arm: u32, day: u32| serde_json::json!({ "point": 0, "potency": 0, "arm": arm, "day": day });
    serde_json::json!({
        "patients": 4,
        "arms": [
            { "which": which(0, 0), "flared": 0, "rescued_or_operated": 0, "tumour_progressed": 0 },
            { "which": which(0, 183), "flared": 0, "rescued_or_operated": 0, "tumour_progressed": 0 },
            { "which": which(1, 183), "flared": 3, "rescued_or_operated": 0, "tumour_progressed": 0 },
        ],
        "differences": [
            { "which": which(1, 183), "against": 0, "paired": { "difference": -1.0, "low": -2.0, "high": -0.5 } },
        ],
    })
}

#[test]
fn a_mean_of_one_has_no_interval_and_a_share_of_none_has_one() -> Outcome {
    let study = three_arms("[population]\nn = 1\n")?;
    let mut summary = summary_of_three_arms();
    summary["patients"] = serde_json::json!(1);
    summary["differences"] = serde_json::json!([]);
    let r50 = serde_json::json!({ "n": 8, "hits": 0, "share": 0.0, "low": 0.0, "high": 0.324 });
    for (arm, change) in [(1, -2.0), (2, 1.5)] {
        summary["arms"][arm]["change"] =
            serde_json::json!({ "n": 1, "mean": change, "sd": null, "low": null, "high": null });
        summary["arms"][arm]["r50"] = r50.clone();
    }
    let found = answer(&summary, &study)?;
    assert!(found.contains("One virtual patient went through every arm"), "{found}");
    assert!(found.contains("changed by −2.0 points by 6 months; a single patient gives no interval"), "{found}");
    assert!(!found.contains("fell by") && !found.contains("rose by"), "{found}");
    assert!(words(&summary, &study, "numbers")?.contains("0 % (0 % to 32 %)"));
    let swept = "[population]\nn = 1\n[sweep.grid]\n\"stem_cell.half_life\" = [\"2 d\", \"5 d\"]\n";
    let swept = answer(&summary, &three_arms(swept)?)?;
    assert!(swept.contains("The lowest change of pain by 6 months is −2.0 points") && swept.contains("no interval"));
    Ok(())
}

#[test]
fn admission_by_a_report_is_told_with_what_it_does_to_every_arm() -> Outcome {
    let summary = summary_of_three_arms();
    let told = |population: &str| {
        let more = format!("[population]\nn = 4\n{population}[trial]\nobserver = \"sham-blinded\"\n");
        answer(&summary, &three_arms(&more)?)
    };
    let admitted = told("admit = { observed_pain_at_least = 4 }\n")?;
    for said in ["reported pain of at least 4 points on day 0", "regression to the mean", "adds is active minus sham"] {
        assert!(admitted.contains(said), "{admitted}");
    }
    let all = told("")?;
    assert!(!all.contains("admitted") && !all.contains("regression"), "{all}");
    Ok(())
}

#[test]
fn a_tumour_is_cautioned_of_before_any_number() -> Outcome {
    let summary = summary_of_three_arms();
    let told = |more: &str| answer(&summary, &three_arms(&format!("{more}[population]\nn = 4\n"))?);
    let tumour = told("[tumour]\ninitial_burden = 0.1\n")?;
    let words: Vec<&str> = tumour.split_whitespace().collect();
    let first = words.join(" ");
    let lead = "Answer This result is exploratory: no clinical data support";
    assert!(
        first.starts_with(lead) && first.contains("neither the direction nor the size of the effect is known"),
        "{first}"
    );
    assert!(!told("")?.contains("This result is exploratory"));
    // A tumour that only the spread between patients brings.
    let spread = "[population]\nn = 4\nvary = { \"tumour.initial_burden\" = \"uniform 0.05 to 0.2\" }\n";
    let found = answer(&summary, &three_arms(spread)?)?;
    assert!(found.split_whitespace().collect::<Vec<_>>().join(" ").starts_with(lead), "{found}");
    Ok(())
}

#[test]
fn events_are_counted_by_arm_as_far_as_they_happened() -> Outcome {
    let study = three_arms("[population]\nn = 4\n")?;
    let mut summary = summary_of_three_arms();
    let found = words(&summary, &study, "numbers")?;
    assert!(found.contains("Events by arm") && found.contains("flare after an injection"), "{found}");
    assert!(!found.contains("tumour grown by"), "{found}");
    summary["arms"][2]["flared"] = serde_json::json!(0);
    assert!(!words(&summary, &study, "numbers")?.contains("Events by arm"));
    Ok(())
}

#[test]
fn a_study_finds_only_the_differences_that_its_intervals_exclude() -> Outcome {
    let folder = &folders()[2];
    let mut summary: Value = serde_json::from_slice(&fs::read(folder.join("summary.json"))?)?;
    let resolved = fs::read_to_string(folder.join("scenario.resolved.toml"))?;
    let scenario =
        scenario::load_str("study", &resolved, &[]).map_err(|errors| errors.render(false, Language::English))?;
    let mut set = |low: f64, high: f64, kind: &str| {
        for row in summary["differences"].as_array_mut().unwrap() {
            row["paired"] = serde_json::json!({ "difference": 0.5 * (low + high), "low": low, "high": high });
            row["number_needed"] = serde_json::json!({ "kind": kind, "number": 4.2, "fewest": 3.0, "most": 9.0 });
        }
        answer(&summary, &scenario)
    };
    let found = set(-2.0, -1.0, "benefit")?;
    let of = |told: &str| ["Primary contrast, “one dose” against “sham &#60;i&#62;” at day 8: ", told].concat();
    assert!(found.contains(&of("less pain at every potency tried.")), "{found}");
    assert!(found.contains("active minus sham is −1.5 points (95 % interval −2.0 to −1.0);"), "{found}");
    let needed = "4.2 must be treated (95 % interval as between different patients: 3.0 to 9.0)";
    assert!(!found.contains("detectable") && found.contains(needed), "{found}");
    let none = set(-2.0, 1.0, "through-infinity")?;
    assert!(none.contains("not detectable") && none.contains("cannot be told"), "{none}");
    assert!(!none.contains("must be treated") && none.contains("difference at any potency tried"), "{none}");
    let harm = set(1.0, 2.0, "harm")?;
    assert!(harm.contains("that is one fewer") && !harm.contains("no detectable"), "{harm}");
    assert!(harm.contains(&of("more pain at every potency tried.")), "{harm}");
    Ok(())
}

//! The report of a comparison of runs.

use super::given::{Content, Given, or_dash, treatments};
use super::numbers::{Number, Numbers};
use super::page::{Block, Page, Table, head};
use super::sentence::{Sentence, own, sentence};
use crate::plot::comparison::{letter, named};
use admsc_scenario::language::{Language, Message, Phrase, english, verbatim};
use admsc_scenario::ledger::names::key_name;
use admsc_scenario::reading::{DifferingKey, Scenario};
use admsc_study::lives::OUTCOMES;
use admsc_study::summary::SMALLEST_RELIEF_POINTS;

/// Most keys that are named in a sentence; the table below has all.
const MOST_KEYS: usize = 4;

/// What a comparison knows besides its `summary.json`.
#[derive(Debug, Clone)]
pub struct Compared<'a> {
    /// The runs in their order.
    pub runs: Vec<ComparedRun<'a>>,
    /// What the runs have to do with each other.
    pub relation: Vec<String>,
    /// Keys in which their scenarios differ.
    pub keys: &'a [DifferingKey],
}

/// One of the runs.
#[derive(Debug, Clone)]
pub struct ComparedRun<'a> {
    /// What it is called.
    pub label: String,
    /// Its scenario.
    pub scenario: &'a Scenario,
}

/// The report of a comparison.
pub fn page(given: &Given<'_>, compared: &Compared<'_>) -> Page {
    let numbers = given.numbers();
    let names: Vec<String> = (0..numbers.count("/runs")).map(|run| given.language.say(called(numbers, run))).collect();
    let runs = names.iter().zip(&compared.runs);
    let list = compared.runs.iter().enumerate();
    let list = list.map(|(run, told)| own(given.language.say(named(letter(run), &told.label)))).collect();
    let against: Vec<Sentence> = (1..names.len())
        .filter_map(|run| {
            against_first(numbers, run, &own(given.language.say(changed(compared.keys, run, given.language))))
        })
        .flatten()
        .collect();
    let relation = compared.relation.iter().filter(|text| !text.is_empty()).map(own).collect();
    let doses = runs.clone().map(|(name, run)| (name.as_str(), Some(&run.scenario.setup)));
    let listings = runs.map(|(name, run)| {
        let caption = english("The whole scenario of {run} (TOML)").with("run", name);
        Block::Listing(caption, run.scenario.resolved_toml.clone())
    });
    let mut design = vec![Block::Sentences(relation), treatments(doses, Some(english("run")))];
    if !compared.keys.is_empty() {
        design.push(Block::Table(keys(&names, compared.keys)));
    }
    design.extend(listings);
    let limit = sentence(english(
        "A comparison of single runs is about one patient and one random seed; a study of many virtual patients shows \
         how often a difference is to be expected.",
    ));
    let lives: Vec<Sentence> = (0..names.len()).filter_map(|run| lives(numbers, run)).flatten().collect();
    let lives = (!lives.is_empty()).then_some(Block::Sentences(lives));
    let answer = [Block::List(list), Block::Sentences(against)].into_iter().chain(lives).collect();
    let tables = vec![visits(numbers), courses(numbers)];
    let setups = compared.runs.iter().map(|run| &run.scenario.setup);
    let mut page = given.page_of(setups, Content { answer, tables, design, limits: vec![limit] });
    let labels = compared.runs.iter().map(|run| verbatim(&run.label));
    let title = english("Comparison: {runs}").with_said("runs", Message::joined(labels, english(", ")));
    (page.title, page.question) = (given.language.say(title), None);
    page
}

/// The name that the user gave a run; none where they gave it none.
fn name(numbers: Numbers<'_>, run: usize) -> Option<&str> {
    numbers.0.pointer(&format!("/runs/{run}/name")).and_then(|name| name.as_str())
}

/// What a run is called in tables, as in figures: its letter, and its name if it has one.
fn called(numbers: Numbers<'_>, run: usize) -> Message {
    named(letter(run), name(numbers, run).unwrap_or_default())
}

/// What a run is called in sentences: its name, or its letter.
fn in_words(numbers: Numbers<'_>, run: usize) -> Sentence {
    name(numbers, run).map_or_else(|| own(letter(run)), |name| sentence(english("\"{name}\"")).put("name", own(name)))
}

fn number(numbers: Numbers<'_>, run: usize, name: &str) -> Option<Number> {
    numbers.at(format!("/runs/{run}/{name}"))
}

/// What a run came to beside the first.
fn against_first(numbers: Numbers<'_>, run: usize, changed: &Sentence) -> Option<Vec<Sentence>> {
    let (one, first) = (in_words(numbers, run), in_words(numbers, 0));
    let between = |phrase: Phrase| sentence(phrase).put("one", one.clone()).put("first", first.clone());
    if number(numbers, run, "first_difference_day").is_none() {
        return Some(vec![between(english("{one} is the same as {first} on every day that both have."))]);
    }
    let last = numbers.count(&format!("/runs/{run}/visits")).checked_sub(1)?;
    let at_last = |run, name: &str| number(numbers, run, &format!("visits/{last}/{name}"));
    let [own_pain, first_pain] = [at_last(run, "vas_points")?, at_last(0, "vas_points")?];
    let difference = at_last(run, "vas_difference_points")?;
    let end = |end: usize| at_last(run, &format!("vas_difference_interval_points/{end}"));
    let ends = end(0).zip(end(1));
    let includes_none = ends.as_ref().is_some_and(|(low, high)| low.value <= 0.0 && 0.0 <= high.value);
    let luck = other_luck(numbers, run);
    let phrase = if luck.is_some() && ends.is_none() {
        english(
            "At {day} pain was {pain} points in {one} and {first_pain} in {first}: {difference} points apart, which may be chance \
             alone.",
        )
    } else if includes_none {
        english(
            "At {day} pain was {pain} points in {one} and {first_pain} in {first}: no detectable difference, {difference} \
             points apart.",
        )
    } else if difference.value <= -SMALLEST_RELIEF_POINTS {
        english("At {day} pain was {pain} points in {one} and {first_pain} in {first}: {difference} points less.")
    } else if difference.value >= SMALLEST_RELIEF_POINTS {
        english("At {day} pain was {pain} points in {one} and {first_pain} in {first}: {difference} points more.")
    } else {
        english(
            "At {day} pain was {pain} points in {one} and {first_pain} in {first}: {difference} points apart, which is little.",
        )
    };
    let said = between(phrase).put("pain", &own_pain).put("first_pain", &first_pain);
    let said = said.put("day", at_last(run, "day")?.visit()).put("difference", difference.size(1));
    let over_lives = number(numbers, run, "lives_mean_vas_points").zip(number(numbers, 0, "lives_mean_vas_points"));
    let over_lives = over_lives.map(|(own, other)| {
        let said = between(english(
            "Each of these is one life; on average over all lives pain is then {pain} points in {one} and {first_pain} in {first}.",
        ));
        said.put("pain", &own).put("first_pain", &other)
    });
    let single = single_run(numbers, run).filter(|_| ends.is_none());
    let interval = ends.map(|(low, high)| {
        let said =
            between(english("The 95 % interval of {one} minus {first} over the replicates is {low} to {high} points."));
        said.put("low", low.signed(1)).put("high", high.signed(1))
    });
    let is_counterfactual = numbers.0.pointer(&format!("/runs/{run}/is_counterfactual")).and_then(|is| is.as_bool());
    let alone = between(english(
        "{one} and {first} are the same patient with the same random numbers until then: the difference comes only \
         from what was changed.",
    ));
    let apart = between(english(
        "{one} and {first} are not the same patient with the same random numbers: part of the difference is chance.",
    ));
    let begun = between(english(
        "{one} and {first} are the same patient with the same seed, but already differ on day 0: the difference comes from how \
         they began as well as from what followed. What was changed: {keys}.",
    ));
    let is_same = |name: &str| {
        let of = |run: usize| numbers.0.pointer(&format!("/runs/{run}/{name}"));
        of(run).is_some() && of(run) == of(0)
    };
    let day = sentence(english("Their records first differ on day {day}."));
    let parted = match is_counterfactual {
        Some(true) => [Some(day.put("day", number(numbers, run, "first_difference_day")?.fixed(0))), Some(alone)],
        _ if ["patient", "seed", "replicates_count"].into_iter().all(is_same) => {
            [None, Some(begun.put("keys", changed.clone()))]
        }
        _ => [None, Some(luck.unwrap_or(apart))],
    };
    Some([Some(said), over_lives, single, interval].into_iter().flatten().chain(parted.into_iter().flatten()).collect())
}

/// Who a run and the first are, where they are other people or have other luck; nothing where they have not, or nobody knows.
fn other_luck(numbers: Numbers<'_>, run: usize) -> Option<Sentence> {
    let [patients, seeds] =
        ["patient", "seed"].map(|name| Some([number(numbers, run, name)?, number(numbers, 0, name)?]));
    let ([patient, first_patient], [seed, first_seed]) = (patients?, seeds?);
    let phrase = match (patient.value == first_patient.value, seed.value == first_seed.value) {
        (true, true) => return None,
        (false, _) => english(
            "{one} is patient {patient} and {first} patient {first_patient}: part of the difference is that they are different people.",
        ),
        (true, false) if patient.value == 0.0 => english(
            "{one} has seed {seed} and {first} seed {first_seed}: the same patient with other random numbers, so part of the \
             difference is chance.",
        ),
        (true, false) => english(
            "{one} has seed {seed} and {first} seed {first_seed}: patients with one number under two seeds are different people, and \
             part of the difference is that.",
        ),
    };
    let said = sentence(phrase).put("one", in_words(numbers, run)).put("first", in_words(numbers, 0));
    let said = said.put("patient", patient.fixed(0)).put("first_patient", first_patient.fixed(0));
    Some(said.put("seed", seed.fixed(0)).put("first_seed", first_seed.fixed(0)))
}

/// What differs between a run and the first; of doses that they differ, of others their names.
fn changed(keys: &[DifferingKey], run: usize, language: Language) -> Message {
    let differs = |key: &&DifferingKey| key.values.get(run) != key.values.first() && !key.path.starts_with("output.");
    let (doses, others): (Vec<&DifferingKey>, Vec<&DifferingKey>) =
        keys.iter().filter(differs).partition(|key| key.path.starts_with("dose["));
    let of_doses = (!doses.is_empty()).then(|| english("treatment").into());
    let named = others.iter().map(|key| verbatim(key_name(&key.path, language)));
    let more = others.len().saturating_sub(MOST_KEYS);
    let more = (more > 0).then(|| english("and {number} more").with("number", more));
    Message::joined(of_doses.into_iter().chain(named.take(MOST_KEYS)).chain(more), english(", "))
}

/// Which life of a patient a run is, and what the others that it shows come to; nothing where it shows one.
fn lives(numbers: Numbers<'_>, run: usize) -> Option<[Sentence; 2]> {
    let count = |name: &str| Some(number(numbers, run, &format!("lives_{name}_count"))?.fixed(0));
    let outcomes = sentence(OUTCOMES).put("all", count("treated")?).put("relieved", count("relieved")?);
    let outcomes = outcomes.put("relapsed", count("relapsed")?).put("others", count("not_relieved")?);
    let which = sentence(english("{run} is the life of seed {seed}.")).put("run", in_words(numbers, run));
    Some([which.put("seed", number(numbers, run, "seed")?.fixed(0)), outcomes])
}

/// Which of a run and the first is a single one, where the other is a mean of replicates.
fn single_run(numbers: Numbers<'_>, run: usize) -> Option<Sentence> {
    let [own_count, first_count] = [number(numbers, run, "replicates_count")?, number(numbers, 0, "replicates_count")?];
    let (several, single, count) = match (own_count.value > 1.0, first_count.value > 1.0) {
        (true, false) => (run, 0, own_count),
        (false, true) => (0, run, first_count),
        _ => return None,
    };
    let said = sentence(english(
        "{one} is the mean of {number} replicates, {first} a single run: the difference has no interval.",
    ));
    let said = said.put("one", in_words(numbers, several)).put("first", in_words(numbers, single));
    Some(said.put("number", count.fixed(0)))
}

/// The table of keys that differ.
fn keys(names: &[String], keys: &[DifferingKey]) -> Table {
    let runs = names.iter().map(|name| (verbatim(name), false));
    let value = |value: &Option<String>| value.as_ref().map_or_else(|| own("–"), own);
    let row = |key: &DifferingKey| std::iter::once(own(&key.path)).chain(key.values.iter().map(value)).collect();
    Table {
        caption: english("Where the scenarios differ").into(),
        head: std::iter::once((english("key that differs").into(), false)).chain(runs).collect(),
        rows: keys.iter().map(row).collect(),
    }
}

fn visits(numbers: Numbers<'_>) -> Table {
    let mut rows = Vec::new();
    for visit in 0..numbers.count("/runs/0/visits") {
        for run in 0..numbers.count("/runs") {
            let at = |name: &str| number(numbers, run, &format!("visits/{visit}/{name}"));
            let fixed = |name| or_dash(at(name).map(|number| number.fixed(1)));
            let ends = |name: &str| at(&format!("{name}/0")).zip(at(&format!("{name}/1")));
            let vas =
                at("vas_points").map(|vas| vas.with_interval(ends("vas_interval_points"), |number| number.fixed(1)));
            let difference = at("vas_difference_points").filter(|_| run > 0).map(|difference| {
                difference.with_interval(ends("vas_difference_interval_points"), |number| number.signed(1))
            });
            rows.push(vec![
                or_dash(at("day").map(|day| day.visit())),
                called(numbers, run).into(),
                or_dash(vas),
                or_dash(difference),
                fixed("pain_inflammation_points"),
                fixed("pain_damage_points"),
                fixed("pain_central_points"),
                or_dash(at("axons_arrived_count").map(|number| number.fixed(0))),
            ]);
        }
    }
    let columns: [(Phrase, bool); 8] = [
        (english("visit"), false),
        (english("run"), false),
        (english("VAS"), true),
        (english("minus A"), true),
        (english("from inflammation"), true),
        (english("from damage"), true),
        (english("from central"), true),
        (english("axons arrived"), true),
    ];
    Table { caption: english("The visits: pain in points of 0 to 10").into(), head: head(columns), rows }
}

fn courses(numbers: Numbers<'_>) -> Table {
    let row = |run: usize| {
        let at = |name: &str| number(numbers, run, name);
        let fixed = |name, places| or_dash(at(name).map(|number| number.fixed(places)));
        let mean = |name, interval, places| {
            let ends = at(&format!("{interval}/0")).zip(at(&format!("{interval}/1")));
            or_dash(at(name).map(|value| value.with_interval(ends, |number| number.fixed(places))))
        };
        vec![
            called(numbers, run).into(),
            mean("largest_relief_points", "largest_relief_interval_points", 1),
            mean("halved_day", "halved_interval_days", 0),
            fixed("first_difference_day", 0),
        ]
    };
    let columns: [(Phrase, bool); 4] = [
        (english("run"), false),
        (english("largest relief, points"), true),
        (english("day pain has halved"), true),
        (english("first day that differs from A"), true),
    ];
    let rows = (0..numbers.count("/runs")).map(row).collect();
    Table { caption: english("over the common days").into(), head: head(columns), rows }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_single_run_beside_replicates_is_told() {
        let said = |counts: [u32; 2]| {
            let visit = |points: f64| json!({ "day": 90, "vas_points": points, "vas_difference_points": points - 6.9 });
            let run = |run: &str, count: u32, points: f64| json!({ "run": run, "replicates_count": count, "first_difference_day": 1, "visits": [visit(points)] });
            let summary = json!({ "runs": [run("A", counts[0], 6.9), run("B", counts[1], 1.7)] });
            let said = against_first(Numbers(&summary), 1, &own("")).unwrap_or_default();
            said.iter().map(|said| said.text(Language::English)).collect::<Vec<_>>().join(" ")
        };
        let mixed = said([5, 1]);
        assert!(mixed.contains("1.7 points in B and 6.9 in A: 5.2 points less"), "{mixed}");
        assert!(mixed.contains("A is the mean of 5 replicates, B a single run"), "{mixed}");
        assert!(said([1, 8]).contains("B is the mean of 8 replicates, A a single run"));
        assert!(!said([1, 1]).contains("single run") && !said([5, 5]).contains("single run"));
    }

    #[test]
    fn what_differs_between_two_beginnings_of_one_patient_is_told() {
        let of_patient = |patients: [u32; 2], seeds: [u32; 2], first_day: u32, is_counterfactual: bool| {
            let visit = |points: f64| json!({ "day": 90, "vas_points": points, "vas_difference_points": points - 6.9 });
            let run = |patient: u32, seed: u32, points: f64| {
                json!({ "patient": patient, "seed": seed, "replicates_count": 1, "visits": [visit(points)],
                        "first_difference_day": first_day, "is_counterfactual": is_counterfactual })
            };
            let summary = json!({ "runs": [run(patients[0], seeds[0], 6.9), run(patients[1], seeds[1], 1.7)] });
            let key = |path: &str, values: [&str; 2]| DifferingKey {
                path: path.to_owned(),
                values: values.map(|value| Some(value.to_owned())).to_vec(),
            };
            let keys = [
                key("dose[0].cells", ["1", "2"]),
                key("start", ["chronic", "acute-injury"]),
                key("output.a", ["1", "2"]),
            ];
            let changed = own(changed(&keys, 1, Language::English).in_english());
            let said = against_first(Numbers(&summary), 1, &changed).unwrap_or_default();
            said.iter().map(|said| said.text(Language::English)).collect::<Vec<_>>().join(" ")
        };
        let said = |seeds, first_day, is_counterfactual| of_patient([0, 0], seeds, first_day, is_counterfactual);
        let begun = said([1, 1], 0, false);
        assert!(begun.contains("already differ on day 0") && !begun.contains("chance"), "{begun}");
        assert!(
            begun.ends_with(&format!("What was changed: treatment, {}.", key_name("start", Language::English))),
            "{begun}"
        );
        // Other seeds or other patients are no pair: that is said in place of a verdict.
        for (patients, seeds, expected) in [
            ([0, 0], [1, 2], "B has seed 2 and A seed 1: the same patient with other random numbers"),
            (
                [3, 3],
                [1, 2],
                "B has seed 2 and A seed 1: patients with one number under two seeds are different people",
            ),
            (
                [3, 4],
                [1, 1],
                "B is patient 4 and A patient 3: part of the difference is that they are different people",
            ),
        ] {
            let told = of_patient(patients, seeds, 0, false);
            assert!(told.contains(expected) && told.contains("5.2 points apart, which may be chance alone"), "{told}");
            assert!(!told.contains("points less"), "{told}");
        }
        assert!(said([1, 1], 9, true).contains("the difference comes only from what was changed"));
    }

    #[test]
    fn a_run_of_several_lives_says_which_is_compared_and_what_all_come_to() {
        let mut summary = json!({ "runs": [{ "seed": 1 }, { "seed": 3, "name": "late" }] });
        for (name, count) in [("treated", 5), ("relieved", 3), ("relapsed", 2), ("not_relieved", 0)] {
            summary["runs"][1][format!("lives_{name}_count")] = json!(count);
        }
        assert!(lives(Numbers(&summary), 0).is_none());
        let told = lives(Numbers(&summary), 1).map(|told| told.map(|said| said.text(Language::English)).join(" "));
        let expected = "\"late\" is the life of seed 3. Of 5 lives of the same patient half of the pain is gone at the end in 3; it \
                        was gone and came back in 2, and it never was in 0.";
        assert_eq!(told.as_deref(), Some(expected));
    }
}

//! What a paper says of a result: a paragraph for its methods, and the entry of the program for its references.

use admsc_output::export::manifest::Manifest;
use admsc_output::plot::doses::in_words;
use admsc_scenario::language::{Language, Message, english, verbatim};
use admsc_scenario::ledger::names::keys_with_values;
use admsc_scenario::ledger::{Grade, Ledger, LedgerError};
use admsc_scenario::observer::Mode;
use admsc_scenario::reading::lives::{Beside, Lives};
use admsc_scenario::reading::study::{Allocation, Study};
use admsc_scenario::reading::{Scenario, changes_in_words, days, stated_arms};
use admsc_study::lives::others;
use admsc_study::replicates::seeds_in_words;

use admsc_model::rules::setup::Setup;

/// How the program is to be cited: the one place of its authors and title.
const CITATION: &str = include_str!("../../CITATION.cff");

/// Beginning of what decides an explanation besides its scenario, which nobody set on a command line.
pub const EXPLAIN: &str = "explain.";

/// The same of an analysis of sensitivity.
pub const SENSITIVITY: &str = "sensitivity ";

const INTERNAL: [&str; 2] = [EXPLAIN, SENSITIVITY];

/// A paragraph for the methods of a paper: what was computed by what, in whom, and what the model rests on.
///
/// # Errors
/// When the bundled ledger cannot be read.
pub fn methods(scenario: &Scenario, manifest: &Manifest, language: Language) -> Result<String, LedgerError> {
    let Manifest { version, git_commit, scenario_hash, digest, overrides, .. } = manifest;
    let what = english(
        "\"{title}\" was simulated with admsc-sim {version} (commit {commit}), an agent-based model of adipose-derived stem cells, \
         macrophages, soluble signals, matrix and axons in a section of tissue; pain is a proxy of the model (VAS, points of \
         0 to 10).",
    );
    let what = what.with("title", scenario.title_in(language)).with("version", version).with("commit", git_commit);
    let explanation = of_explanation(overrides);
    let who = match &scenario.study {
        Some(study) => of_study(scenario, study, language),
        None => {
            // An explanation follows the patient of its scenario once, whatever lives a run would show.
            let lives = if explanation.is_some() { Lives { number: 1, ..scenario.lives } } else { scenario.lives };
            let who = [of_patient(scenario, lives), treatment(&scenario.setup, language)];
            let changes = changes_in_words(&scenario.setup, language)?;
            let potency = potency(&scenario.setup).filter(|_| changes.is_empty());
            who.into_iter().chain(potency).chain(changes).collect()
        }
    };
    let own = |set: &&String| INTERNAL.iter().all(|begin| !set.starts_with(begin));
    let set = Message::joined(overrides.iter().filter(own).map(verbatim), english(", "));
    let set = english("Set on the command line: {overrides}.").with_said("overrides", set);
    let set = overrides.iter().any(|set| own(&set)).then_some(set);
    let method = explanation.or_else(|| of_sensitivity(overrides));
    let same = english(
        "The same version computes the same bytes from the complete scenario (SHA-256 {hash}); digest of the results: {digest}.",
    );
    let same = same.with("hash", scenario_hash).with("digest", digest);
    let caution = scenario.caution().map(|caution| english("{sentence}.").with_said("sentence", caution));
    let said = std::iter::once(what).chain(who).chain(method).chain(set).chain([rests_on()?, same]).chain(caution);
    Ok(language.say(Message::joined(said, english(" "))))
}

/// How an explanation was made, from the numbers of its patients; nothing of other results.
fn of_explanation(decided: &[String]) -> Option<Message> {
    let number =
        |name: &str| decided.iter().find_map(|set| set.strip_prefix(EXPLAIN)?.strip_prefix(name)?.strip_prefix('='));
    let said = english(
        "It was explained by counterfactuals, the same patient with the same random numbers and one mechanism changed: knock-outs in \
         {people} virtual patients on cells, and Shapley values of the delay of relief over {delayed} virtual patients on cells and \
         {mean_field} in the mean field.",
    );
    let said = said.with("people", number("people")?).with("delayed", number("time_costs")?);
    Some(said.with("mean_field", number("mean_field")?))
}

/// How an analysis of sensitivity was made; nothing of other results.
fn of_sensitivity(decided: &[String]) -> Option<Message> {
    let settings: Vec<&str> = decided.iter().filter_map(|set| set.strip_prefix(SENSITIVITY)).collect();
    let said = english("Settings of the sensitivity analysis: {settings}.").with("settings", settings.join(", "));
    (!settings.is_empty()).then_some(said)
}

/// The potency of the cells, if any are given.
fn potency(setup: &Setup) -> Option<Message> {
    let has_cells = setup.possible_doses().any(|dose| dose.cells > 0.0);
    has_cells.then(|| english("Potency of the cells: {potency}.").with("potency", setup.parameters.patient.potency))
}

/// One patient, once or with several seeds.
fn of_patient(scenario: &Scenario, lives: Lives) -> Message {
    let has_others = scenario.replicates == 1 && others(&scenario.setup, lives) > 0;
    let number = if has_others { lives.number } else { 1 };
    let said = match (scenario.replicates, number) {
        (1, 1) => english("{patient} was followed for {days} after a baseline of {baseline}, random seed {first}."),
        (1, _) if lives.beside.of(&scenario.setup).is_some() => match lives.beside {
            Beside::Untreated => english(
                "{patient} was followed for {days} after a baseline of {baseline} in {lives} lives with the same parameters, random \
                 seeds {seeds}, the first of them in detail, and once without treatment, random seed {first}.",
            ),
            Beside::Sham => english(
                "{patient} was followed for {days} after a baseline of {baseline} in {lives} lives with the same parameters, random \
                 seeds {seeds}, the first of them in detail, and once with the same procedures without cells, random seed {first}.",
            ),
            Beside::FirstDose => english(
                "{patient} was followed for {days} after a baseline of {baseline} in {lives} lives with the same parameters, random \
                 seeds {seeds}, the first of them in detail, and once with the first dose alone, random seed {first}.",
            ),
        },
        (1, _) => english(
            "{patient} was followed for {days} after a baseline of {baseline} in {lives} lives with the same parameters, random seeds \
             {seeds}, the first of them in detail.",
        ),
        _ => english(
            "{patient} was followed for {days} after a baseline of {baseline} in {replicates} replicates, random seeds {seeds}.",
        ),
    };
    let patient = match scenario.patient {
        0 => english("The mean patient").into(),
        number => english("Virtual patient {number}").with("number", number),
    };
    let seeds = seeds_in_words(scenario.seed, scenario.replicates.max(number));
    with_days(said.with_said("patient", patient).with("first", scenario.seed), &scenario.setup)
        .with("replicates", scenario.replicates)
        .with("lives", number)
        .with_said("seeds", seeds)
}

fn with_days(said: Message, setup: &Setup) -> Message {
    said.with_said("days", days(setup.horizon_days)).with_said("baseline", days(setup.baseline_days))
}

fn treatment(setup: &Setup, language: Language) -> Message {
    let given = if setup.doses.is_empty() && setup.retreatments.is_empty() {
        language.say(english("no treatment"))
    } else {
        in_words(setup, language)
    };
    let at = Message::joined(setup.doses.iter().map(|dose| verbatim(dose.at_days)), english(", "));
    match setup.doses.is_empty() {
        true => english("Treatment: {given}.").with("given", given),
        false => english("Treatment: {given} (day {days}).").with("given", given).with_said("days", at),
    }
}

/// The people of a study, its arms, and what they are told.
fn of_study(scenario: &Scenario, study: &Study, language: Language) -> Vec<Message> {
    let population = &study.population;
    let who = english(
        "Patients: {patients}, drawn and admitted with seed {seed}, followed for {days} after a baseline of {baseline}; {allocation}.",
    );
    let number = match population.patients {
        1 => english("one virtual patient").into(),
        number => english("{number} virtual patients").with("number", number),
    };
    let allocation = match study.trial.allocation {
        Allocation::EveryArm => english("every patient in every arm"),
        Allocation::Parallel(_) => english("each patient in one arm"),
    };
    let who = with_days(who.with_said("patients", number).with("seed", population.seed), &scenario.setup)
        .with_said("allocation", allocation);
    let stated = stated_arms(&scenario.resolved_toml);
    let arm = |(arm, name): (usize, &String)| {
        let setup = study.cases.iter().find(|case| case.arm == arm).map(|case| &case.setup);
        let given = setup.map(|setup| in_words(setup, language)).filter(|given| !given.is_empty());
        let given = given.unwrap_or_else(|| language.say(english("no treatment")));
        let keys = stated.get(arm).filter(|arm| !arm.keys.is_empty());
        let keys = keys.map(|arm| keys_with_values(&arm.keys, language));
        let given = [Some(given), keys].into_iter().flatten().map(verbatim);
        english("{arm} ({dose})")
            .with("arm", scenario.arm_in(name, language))
            .with_said("dose", Message::joined(given, english(", ")))
    };
    let arms = Message::joined(study.arms.iter().enumerate().map(arm), english("; "));
    let potencies = Message::joined(study.potencies.iter().map(|potency| verbatim(potency.value)), english(", "));
    let arms = english("Arms: {arms}; control: {control}; potency of the cells: {potencies}.")
        .with_said("arms", arms)
        .with("control", scenario.arm_in(&study.arms[study.control], language))
        .with_said("potencies", potencies);
    let observed = english(
        "Reported pain adds placebo response, drift, noise and reoperations to the model, none of which comes from its cells.",
    );
    let observed = (study.trial.observer != Mode::None).then(|| observed.into());
    let swept = english("The study was repeated at {number} points of a sweep.").with("number", study.points.len());
    let swept = (study.points.len() > 1).then_some(swept);
    [who, arms].into_iter().chain(observed).chain(swept).collect()
}

/// What the parameters of the model rest on.
fn rests_on() -> Result<Message, LedgerError> {
    let ledger = Ledger::bundled()?;
    let number = |grades: &[Grade]| ledger.entries().iter().filter(|entry| grades.contains(&entry.grade)).count();
    let said = english(
        "Of its {all} parameters {fitted} are fitted to published figures or to bands of our own, many of them of animals, {assumed} assumed, {recalled} recalled from the \
         literature without a checked source, {published} taken from published models and {measured} measured (list: admsc params; \
         model: docs/model.md of that version).",
    );
    Ok(said
        .with("all", ledger.entries().len())
        .with("fitted", number(&[Grade::Calibrated]))
        .with("assumed", number(&[Grade::Assumed]))
        .with("recalled", number(&[Grade::Recalled]))
        .with("published", number(&[Grade::PublishedModel]))
        .with("measured", number(&[Grade::MeasuredMan, Grade::MeasuredAnimal, Grade::InVitro])))
}

/// The entry of BibTeX for the program that computed a result. What the program does not say of itself, such as a DOI, is left
/// out. `computed` is when that was, as RFC 3339, where it is known: its year stands for that of a version without a date.
pub fn bibtex(manifest: &Manifest, computed: Option<&str>) -> String {
    let Manifest { version, git_commit, digest, .. } = manifest;
    let authors: Vec<String> = stated("- name").map(|name| format!("{{{name}}}")).collect();
    let date = stated("date-released").next().or_else(|| computed.map(str::to_owned));
    let year = date.and_then(|date| date.get(..4).map(str::to_owned));
    let year = year.filter(|year| year.bytes().all(|digit| digit.is_ascii_digit()));
    let fields = [
        ("author", Some(authors.join(" and "))),
        ("title", stated("title").next().map(|title| format!("{{{title}}}"))),
        ("year", year),
        ("version", Some(version.clone())),
        ("doi", stated("doi").next()),
        ("url", stated("repository-code").next().or_else(|| stated("url").next())),
        ("note", Some(format!("commit {git_commit}; digest of the results {digest}"))),
    ];
    let field = |(name, value): (&str, Option<String>)| value.map(|value| format!("  {name:<8}= {{{value}}}"));
    let fields: Vec<String> = fields.into_iter().filter_map(field).collect();
    format!("@software{{admsc-sim,\n{}\n}}\n", fields.join(",\n"))
}

/// The values of a key of the citation, in order; lists of people have a line for each name.
fn stated(key: &str) -> impl Iterator<Item = String> {
    let value = move |line: &str| {
        Some(line.trim_start().strip_prefix(key)?.strip_prefix(':')?.trim().trim_matches('"').to_owned())
    };
    CITATION.lines().filter_map(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_citation_states_what_an_entry_needs_and_nothing_is_made_up() {
        assert_eq!(stated("title").count(), 1);
        assert!(stated("- name").count() >= 1);
        let version = stated("version").next();
        assert_eq!(version.as_deref(), Some(env!("CARGO_PKG_VERSION")), "CITATION.cff names another version");
        assert_eq!(stated("doi").next(), None);
    }

    #[test]
    fn what_decides_an_analysis_is_told_as_its_method() {
        let decided = ["patient.age=60 y", "explain.people=20", "explain.time_costs=8", "explain.mean_field=200"];
        let decided = decided.map(str::to_owned);
        let said = of_explanation(&decided).map(|said| said.in_english()).unwrap_or_default();
        assert!(said.contains("knock-outs in 20 virtual patients on cells"), "{said}");
        assert!(said.contains("over 8 virtual patients on cells and 200 in the mean field"), "{said}");
        assert_eq!((of_explanation(&decided[..1]), of_sensitivity(&decided)), (None, None));
        let decided = ["sensitivity reach=0.5", "sensitivity only=patient.age"].map(str::to_owned);
        let said = of_sensitivity(&decided).map(|said| said.in_english());
        assert_eq!(said.as_deref(), Some("Settings of the sensitivity analysis: reach=0.5, only=patient.age."));
    }
}

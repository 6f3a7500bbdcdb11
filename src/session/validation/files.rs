//! The files of a validation.

use std::path::Path;

use super::super::figures;
use super::words::{CHECK_HEAD, CLINICAL_HEAD, clinical_row, disagrees, rival, row, summary};
use super::{Results, ValidationOptions};
use crate::build_info::{GIT_COMMIT, VERSION};
use admsc_output::export::Error;
use admsc_output::export::loose;
use admsc_output::export::validation::{CHECKS, CLINICAL, JSON, PAGE, checks_csv, clinical_csv, json};
use admsc_output::plot::study::{StudyResults, arms::ArmsFigure, course::Pain};
use admsc_output::plot::validation::forest::{ForestFigure, Scale};
use admsc_output::plot::{self, Provenance};
use admsc_output::report::evidence;
use admsc_output::report::picture::Drawing;
use admsc_output::report::validation::{Validation, Words, page};
use admsc_scenario::language::{Language, Message, Phrase, english, verbatim};
use admsc_scenario::ledger::Ledger;
use admsc_scenario::reading::study::{Contrast, Study};
use admsc_scenario::units::interval::with_interval;
use admsc_study::clinical::potency::Support;
use admsc_study::clinical::targets::{Role, blinded_contrasts};
use admsc_study::sensitivity::{Analysed, Weak, weakest_that_matter};
use admsc_study::trial::Analysis;
use admsc_study::validation::{ONE_DOSE, Part, arm_said, number};

/// Days of the figures of courses.
const YEAR: usize = 366;

/// The first column names the row, the second has the verdict; in the terminal the verdict comes first.
fn named_first<T, const N: usize>(mut cells: [T; N]) -> Vec<T> {
    cells.swap(0, 1);
    cells.into()
}

/// Writes everything; gives the names.
pub fn write(
    asked: &ValidationOptions,
    results: &Results,
    out: &Path,
    language: Language,
) -> anyhow::Result<Vec<String>> {
    let drawn = draw(results, language)?;
    let mut files = vec![
        (CHECKS.to_owned(), checks_csv(&results.checks)?),
        (CLINICAL.to_owned(), clinical_csv(&results.judgement, results.few)?),
        (JSON.to_owned(), json(JSON, &document(results))?),
        (page_name(language), html(results, &drawn, language)?.into_bytes()),
    ];
    files.extend(drawn);
    loose::write(out, &files)?;
    if let Some((folder, name)) = &asked.document {
        loose::write(folder, &[(name, markdown(results).into_bytes())]).map_err(Error::in_place)?;
    }
    Ok(files.into_iter().map(|(name, _)| name).collect())
}

/// `validation.html` in English, `validation.ja.html` in Japanese, so that both can lie beside each other.
fn page_name(language: Language) -> String {
    format!("{PAGE}{}.html", language.file_suffix())
}

/// Everything as JSON.
fn document(results: &Results) -> serde_json::Value {
    let populations = results.populations.iter().map(
        |(name, patients, screened)| serde_json::json!({ "name": name, "patients": patients, "screened": screened }),
    );
    serde_json::json!({
        "version": VERSION,
        "git_commit": GIT_COMMIT,
        "date": results.date,
        "seconds": results.seconds,
        "extent": results.extent_said().in_english(),
        "failing_checks": results.checks.iter().filter(|check| check.fails()).count(),
        "checks": results.checks,
        "clinical": results.judgement,
        "clinical_populations": populations.collect::<Vec<_>>(),
        "products": admsc_study::clinical::targets::Products::from_targets(&results.targets),
        "blinded_comparisons": blinded_contrasts(&results.targets),
        "parts_of_earlier_runs": results.earlier.iter().map(|(name, _)| *name).collect::<Vec<_>>(),
    })
}

/// Forests and courses as SVG and PNG.
fn draw(results: &Results, language: Language) -> Result<Vec<plot::File>, plot::Error> {
    let mut files = Vec::new();
    let provenance = Provenance { version: VERSION, scenario_hash: "validation", seed: 11 };
    let of = |support: &Option<Support>| support.as_ref().map(|support| support.most_likely);
    let judgement = &results.judgement;
    let (potency, apart) = (of(&judgement.common), [of(&judgement.blinded), of(&judgement.open)]);
    let patients = || results.populations.iter().map(|(_, patients, _)| *patients);
    let patients = [patients().min().unwrap_or(0), patients().max().unwrap_or(0)];
    let (rows, few, disagree) = (&judgement.rows, results.few, disagrees(judgement));
    for scale in Scale::ALL {
        let figure = ForestFigure { rows, scale, potency, apart, disagree, few, patients, language };
        figures::add(&mut files, scale.file(), &figure, &provenance)?;
    }
    let mut looks = Vec::new();
    for (study, curves) in &results.courses {
        let name = if study.cases.iter().any(|case| case.setup.nerve.is_some()) { "nerve" } else { "disc" };
        let mut curves = curves.clone();
        for curve in &mut curves {
            curve.days.truncate(YEAR);
            curve.lines.iter_mut().for_each(|line| line.truncate(YEAR));
        }
        let patients = curves.first().and_then(|curve| curve.days.first()).map_or(0, |day| day.n);
        let analysis = Analysis { patients, screened: patients, ..Analysis::default() };
        let title = language.translated(match name {
            "nerve" => english("Neuropathic pain, mean of patients"),
            _ => english("Discogenic pain, mean of patients"),
        });
        let styles = styles(&study.arms, &mut looks);
        let study = &shown(study, language);
        let drawn = StudyResults {
            title,
            question: None,
            language,
            study,
            arms: &study.arms,
            analysis: &analysis,
            patients: &[],
            curves: &curves,
            styles: &styles,
        };
        figures::add(&mut files, &format!("course-{name}"), &ArmsFigure(drawn, Pain::Model), &provenance)?;
    }
    Ok(files)
}

/// A study as its figure has it: one year, arms by the names of a language, one dose against none before other comparisons.
fn shown(study: &Study, language: Language) -> Study {
    let mut shown = study.clone();
    shown.trial.visits_days.retain(|day| (*day as usize) < YEAR);
    let one = study.arms.iter().position(|arm| arm == ONE_DOSE);
    shown.trial.compare = one.map(|arm| Contrast { arm, against: study.control }).into_iter().collect();
    shown.arms = study.arms.iter().map(|arm| language.say(arm_said(arm))).collect();
    shown
}

/// The styles of the arms of a study: an arm has that of its namesake in an earlier figure, which `looks` hold, and any other the first
/// that no arm of this one has.
fn styles(arms: &[String], looks: &mut Vec<(String, usize)>) -> Vec<usize> {
    let known =
        |looks: &[(String, usize)], arm: &String| looks.iter().find(|(name, _)| name == arm).map(|(_, style)| *style);
    let mut taken: Vec<usize> = arms.iter().filter_map(|arm| known(looks, arm)).collect();
    let mut styles = Vec::new();
    for arm in arms {
        let style = known(looks, arm).unwrap_or_else(|| {
            let free = (0..).find(|style| !taken.contains(style)).unwrap_or_default();
            taken.push(free);
            looks.push((arm.clone(), free));
            free
        });
        styles.push(style);
    }
    styles
}

fn html(results: &Results, drawn: &[plot::File], language: Language) -> Result<String, admsc_output::report::Error> {
    let svg = |start: &str| -> Vec<Drawing> {
        let of = drawn.iter().filter(|(name, _)| name.starts_with(start) && name.ends_with(".svg"));
        let drawing = |(name, bytes): &plot::File| {
            let caption = match name.split('.').next() {
                Some("forest-points") => english("Pain in points: published figures above, the model's below."),
                Some("forest-shares") => english("Shares of patients: published figures above, the model's below."),
                _ => english("The model's own pain over time, mean of every arm, without the observer."),
            };
            let svg = String::from_utf8_lossy(bytes).into_owned();
            Drawing { caption: caption.into(), ..Drawing::of_file(name, svg) }
        };
        of.map(drawing).collect()
    };
    let validation = Validation {
        first: rival(results),
        summary: summary(results),
        checks: check_tables(results, language),
        clinical: clinical_tables(results, language),
        forests: svg("forest"),
        courses: svg("course"),
        evidence: evidence_tables(language),
        method: method_note(language).into_iter().chain(method()).collect(),
        foot: vec![made(results)],
    };
    page(validation, language).html(plot::page_fonts)
}

fn check_tables(results: &Results, language: Language) -> Vec<Words> {
    let table = |part: &Part| {
        let checks = results.checks.iter().filter(|check| check.part == *part);
        let rows = checks.map(|check| row(check, language)).map(named_first);
        Words { caption: part.title(), head: named_first(CHECK_HEAD), rows: rows.collect() }
    };
    Part::ALL.iter().map(table).filter(|table| !table.rows.is_empty()).collect()
}

fn clinical_tables(results: &Results, language: Language) -> Vec<Words> {
    let table = |(role, caption): (Role, Phrase)| {
        let rows = results
            .judgement
            .rows
            .iter()
            .filter(|row| row.target.role == role)
            .map(|row| clinical_row(row, results.few, language));
        let rows = rows.map(named_first);
        Words { caption, head: named_first(CLINICAL_HEAD), rows: rows.collect() }
    };
    [
        (Role::Fit, english("Fit: parameters were or may be fitted to these")),
        (Role::Check, english("Check: held out to test the model")),
    ]
    .map(table)
    .into()
}

/// How well the parameters are known, and for which of them that matters most. Nothing where a bundled table cannot be read.
fn evidence_tables(language: Language) -> Vec<Words> {
    const MOST: usize = 5;
    let Ok(ledger) = Ledger::bundled() else { return Vec::new() };
    let name = |grade: Phrase| language.translated(grade).to_owned();
    let counts = evidence::grade_counts(&ledger).into_iter();
    let grades = Words {
        caption: evidence::ALL,
        head: vec![english("grade"), english("number")],
        rows: counts.map(|(grade, number)| vec![name(grade), number.to_string()]).collect(),
    };
    let of_preset = |analysed: Analysed| {
        let weak = weakest_that_matter(&ledger, analysed).unwrap_or_default().into_iter().take(MOST);
        weak.map(move |weak| (analysed.scenario(), weak))
    };
    let row = |(scenario, weak): (&str, Weak)| {
        let [low, high] = weak.interval_points;
        let influence = language.say(with_interval(weak.influence_points, Some((low, high)), number));
        vec![weak.parameter, scenario.to_owned(), influence, name(evidence::grade_name(weak.grade))]
    };
    let weakest = Words {
        caption: english(
            "Where ignorance matters most for the effect of a treatment: influence over the range of the ledger times weakness \
             of the grade, mean field",
        ),
        head: vec![english("parameter"), english("scenario"), english("μ*, points"), english("grade")],
        rows: Analysed::ALL.into_iter().flat_map(of_preset).map(row).collect(),
    };
    vec![grades, weakest]
}

/// That how verdicts come about is told in English, where the page has another language.
fn method_note(language: Language) -> Option<Message> {
    (language != Language::English).then(|| english("The rules below are given in English.").into())
}

/// How verdicts come about.
fn method() -> Vec<Message> {
    [
        verbatim("A check passes when the value is in the expected range and, where an interval is required, its whole \
             95 % interval is."),
        verbatim("With the few patients of --quick, or when --patients gives fewer than the design, a check passes \
             when its whole interval is in the range; it misses only when it has 8 patients or more and the range is \
             more than two half-widths of the interval away; otherwise it is undecided."),
        verbatim("Equivalence is tested by two one-sided tests: the 90 % interval of the paired mean change must be in \
             the range."),
        verbatim("Values with the verdict \"reported\" have no expected range and decide nothing; all other checks are \
             required to pass, except those marked \"need not hold\"."),
        verbatim("Patients go through all arms with the same random numbers; differences and ratios are within \
             patients."),
        verbatim("A clinical row with cells that the model meets at potency 0 and at potency 1 is uninformative and not counted; one that it meets at neither is a miss; any other passes when the model meets it at the one potency that all rows with cells make most likely."),
        verbatim("A row is \"near an end\" when more virtual patients could change its verdict: the Monte Carlo \
             interval of an estimate that decides it contains an end of the published interval."),
        verbatim("r50, same visit, is given with figures in points: the share of the same virtual patients who lost \
             half of their pain, at that visit, potency and observer (of a difference: in the arm that is not \
             subtracted)."),
        verbatim("Inert cells are the model at potency 0 with the same observer. Where patients know that they got cells they \
             report the excess less pain, in points, at every visit after the first dose; blinded arms, arms without cells, \
             reoperations and counted joints do not change. \"=\" marks what lies in the published interval. Trials that \
             randomised patients to a blind and an open part found 0.56 standard deviations (0.41 to 0.71; Hróbjartsson and \
             others 2014, doi:10.1093/ije/dyu115), about 1.4 points. The exact sign test compares the rows that only one of \
             the two meets, as if rows were independent; it does not count that more virtual patients could change verdicts."),
        verbatim("The common potency is the one with the highest likelihood over all rows with cells, not the one at \
             which most rows pass."),
        verbatim("‡: the interval is ours, not the study's: the source gives none, or only a direction, or the interval is the range that the design accepts."),
        verbatim("Misfit is twice the log-likelihood lost against a model that meets every figure exactly; rows about the same patients share the weight of one."),
        verbatim("†: the patients of the row also contributed to a row with role fit, so it is not an independent test."),
        verbatim("Role fit means that parameters were or may be fitted to a row. Some values come from an earlier \
             prototype, fitted to 12 figures that were not recorded individually: rows of role check may have been \
             among them."),
        verbatim("Rows of biology stand in validation/mechanism_targets.csv with their sources. The values of the ledger were \
             found by a search on the rows of role fit, which began with those of a prototype that had seen all rows, those kept \
             aside among them: for these values they are no independent test. What must hold are the rows of weight 3. A band whose source nobody opened decides nothing. T1 of \
             the predictions was missed at first: drive.tnf_free_weight was then set so that it holds."),
        verbatim("Rows without cells are judged by their interval. Clinical rows do not decide the exit status."),
        verbatim("Pain is a proxy of a model, not a measurement. Nothing here is medical advice."),
    ].into()
}

fn made(results: &Results) -> Message {
    let made = verbatim(format_args!("admsc validate, version {VERSION}, commit {GIT_COMMIT}, {}", results.date));
    Message::joined([made, results.extent_said()], english("; "))
}

/// The document.
fn markdown(results: &Results) -> String {
    let say = |message: Message| message.in_english();
    let mut text = String::from("# Validation\n\n");
    if let Some(paragraph) = rival(results) {
        text += &format!("<!-- evidence -->\n{}\n<!-- /evidence -->\n\n", say(paragraph));
    }
    text += &format!("Written by `admsc validate`; do not edit. {}.\n\n## Result\n\n", say(made(results)));
    for sentence in summary(results) {
        text += &format!("- {}\n", say(sentence));
    }
    text += "\n## Checks of the design\n";
    check_tables(results, Language::English).iter().for_each(|table| text += &markdown_table(table));
    text += "\n## Published figures and the model's\n";
    clinical_tables(results, Language::English).iter().for_each(|table| text += &markdown_table(table));
    text += "\n## Evidence of the parameters\n";
    evidence_tables(Language::English).iter().for_each(|table| text += &markdown_table(table));
    text += "\n## How the verdicts are reached\n\n";
    for sentence in method() {
        text += &format!("- {}\n", say(sentence));
    }
    text
}

fn markdown_table(table: &Words) -> String {
    let line = |cells: Vec<String>| {
        format!("| {} |\n", cells.iter().map(|cell| cell.replace('|', "\\|")).collect::<Vec<_>>().join(" | "))
    };
    let head: Vec<String> = table.head.iter().map(|text| Language::English.translated(*text).to_owned()).collect();
    let rule = "|---".repeat(head.len());
    let rows: String = table.rows.iter().cloned().map(line).collect();
    format!("\n### {}\n\n{}{rule}|\n{rows}", table.caption.in_english(), line(head))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_treatment_looks_the_same_in_all_figures() {
        let named = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let mut looks = Vec::new();
        let disc = styles(&named(&["untreated", "one dose", "two doses", "vein", "frozen"]), &mut looks);
        assert_eq!(disc, [0, 1, 2, 3, 4]);
        let nerve = styles(&named(&["untreated", "one dose", "vein", "frozen", "no regeneration"]), &mut looks);
        assert_eq!(nerve, [0, 1, 3, 4, 2]);
    }
}

//! What is printed of an analysis.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::super::show::print_heading;
use super::super::table;
use crate::session::sensitivity::SensitivityJob;
use admsc_output::export::sensitivity::{NOTE, Results};
use admsc_scenario::language::{Language, Message, Phrase, english, verbatim};
use admsc_scenario::ledger::names::value_of_key;
use admsc_scenario::units::sign::percent;
use admsc_stats::resampling::FEWEST;
use admsc_study::sensitivity::tables::{MorrisRow, SobolRow, grade_said};
use admsc_study::sensitivity::{HALF_WIDTH, Model, Outcome, Reason};

/// Most parameters that are printed.
const PRINTED: usize = 15;
/// Most parameters that are named as the weakest.
const NAMED: usize = 5;

/// Why a share may lie below 0 % or above 100 %.
const OUTSIDE: Phrase = english(
    "A share or an end of an interval below 0 % or above 100 % is an estimate from a finite sample (no true share lies there), \
     shown as it is: read the interval. More rows (--rows) narrow it.",
);

/// Prints an analysis.
pub fn all(out: &mut dyn Write, asked: &SensitivityJob<'_>, results: &Results, language: Language) -> io::Result<()> {
    print_heading(out, asked.scenario, language)?;
    writeln!(out, "{}\n", language.say(design(asked, results)))?;
    let last = asked.days.last().copied().map(u64::from).unwrap_or_default();
    let is_shown = |outcome: &str, day: u64| outcome == asked.shown.name() && day == last;
    let rows: Vec<&MorrisRow> = results.morris.iter().filter(|row| is_shown(&row.outcome, row.visit_days)).collect();
    let shown = english("{outcome} on day {day}, by elementary effects ({model})")
        .with_said("outcome", outcome(asked.shown))
        .with("day", last)
        .with_said("model", model(asked.design.model));
    writeln!(out, "{}", language.say(shown))?;
    influences(out, &rows, language)?;
    if asked.design.trajectories < FEWEST as u32 {
        let few = english(
            "the intervals of μ* resample {number} trajectories; those of fewer than {fewest} are too narrow (--trajectories)",
        );
        writeln!(out, "{}", language.say(few.with("number", asked.design.trajectories).with("fewest", FEWEST)))?;
    }
    if let Some(row) = rows.first().filter(|row| row.luck_points > 0.0) {
        let luck = english("chance alone gives at most {points} points")
            .with("points", format_args!("{:.2}", row.luck_points));
        writeln!(out, "{}", language.say(luck))?;
    }
    let mut weakest: Vec<&MorrisRow> =
        rows.iter().copied().filter(|row| row.mu_star_points > row.luck_points).collect();
    weakest.sort_by(|a, b| b.ignorance_points.total_cmp(&a.ignorance_points));
    let names: Vec<&str> = weakest.iter().take(NAMED).map(|row| row.parameter.as_str()).collect();
    if !names.is_empty() {
        let text = if asked.design.trajectories < FEWEST as u32 {
            english(
                "where ignorance matters most: not told from {number} trajectories; it takes {fewest} (--trajectories)",
            )
            .with("number", asked.design.trajectories)
            .with("fewest", FEWEST)
        } else {
            english("where ignorance matters most: {parameters}").with("parameters", names.join(", "))
        };
        writeln!(out, "\n{}", language.say(text))?;
    }
    indices(out, asked, results, last, language)?;
    counts(out, results, language)?;
    writeln!(out, "{}\n", language.say(NOTE))
}

fn design(asked: &SensitivityJob<'_>, results: &Results) -> Message {
    english("{parameters} parameters, {trajectories} trajectories of {settings} settings, seed {seed}")
        .with("parameters", asked.factors.moved.len())
        .with("trajectories", asked.design.trajectories)
        .with("settings", results.summary.settings / asked.design.trajectories.max(1) as usize)
        .with("seed", asked.design.seed)
}

fn outcome(outcome: Outcome) -> Message {
    match outcome {
        Outcome::Effect => english("effect of the treatment"),
        Outcome::Relief => english("relief since the first dose"),
        Outcome::Pain => english("pain"),
    }
    .into()
}

/// An outcome by the name that tables give it.
fn outcome_of(name: &str) -> Message {
    let known = [Outcome::Effect, Outcome::Relief, Outcome::Pain].into_iter().find(|known| known.name() == name);
    known.map_or_else(|| verbatim(name), outcome)
}

fn model(model: Model) -> Message {
    match model {
        Model::Cells => english("cell by cell"),
        Model::MeanField => english("mean field"),
    }
    .into()
}

/// The most influential parameters.
fn influences(out: &mut dyn Write, rows: &[&MorrisRow], language: Language) -> io::Result<()> {
    let head = [
        english("parameter").into(),
        english("μ*, points").into(),
        english("95 % interval").into(),
        verbatim("σ"),
        english("range").into(),
        english("grade").into(),
    ];
    let mut lines: Vec<[String; 6]> = vec![head.map(|name: Message| language.say(name))];
    for row in rows.iter().take(PRINTED) {
        let to = english("{low} to {high}");
        let interval = to
            .with("low", format_args!("{:.2}", row.mu_star_low_points))
            .with("high", format_args!("{:.2}", row.mu_star_high_points));
        let value = |text: &str| value_of_key(&row.parameter, text);
        let range = to.with_said("low", value(&row.low)).with_said("high", value(&row.high));
        lines.push([
            row.parameter.clone(),
            format!("{:.2}", row.mu_star_points),
            language.say(interval),
            format!("{:.2}", row.sigma_points),
            language.say(range),
            language.say(grade_said(&row.grade)),
        ]);
    }
    table::print(out, &lines, &[false, true, true, true, false, false])
}

/// The Sobol' indices, where there are any.
fn indices(
    out: &mut dyn Write,
    asked: &SensitivityJob<'_>,
    results: &Results,
    last: u64,
    language: Language,
) -> io::Result<()> {
    let rows = results.sobol.iter().filter(|row| row.outcome == asked.shown.name() && row.visit_days == last);
    let head = [
        english("parameter").into(),
        english("first order").into(),
        english("95 % interval").into(),
        english("total").into(),
        english("95 % interval").into(),
        english("grade").into(),
    ];
    let mut lines: Vec<[String; 6]> = vec![head.map(|name: Message| language.say(name))];
    let mut leaves_the_range = false;
    for row in rows {
        leaves_the_range |= row.leaves_the_range();
        let interval = |low: f64, high: f64| {
            let text = english("{low} to {high}").with("low", percent(low)).with("high", percent(high));
            language.say(text)
        };
        lines.push([
            row.parameter.clone(),
            percent(row.first_order_fraction),
            interval(row.first_order_low_fraction, row.first_order_high_fraction),
            percent(row.total_fraction),
            interval(row.total_low_fraction, row.total_high_fraction),
            language.say(grade_said(&row.grade)),
        ]);
    }
    if lines.len() > 1 {
        let text = english("shares of the variance in the mean field, {rows} rows (Sobol' indices)");
        let rows = results.sobol.first().map_or(0, |row| row.rows);
        writeln!(out, "\n{}", language.say(text.with("rows", rows)))?;
        table::print(out, &lines, &[false, true, true, true, true, false])?;
        writeln!(out, "{}", language.say(widest(&results.sobol, asked.design.most_rows)))?;
    }
    if leaves_the_range {
        writeln!(out, "{}", language.say(OUTSIDE))?;
    }
    Ok(())
}

/// How well the indices of all outcomes are known, and whether more rows would have been needed.
fn widest(rows: &[SobolRow], most_rows: u32) -> Message {
    let half = |row: &&SobolRow| row.half_width();
    let Some(row) = rows.iter().max_by(|a, b| half(a).total_cmp(&half(b))) else { return verbatim("") };
    let half_width = percent(row.half_width());
    if row.half_width() <= HALF_WIDTH {
        return english("the widest interval of any outcome reaches {half} to either side").with("half", half_width);
    }
    english(
        "the widest interval reaches {half} to either side, more than the {wanted} aimed at ({parameter}, {outcome} on day \
         {day}); no more than {rows} rows were computed (--rows)",
    )
    .with("half", half_width)
    .with("wanted", percent(HALF_WIDTH))
    .with("parameter", &row.parameter)
    .with_said("outcome", outcome_of(&row.outcome))
    .with("day", row.visit_days)
    .with("rows", most_rows.max(row.rows as u32))
}

/// What was not in chronic pain, what did nothing, what was left out.
fn counts(out: &mut dyn Write, results: &Results, language: Language) -> io::Result<()> {
    let summary = &results.summary;
    let chronic = english(
        "in {number} of {all} settings pain on day 0 is outside the range of chronic patients; they are included \
         unchanged",
    )
    .with("number", summary.settings_not_chronic)
    .with("all", summary.settings);
    writeln!(out, "\n{}", language.say(chronic))?;
    if !summary.without_effect.is_empty() {
        let names = summary.without_effect.join(", ");
        let in_mean_field = results.morris.iter().all(|row| row.model == Model::MeanField.name());
        let text = if in_mean_field {
            english(
                "without any effect in the mean field, which has no space, no homing, no axons and no growing tumour: \
                 {parameters}",
            )
        } else {
            english("without any effect: {parameters}")
        };
        writeln!(out, "{}", language.say(text.with("parameters", names)))?;
    }
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for left in &summary.left_out {
        *reasons.entry(left.reason.as_str()).or_default() += 1;
    }
    let one = |(reason, number): (&str, usize)| {
        english("{number} ({interval})").with("number", number).with_said("interval", Reason::said(reason))
    };
    let told = Message::joined(reasons.into_iter().map(one), english(", "));
    if !summary.left_out.is_empty() {
        writeln!(out, "{}", language.say(english("not varied: {reasons}").with_said("reasons", told)))?;
    }
    Ok(())
}

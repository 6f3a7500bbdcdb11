//! What is printed of a calibration: parameters, figures, and whether the set is better than the one before.

use std::io::{self, Write};

use super::super::table;
use admsc_output::export::calibration::{ClinicalFitRow, Document, NOTE, ParameterRow};
use admsc_scenario::language::{Language, Message, english};

/// Prints a calibration.
pub fn all(out: &mut dyn Write, document: &Document, language: Language) -> io::Result<()> {
    let heading = english("Calibration of {indication}: rows with role fit: {rows}, free parameters: {parameters}");
    let rows: Vec<&ClinicalFitRow> = best_rung(document);
    let heading = heading
        .with("indication", &document.indication)
        .with("rows", rows.len())
        .with("parameters", document.parameters.len());
    writeln!(out, "{}\n", language.say(heading))?;
    parameters(out, &document.parameters, language)?;
    figures(out, &rows, language)?;
    if !document.left_out.is_empty() {
        let text = english("left out, because they have no scenario or too few patients count: {rows}");
        writeln!(out, "{}\n", language.say(text.with("rows", document.left_out.join(", "))))?;
    }
    writeln!(out, "{}\n{}\n", language.say(verdict(document)), language.say(NOTE))
}

/// The rows on the last rung: the best on which both sets were tried.
fn best_rung(document: &Document) -> Vec<&ClinicalFitRow> {
    let last = document.rows.last().map(|row| row.rung.as_str()).unwrap_or_default();
    document.rows.iter().filter(|row| row.rung == last).collect()
}

fn parameters(out: &mut dyn Write, rows: &[ParameterRow], language: Language) -> io::Result<()> {
    let head = [
        english("parameter"),
        english("before"),
        english("fitted"),
        english("95 % interval"),
        english("range of the ledger"),
        english("interval of prior"),
    ];
    let mut lines = vec![head.map(|name| language.say(name))];
    for row in rows {
        let unit = if row.unit == "1" { String::new() } else { format!(" {}", row.unit.trim_start_matches('1')) };
        let between = |low: f64, high: f64| {
            language.say(english("{low} to {high}").with("low", number(low)).with("high", number(high)))
        };
        lines.push([
            row.key.clone(),
            number(row.before_value),
            number(row.found_value) + &unit,
            between(row.low_value, row.high_value),
            between(row.prior_low_value, row.prior_high_value),
            format!("{:.0} %", 100.0 * row.interval_of_prior_relative),
        ]);
    }
    table::print(out, &lines, &[false, true, false, false, false, true])?;
    writeln!(out)
}

fn figures(out: &mut dyn Write, rows: &[&ClinicalFitRow], language: Language) -> io::Result<()> {
    let head = [
        english("row"),
        english("figure"),
        english("published"),
        english("before"),
        english("fitted"),
        english("misfit before"),
        english("fitted"),
    ];
    let mut lines = vec![head.map(|name| language.say(name))];
    for row in rows {
        let between = english("{value} ({low} to {high})").with("value", number(row.published_figure));
        let between =
            between.with("low", number(row.published_low_figure)).with("high", number(row.published_high_figure));
        lines.push([
            row.row.clone(),
            row.estimator.clone(),
            language.say(between),
            with_error(row.before_figure, row.before_error_figure),
            with_error(row.found_figure, row.found_error_figure),
            format!("{:.2}", row.before_misfit),
            format!("{:.2}", row.found_misfit),
        ]);
    }
    table::print(out, &lines, &[false, false, false, true, true, true, true])?;
    writeln!(out)
}

/// Whether the set is better than the one before.
fn verdict(document: &Document) -> Message {
    let text = if document.is_more_than_luck {
        english("The misfit falls by {gain} (standard error at most {error}) in {rung}: more than chance.")
    } else {
        english(
            "The misfit falls by {gain} (standard error at most {error}) in {rung}: perhaps no more than chance, so \
             the previous values may be kept.",
        )
    };
    let rung = match document.rows.last().map(|row| row.rung.as_str()) {
        Some("cells") => english("the cell model"),
        Some("cells-coarse") => english("the cell model on a coarse grid"),
        _ => english("the mean field"),
    };
    let [gain, error] = [document.gain_misfit, document.gain_error_misfit].map(|value| format!("{value:.2}"));
    text.with("gain", gain).with("error", error).with_said("rung", rung)
}

fn with_error(value: f64, error: f64) -> String {
    format!("{value:.2} ± {error:.2}")
}

/// Three significant digits, without zeros at the end.
fn number(value: f64) -> String {
    let size = value.abs();
    if size > 0.0 && !(1e-3..1e5).contains(&size) {
        return format!("{value:.2e}");
    }
    let digits = if size >= 100.0 {
        0
    } else if size >= 10.0 {
        1
    } else if size >= 1.0 {
        2
    } else if size >= 0.1 {
        3
    } else {
        4
    };
    let text = format!("{value:.digits$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

//! What the figure says.

use admsc_stats::resampling::FEWEST;
use admsc_study::sensitivity::Model;

/// Above the bars.
pub const INFLUENCE: &str = "influence over its range";
/// Above the words for grades.
pub const GRADE: &str = "grade";
/// Above the total indices.
pub const TOTAL: &str = "total index (95 %)";
/// Why a share may be what no share can be.
pub const OUTSIDE: &str = "Indices are estimates from a finite sample: what lies below 0 % or above 100 % is no true share; read the interval.";
/// Below the bars.
pub const AXIS: &str = "μ*, points of pain";
/// Signs at the foot.
pub const SIGNS: &str = "line: 95 % interval";
/// The same where luck has a part in it.
pub const SIGNS_WITH_LUCK: &str = "line: 95 % interval; dashed: chance alone";
/// Above the shares.
pub const SHARES: &str = "Influence by grade";
/// Above the list.
pub const WEAKEST: &str = "Where ignorance matters most";
/// Below that.
pub const WEIGHED: &str = "influence × weakness of the grade, points";

/// In place of the list where there are too few trajectories.
pub fn no_order(trajectories: u64) -> [String; 2] {
    [format!("no order from {trajectories} trajectories:"), format!("it takes {FEWEST} (--trajectories)")]
}

fn outcome_name(outcome: &str) -> &str {
    match outcome {
        "effect" => "the effect of the treatment",
        "relief" => "the relief",
        _ => "the pain",
    }
}

/// Line at the foot.
pub fn note(model: &str, settings: usize, not_chronic: usize) -> String {
    let outside = match not_chronic {
        0 => String::new(),
        _ => format!(" {not_chronic} of {settings} settings are not chronic patients."),
    };
    let model = if model == Model::Cells.name() { "Cell model" } else { "Mean field" };
    format!("{model}, over the ranges explored.{outside} Proxy of a model; not medical advice.")
}

pub fn question(outcome: &str, day: u64) -> String {
    format!("What determines {} on day {day}, and how well is it known?", outcome_name(outcome))
}

pub fn in_words(parameter: &str, points: f64, grade: &str) -> String {
    format!("{parameter} {points:.2} ({grade})")
}

/// The total indices, and that an estimate may be no share.
pub fn totals(rows: &str, leaves_the_range: bool) -> String {
    let outside = if leaves_the_range { format!(" {OUTSIDE}") } else { String::new() };
    if rows.is_empty() { outside } else { format!(" Total indices with 95 % intervals: {rows}.{outside}") }
}

pub fn alternative(outcome: &str, day: u64, rows: &str, weakest: &str) -> String {
    let outcome = outcome_name(outcome);
    let most = if weakest.is_empty() { String::new() } else { format!(" Where ignorance matters most: {weakest}.") };
    format!(
        "Influence of parameters on {outcome} on day {day}, in points over their ranges, with the grade of the evidence: {rows}.{most}"
    )
}

//! The doses of a study, as the table writes them.

use serde::Serialize;

/// Most doses of a course; more are a slip of the pen.
const MAX_TIMES: usize = 100;

/// How cells are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// Through a needle, where the scenario places it.
    Local,
    /// Into a vein.
    Vein,
}

/// Size of a dose.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Amount {
    /// Cells, or cells a kilogram.
    pub cells: f64,
    /// Whether they are counted by body weight.
    pub per_kg: bool,
}

/// What the patients of a study were given. The groups of several amounts are pooled with equal weight.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Dosing {
    /// One size a group of patients, each given at all times.
    pub amounts: Vec<Amount>,
    /// How.
    pub way: Way,
    /// Days of the doses; empty where the times of the scenario stand.
    pub days: Vec<f64>,
}

impl Dosing {
    /// Reads `18e6 local`, `20e6 and 40e6 local`, `2 x 18e6 at 0 and 180 d`, `1-4e6/kg iv days 1 8 15`. A range of amounts
    /// stands for its ends and their geometric mean, each a group. Nothing for another text.
    pub fn parse(text: &str) -> Option<Self> {
        let words: Vec<&str> = text.split_whitespace().filter(|word| *word != "and").collect();
        if let [number, "x", amount, "at", days @ .., "d"] = words.as_slice() {
            let number = number.parse::<usize>().ok().filter(|number| (1..=MAX_TIMES).contains(number))?;
            let days = read_days(days)?;
            let amounts = amounts(amount)?;
            return (days.len() == number).then_some(Self { amounts, way: Way::Local, days });
        }
        let place = words.iter().position(|word| ["local", "iv"].contains(word))?;
        let way = if words[place] == "iv" { Way::Vein } else { Way::Local };
        let amounts = words[..place].iter().map(|word| amounts(word)).collect::<Option<Vec<_>>>()?.concat();
        let days = match &words[place + 1..] {
            [] => Vec::new(),
            ["days", days @ ..] => read_days(days)?,
            _ => return None,
        };
        (!amounts.is_empty()).then_some(Self { amounts, way, days })
    }
}

/// Ascending days, at least one.
fn read_days(words: &[&str]) -> Option<Vec<f64>> {
    let days: Vec<f64> = words.iter().map(|word| word.parse().ok()).collect::<Option<_>>()?;
    let good =
        days.iter().all(|day: &f64| day.is_finite() && *day >= 0.0) && days.windows(2).all(|two| two[0] < two[1]);
    (good && (1..=MAX_TIMES).contains(&days.len())).then_some(days)
}

/// `18e6`, `2e6/kg`, or a range `1-4e6/kg`, whose lower end takes the exponent of the upper one.
fn amounts(word: &str) -> Option<Vec<Amount>> {
    let per_kg = word.ends_with("/kg");
    let numbers = word.strip_suffix("/kg").unwrap_or(word);
    let cells = match numbers.split_once('-') {
        None => vec![number(numbers)?],
        Some((low, high)) => {
            let exponent = high.find(['e', 'E']).map_or("", |place| &high[place..]);
            let low = number(&if low.contains(['e', 'E']) { low.to_owned() } else { format!("{low}{exponent}") })?;
            let high = number(high)?;
            if low >= high {
                return None;
            }
            vec![low, admsc_model::math::sqrt(low * high), high]
        }
    };
    Some(cells.into_iter().map(|cells| Amount { cells, per_kg }).collect())
}

fn number(text: &str) -> Option<f64> {
    text.parse::<f64>().ok().filter(|number| number.is_finite() && *number > 0.0)
}

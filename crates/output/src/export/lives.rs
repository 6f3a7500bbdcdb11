//! The lives of a patient that a run shows, as a table.

use serde::{Deserialize, Serialize};

use super::{Error, tables};
use admsc_model::observe::columns::table;
use admsc_scenario::reading::lives::Beside;
use admsc_study::lives::Life;

/// Name of the file.
pub const FILE: &str = "lives.csv";
/// The course of a life with the treatment.
const TREATED: &str = "treated";

table! {
    /// A life on a day.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub struct LifeRow {
        /// Its seed.
        pub seed: u64,
        /// `treated` as the scenario says, `untreated`, `sham` (all procedures, no cells) or `first-dose` (that dose alone).
        pub course: String,
        /// Time.
        pub time_days: f64,
        /// The pain proxy.
        pub vas_points: f64,
    }
}

/// The table.
///
/// # Errors
/// When a number has no form in CSV.
pub fn encode(lives: &[Life]) -> Result<Vec<u8>, Error> {
    let row = |life: &Life, (time_days, vas_points): (f64, f64)| LifeRow {
        seed: life.seed,
        course: life.beside.map_or(TREATED, Beside::name).to_owned(),
        time_days,
        vas_points,
    };
    let rows = lives.iter().flat_map(|life| life.course.iter().map(move |day| row(life, *day)));
    tables::csv(FILE, &rows.collect::<Vec<_>>())
}

/// The lives of a table, whose relief counts from the day `relief_start`.
///
/// # Errors
/// When it is not such a table.
pub fn decode(bytes: &[u8], relief_start: u32) -> Result<Vec<Life>, csv::Error> {
    let mut lives: Vec<Life> = Vec::new();
    for row in csv::Reader::from_reader(bytes).deserialize() {
        let LifeRow { seed, course, time_days, vas_points } = row?;
        let beside = Beside::ALL.into_iter().find(|beside| beside.name() == course);
        match lives.last_mut() {
            Some(life) if (life.seed, life.beside) == (seed, beside) => {
                life.course.push((time_days, vas_points));
            }
            _ => lives.push(Life { seed, beside, course: vec![(time_days, vas_points)], relief_start }),
        }
    }
    Ok(lives)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_reads_back() -> Result<(), Box<dyn std::error::Error>> {
        let life = |seed, beside, vas| Life { seed, beside, course: vec![(0.0, 7.0), (1.0, vas)], relief_start: 0 };
        let lives = vec![life(1, None, 0.1 + 0.2), life(2, None, 6.5), life(1, Some(Beside::Sham), 7.2)];
        assert_eq!(decode(&encode(&lives)?, 0)?, lives);
        Ok(())
    }
}

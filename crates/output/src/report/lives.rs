//! The lives that a run shows, in its report: what they come to, and their range at the visits beside the one in detail.

use super::given::or_dash;
use super::numbers::{Number, Numbers};
use super::sentence::{Sentence, sentence};
use admsc_scenario::language::{Phrase, english};
use admsc_scenario::reading::lives::Beside;
use admsc_scenario::units::sign::fixed;
use admsc_study::lives::OUTCOMES;
use admsc_study::summary::SMALLEST_RELIEF_POINTS;

/// Most lives whose seeds are named.
const MOST_SEEDS: usize = 10;

/// Where the lives of a run stand in its summary.
pub struct Lives<'a> {
    numbers: Numbers<'a>,
    /// Those with the treatment, the one in detail first.
    treated: Vec<usize>,
    beside: Option<Beside>,
    besides: Vec<usize>,
}

impl<'a> Lives<'a> {
    /// Those of a summary; none where it is of one life.
    pub fn of(numbers: Numbers<'a>) -> Option<Self> {
        let named = |row: usize| {
            let name = numbers.text(&format!("/lives/{row}/beside"))?;
            Some((Beside::ALL.into_iter().find(|beside| beside.name() == name)?, row))
        };
        let all = 0..numbers.count("/lives");
        let treated: Vec<usize> = all.clone().filter(|row| named(*row).is_none()).collect();
        let (kinds, besides): (Vec<Beside>, Vec<usize>) = all.into_iter().filter_map(named).unzip();
        (!treated.is_empty()).then(|| Self { numbers, treated, beside: kinds.first().copied(), besides })
    }

    /// What they come to, and what the patient does without all or a part of the treatment.
    pub fn answer(&self) -> Vec<Sentence> {
        self.outcomes().into_iter().chain(self.end()).collect()
    }

    fn outcomes(&self) -> Option<Sentence> {
        outcomes(self.numbers, |outcome| self.number_of(outcome))
    }

    /// How many have an outcome, with their seeds where these are few.
    fn number_of(&self, outcome: &str) -> Option<Sentence> {
        let number = self.numbers.at(format!("/lives_{outcome}_count"))?.fixed(0);
        let has_it =
            |row: &&usize| self.numbers.text(&format!("/lives/{row}/outcome")).is_some_and(|found| found == outcome);
        let seeds = self.treated.iter().filter(has_it).filter_map(|row| self.seed(*row)).map(Sentence::from);
        let seeds: Vec<Sentence> = seeds.collect();
        if seeds.is_empty() || self.treated.len() > MOST_SEEDS {
            return Some(number.into());
        }
        let said = sentence(english("{number} (seed {seeds})")).put("number", number);
        Some(said.put("seeds", Sentence::listed(seeds)))
    }

    fn seed(&self, row: usize) -> Option<super::numbers::Shown> {
        Some(self.numbers.at(format!("/lives/{row}/seed"))?.fixed(0))
    }

    /// Their pain at the last visit, and that of those beside them.
    pub fn end(&self) -> Option<Sentence> {
        let last = self.numbers.count("/visits").checked_sub(1).filter(|last| *last > 0)?;
        let day = self.numbers.at(format!("/visits/{last}/day"))?.visit();
        let (lowest, highest) = range_of(self.treated.iter().filter_map(|row| self.pain(*row, last)))?;
        let mean = |of: &str| self.numbers.at(format!("/{of}_end_vas_points"));
        let beside = self.beside.zip(mean("beside").zip(mean("treated")));
        let own = mean("treated").filter(|_| beside.is_some());
        let said = match beside {
            Some((beside, (other, own))) => {
                let is_small = (own.value - other.value).abs() < SMALLEST_RELIEF_POINTS;
                let said = sentence(match beside {
                    Beside::Untreated => english("At {last} they are in pain of {pain}; without treatment of {other}."),
                    Beside::Sham if is_small => english(
                        "At {last} they are in pain of {pain}; after the same procedures without \
                         cells of {other}: less than a point apart.",
                    ),
                    Beside::Sham => english(
                        "At {last} they are in pain of {pain}; after the same procedures without \
                         cells of {other}.",
                    ),
                    Beside::FirstDose => english(
                        "At {last} they are in pain of {pain}; after the first dose alone of {other}, \
                         with half of the pain gone in {relieved}.",
                    ),
                });
                let relieved = self.numbers.at("/beside_relieved_count")?.fixed(0);
                said.put("other", &other).put("relieved", relieved)
            }
            None => sentence(english("At {last} they are in pain of {pain}.")),
        };
        let one = fixed(lowest.value, 1) == fixed(highest.value, 1);
        let pain = match &own {
            _ if one => english("{lowest} points"),
            Some(_) => english("{lowest} to {highest} points, {own} on average"),
            None => english("{lowest} to {highest} points"),
        };
        let pain = sentence(pain).put("lowest", &lowest).put("highest", &highest);
        let pain = own.iter().fold(pain, |pain, own| pain.put("own", own));
        Some(said.put("last", day).put("pain", pain))
    }

    /// Which of them is told in detail.
    pub fn in_detail(&self) -> Option<Sentence> {
        let said = sentence(english("In detail, the life of seed {seed}:"));
        Some(said.put("seed", self.seed(*self.treated.first()?)?))
    }

    fn pain(&self, row: usize, visit: usize) -> Option<Number> {
        self.numbers.at(format!("/lives/{row}/vas_points/{visit}"))
    }

    /// Heads of their columns in the table of visits.
    pub fn head(&self) -> Vec<(Phrase, bool)> {
        let beside = self.beside.map(|beside| (beside.said(), true));
        std::iter::once((english("VAS of all lives"), true)).chain(beside).collect()
    }

    /// Their cells at a visit.
    pub fn cells(&self, visit: usize) -> Vec<Sentence> {
        let ends = |(low, high): (Number, Number)| match low.value == high.value {
            true => low.fixed(1).into(),
            false => sentence(english("{low} to {high}")).put("low", &low).put("high", &high),
        };
        let of = |rows: &[usize]| or_dash(range_of(rows.iter().filter_map(|row| self.pain(*row, visit))).map(ends));
        let beside = self.beside.map(|_| of(&self.besides));
        std::iter::once(of(&self.treated)).chain(beside).collect()
    }
}

/// Lowest and highest of some numbers.
fn range_of(numbers: impl Iterator<Item = Number>) -> Option<(Number, Number)> {
    let mut found: Vec<Number> = numbers.collect();
    found.sort_by(|a, b| a.value.total_cmp(&b.value));
    Some((found.first()?.clone(), found.pop()?))
}

/// What several lives, or replicates, come to; `number_of` says how many come to an outcome.
pub fn outcomes(numbers: Numbers<'_>, number_of: impl Fn(&str) -> Option<Sentence>) -> Option<Sentence> {
    let said = sentence(OUTCOMES).put("all", numbers.at("/lives_treated_count")?.fixed(0));
    let said = said.put("relieved", number_of("relieved")?).put("relapsed", number_of("relapsed")?);
    Some(said.put("others", number_of("not_relieved")?))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use admsc_scenario::language::Language;

    fn said(sentences: &[Sentence]) -> String {
        sentences.iter().map(|said| said.text(Language::English)).collect::<Vec<_>>().join(" ")
    }

    /// A summary of lives with seeds from 4, by their pain at the last visit and what became of them.
    fn summary(treated: &[(f64, &str)], untreated: Option<f64>) -> Value {
        let life = |seed: usize, is_treated: bool, end: f64, outcome: &str| json!({ "seed": seed, "beside": (!is_treated).then_some("untreated"), "vas_points": [7.0, end], "outcome": outcome });
        let mut lives: Vec<Value> =
            treated.iter().enumerate().map(|(row, (end, outcome))| life(4 + row, true, *end, outcome)).collect();
        lives.extend(untreated.map(|end| life(4, false, end, "not_relieved")));
        let mut summary = json!({ "visits": [{ "day": 0 }, { "day": 365 }], "lives": lives });
        summary["lives_treated_count"] = json!(treated.len());
        summary["treated_end_vas_points"] =
            json!(treated.iter().map(|(end, _)| end).sum::<f64>() / treated.len() as f64);
        summary["beside_end_vas_points"] = json!(untreated);
        summary["beside_relieved_count"] = json!(untreated.map(|_| 0));
        for outcome in ["relieved", "relapsed", "not_relieved"] {
            let number = treated.iter().filter(|(_, found)| *found == outcome).count();
            summary[format!("lives_{outcome}_count")] = json!(number);
        }
        summary
    }

    #[test]
    fn what_lives_come_to_is_told_with_their_range_and_the_untreated_course() {
        let summary = summary(&[(2.0, "relieved"), (6.5, "relapsed"), (1.5, "relieved")], Some(7.25));
        let lives = Lives::of(Numbers(&summary)).unwrap();
        assert_eq!(
            said(&lives.answer()),
            "Of 3 lives of the same patient half of the pain is gone at the end in 2 (seed 4, 6); it was gone and came back in \
             1 (seed 5), and it never was in 0. At 12 months they are in pain of 1.5 to 6.5 points, 3.3 on \
             average; without treatment of 7.2."
        );
        assert_eq!(said(&lives.cells(1)), "1.5 to 6.5 7.2");
        assert_eq!(lives.head().len(), 2);
        assert!(lives.in_detail().is_some_and(|told| told.text(Language::English).contains("seed 4")));
    }

    #[test]
    fn lives_of_an_untreated_patient_have_no_untreated_column_and_many_seeds_are_not_listed() {
        let summary = summary(&[(6.0, "not_relieved"); 11], None);
        let lives = Lives::of(Numbers(&summary)).unwrap();
        let told = said(&lives.answer());
        assert!(told.contains("never was in 11. At 12 months they are in pain of 6.0 points."), "{told}");
        assert_eq!((lives.head().len(), lives.cells(0).len()), (1, 1));
    }

    #[test]
    fn one_life_is_no_lives() {
        assert!(Lives::of(Numbers(&json!({ "visits": [{ "day": 0 }] }))).is_none());
    }
}

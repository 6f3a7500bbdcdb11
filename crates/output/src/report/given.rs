//! What a report is made from, and the sections that all reports share.

use serde_json::Value;

use super::numbers::Numbers;
use super::page::{Block, Page, Section, Table};
use super::picture::Drawing;
use super::sentence::{Sentence, own, sentence};
use super::{evidence, exploratory};
use admsc_model::rules::retreatment::Retreatment;
use admsc_model::rules::setup::{Dose, Preparation, Route, Setup};
use admsc_scenario::language::{Language, Message, Phrase, count, english, verbatim};
use admsc_scenario::ledger::names::keys_with_values;
use admsc_scenario::reading::{self, Scenario};
use admsc_study::summary::STRENGTH;

/// A key and its value.
type Stated = (String, String);

/// A finished result.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    /// What `summary.json` holds.
    pub summary: &'a Value,
    /// The scenario; of a comparison that of the first run.
    pub scenario: &'a Scenario,
    /// Its figures in their order.
    pub drawings: &'a [Drawing],
    /// Its film as an animated PNG, where one was made.
    pub film: Option<&'a [u8]>,
    /// What made it.
    pub signs: Signs<'a>,
    /// Keys of the parameters that are known to matter most for this result, the most influential first; empty where
    /// nothing has ranked them.
    pub influential: Option<&'a evidence::Influential>,
    /// Language of the report.
    pub language: Language,
}

/// What names a result.
#[derive(Debug, Clone, Copy)]
pub struct Signs<'a> {
    /// Version of the program that computed it.
    pub version: &'a str,
    /// Hash of the resolved scenario.
    pub scenario_hash: &'a str,
    /// Digest over all results; empty where there are several.
    pub digest: &'a str,
    /// Seed of the random numbers.
    pub seed: u64,
}

/// What a kind of result has to say of its own.
#[derive(Debug, Clone, Default)]
pub struct Content {
    /// The answer.
    pub answer: Vec<Block>,
    /// Tables of its numbers.
    pub tables: Vec<Table>,
    /// What is given to whom, and how it is followed.
    pub design: Vec<Block>,
    /// What cannot be concluded from it, before what holds for every result.
    pub limits: Vec<Sentence>,
}

impl<'a> Given<'a> {
    /// Its numbers.
    pub fn numbers(&self) -> Numbers<'a> {
        Numbers(self.summary)
    }

    /// The page with some content.
    pub fn page(&self, content: Content) -> Page {
        self.page_of([], content)
    }

    /// The page of a result of other setups besides its scenario's. Where one of all needs a caution, the answer begins with it.
    pub fn page_of<'s>(&self, setups: impl IntoIterator<Item = &'s Setup>, content: Content) -> Page {
        let caution = self.scenario.caution().or_else(|| setups.into_iter().find_map(reading::caution));
        let answer = caution.map(exploratory::caution).into_iter().chain(content.answer).collect();
        let film = self.film.map(|png| Block::Film(png.to_owned()));
        let pictures = self.drawings.iter().cloned().map(Block::Picture).chain(film).collect();
        let tables = content.tables.into_iter().filter(|table| !table.rows.is_empty()).map(Block::Table).collect();
        let evidence = evidence::blocks(self.influential, self.language);
        let general = general_limits(caution.is_some());
        let limits = vec![Block::List(content.limits.into_iter().chain(general).collect())];
        let sections: [(&'static str, Phrase, Vec<Block>); 6] = [
            ("answer", english("Answer"), answer),
            ("pictures", english("Pictures"), pictures),
            ("numbers", english("Numbers"), tables),
            ("scenario", english("Scenario"), content.design),
            ("evidence", english("Evidence"), evidence),
            ("limits", english("Limits"), limits),
        ];
        let filled = sections.into_iter().filter(|(_, _, blocks)| !blocks.is_empty());
        Page {
            language: self.language,
            title: self.scenario.title_in(self.language).to_owned(),
            question: self.scenario.question_in(self.language).map(str::to_owned),
            sections: filled.map(|(id, heading, blocks)| Section { id, heading, blocks }).collect(),
            foot: self.foot(),
        }
    }

    /// The whole scenario, to be opened.
    pub fn listing(&self) -> Block {
        Block::Listing(english("The whole scenario (TOML)").into(), self.scenario.resolved_toml.clone())
    }

    /// What a result with a single value of the potency says of it.
    pub fn potency(&self) -> Sentence {
        let potency = self.scenario.setup.parameters.patient.potency;
        let said = sentence(english(
            "The result is for a potency of {potency}; --set patient.potency=0.1 shows what is left under the \
             sceptical assumption.",
        ));
        said.put("potency", own(potency))
    }

    /// What changes on which day, where parameters do.
    pub fn changes(&self) -> Vec<Sentence> {
        let told = reading::changes_in_words(&self.scenario.setup, self.language).unwrap_or_default();
        told.into_iter().map(Sentence::from).collect()
    }

    fn foot(&self) -> Vec<Message> {
        let Signs { version, scenario_hash, digest, seed } = self.signs;
        let made = english("admsc-sim {version}; scenario {hash}; seed {seed}");
        let made = made.with("version", version).with("hash", scenario_hash).with("seed", seed);
        let digest = (!digest.is_empty()).then(|| verbatim(format_args!("digest {digest}")));
        std::iter::once(made).chain(digest).collect()
    }
}

/// How strong the cells are assumed to be, beside what is known; nothing of a result without cells.
pub fn strength(numbers: Numbers<'_>) -> Option<Sentence> {
    let potency = numbers.at("/potency_fraction")?;
    // As few places as it was stated with.
    let is_exact = |factor: &f64| (potency.value * factor).fract() == 0.0;
    let places = [1.0, 10.0, 100.0].iter().position(is_exact).unwrap_or(3);
    Some(sentence(STRENGTH).put("potency", potency.fixed(places)))
}

/// What holds for every result; nobody has given these cells to patients with what is `exploratory`.
fn general_limits(exploratory: bool) -> Vec<Sentence> {
    let trials = if exploratory {
        english(
            "The model is not backed by any trial of these cells against tumour pain; their potency, from 0 to 1 with \
             the default of 1 as the optimistic end, is unknown here as elsewhere.",
        )
    } else {
        english(
            "Open-label series of this therapy report large relief; blinded trials are mostly null. The model \
             represents this as an unknown, potency, from 0 to 1; its default of 1 is the optimistic end.",
        )
    };
    vec![
        sentence(english("Pain values are the proxy of a model, not a measurement and not medical advice.")),
        sentence(trials),
        sentence(english(
            "The model shows how known mechanisms could act together, not that they do so; its results are hypotheses \
             to be tested.",
        )),
    ]
}

/// A table of treatments; `named` says whose each is, where there are several runs.
pub fn treatments<'a>(runs: impl IntoIterator<Item = (&'a str, Option<&'a Setup>)>, named: Option<Phrase>) -> Block {
    table_of_treatments(runs.into_iter().map(|(run, setup)| (run, setup, None)), named)
}

/// A table of the treatments of arms, with the keys in which each differs besides where one does.
pub fn treatments_of_arms<'a>(
    arms: impl IntoIterator<Item = (&'a str, Option<&'a Setup>, &'a [Stated])>,
    language: Language,
) -> Block {
    let arms: Vec<_> = arms.into_iter().collect();
    let differ = arms.iter().any(|(_, _, keys)| !keys.is_empty());
    let besides = |keys: &[Stated]| match keys {
        [] => own("–"),
        keys => own(keys_with_values(keys, language)),
    };
    let arms = arms.into_iter().map(|(arm, setup, keys)| (arm, setup, differ.then(|| besides(keys))));
    table_of_treatments(arms, Some(english("arm")))
}

/// Rows of several treatments have what differs besides in the first.
fn table_of_treatments<'a>(
    arms: impl IntoIterator<Item = (&'a str, Option<&'a Setup>, Option<Sentence>)>,
    named: Option<Phrase>,
) -> Block {
    let mut rows = Vec::new();
    let mut differ = false;
    for (arm, setup, besides) in arms {
        differ |= besides.is_some();
        let mut doses: Vec<&Dose> = setup.iter().flat_map(|setup| &setup.doses).collect();
        doses.sort_by(|a, b| a.at_days.total_cmp(&b.at_days));
        let again = setup.iter().flat_map(|setup| &setup.retreatments);
        let given = doses.into_iter().map(|dose| treatment(dose, own(dose.at_days)));
        let mut cells: Vec<[Sentence; 4]> =
            given.chain(again.map(|rule| treatment(&rule.dose, again_when(rule)))).collect();
        if cells.is_empty() {
            cells.push([sentence(english("no treatment")), own("–"), own("–"), own("–")]);
        }
        let name = named.map(|_| own(arm));
        let besides = |row: usize| besides.as_ref().map(|keys| if row == 0 { keys.clone() } else { own("") });
        let cells = cells.into_iter().enumerate();
        rows.extend(cells.map(|(row, cells)| name.clone().into_iter().chain(cells).chain(besides(row)).collect()));
    }
    let columns = [(english("what"), false), (english("day"), true), (english("cells"), true), (english("how"), false)];
    let besides = differ.then_some((english("what else differs"), false));
    let head = named.map(|name| (name, false)).into_iter().chain(columns).chain(besides);
    let head = head.map(|(name, is_number)| (name.into(), is_number)).collect();
    Block::Table(Table { caption: english("Treatments").into(), head, rows })
}

/// When a dose is given again.
fn again_when(rule: &Retreatment) -> Sentence {
    let said = sentence(english("pain above {points} at a visit, {days} after a dose, at most {times}"));
    let (days, times) = (reading::days(rule.not_before_days), reading::times(rule.at_most));
    said.put("points", own(rule.pain_above)).put("days", days).put("times", times)
}

fn treatment(dose: &Dose, day: Sentence) -> [Sentence; 4] {
    let what = match dose.preparation {
        Preparation::Live => english("ADMSC"),
        Preparation::Dead => english("dead ADMSC"),
        Preparation::Medium => english("conditioned medium"),
        Preparation::Sham => english("sham"),
    };
    let how = match dose.route {
        Route::Needle { .. } => english("needle"),
        Route::Placed { .. } => english("placed"),
        Route::Vein => english("vein"),
    };
    let cells = match (dose.preparation, dose.cells_per_kg) {
        (Preparation::Sham, _) => own("–"),
        (_, None) => count(dose.cells).into(),
        (_, Some(per_kg)) => sentence(english("{cells} per kg")).put("cells", count(per_kg)),
    };
    [sentence(what), day, cells, sentence(how)]
}

/// A dash where there is no value.
pub fn or_dash(value: Option<impl Into<Sentence>>) -> Sentence {
    value.map_or_else(|| own("–"), Into::into)
}

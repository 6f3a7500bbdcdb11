//! Who responds: the share of patients with half of their pain gone in each arm at each visit, with its interval, and
//! the share with 30 % gone.

use plotters::prelude::*;

use super::super::sheet::Page;
use super::StudyResults;
use super::found::of_shares;
use super::found::over_potencies;
use super::panels::{self, Label, Slots, Span};
use crate::plot::frame::Place;
use crate::plot::page::{self, SIZE};
use crate::plot::{Drawn, Error, Figure};
use admsc_scenario::language::{Language, Message, english, verbatim};
use admsc_scenario::reading::study::Contrast;
use admsc_scenario::units::interval::share_with_interval;
use admsc_scenario::units::month::visit_name;
use admsc_scenario::units::sign::percent;
use admsc_study::trial::{self, ArmRow, ShareEstimate};

/// Least room of one arm at one visit, pixels.
const MARK: i32 = 26;
/// Half of the largest sign, pixels.
const SIGN: i32 = 9;

/// The figure.
#[derive(Debug, Clone, Copy)]
pub struct RespondersFigure<'a>(pub StudyResults<'a>);

impl RespondersFigure<'_> {
    fn row(&self, potency: usize, arm: usize, day: u32) -> Option<&ArmRow> {
        self.0.arm(self.0.case(0, potency, arm), day)
    }

    /// Of the primary contrast, or else of all arms, the shares at the last visit, in each panel, and where they do not tell whether
    /// the arms differ, that; in several ways, the fullest first.
    pub(super) fn findings(&self) -> Vec<Message> {
        let join = |shares: &Message, more: &Message| Message::joined([shares.clone(), more.clone()], english("; "));
        let Some(contrast) = trial::contrasts(self.0.study).primary() else {
            let compared = self.0.of_shares().unwrap_or_default();
            let full = self.shares_of_all().zip(compared.first()).map(|(shares, more)| join(&shares, more));
            return full.into_iter().chain(compared).collect();
        };
        let Some(shares) = self.shares_of(contrast) else { return Vec::new() };
        // Where all signs are the same, the shares say it.
        let is_plain = |signs: &[i8]| signs.iter().all(|sign| *sign > 0) || signs.iter().all(|sign| *sign < 0);
        let open = self.signs(contrast).filter(|signs| !is_plain(signs));
        let potencies: Vec<f64> =
            self.0.shown_potencies().into_iter().map(|potency| self.0.study.potencies[potency].value).collect();
        let open = open.and_then(|signs| trial::verdict_on_shares(&signs, &potencies));
        // Where two lines are too short for all of it, the shares stand alone.
        open.map(|open| join(&shares, &open)).into_iter().chain([shares.clone()]).collect()
    }

    /// Whether the shares of a contrast differ, panel by panel.
    fn signs(&self, contrast: Contrast) -> Option<Vec<i8>> {
        let day = *self.0.later_visits().last()?;
        let sign = |potency: usize| {
            let row = self.0.difference(self.0.case(0, potency, contrast.arm), contrast.against, day)?;
            let found = of_shares(row)?;
            Some(i8::from(found.low > 0.0) - i8::from(found.high < 0.0))
        };
        self.0.shown_potencies().into_iter().map(sign).collect()
    }

    /// The share of an arm at the last visit, over the potencies.
    fn share(&self, arm: usize) -> Option<Message> {
        let (results, day) = (&self.0, *self.0.later_visits().last()?);
        results.shown_arms().contains(&arm).then_some(())?;
        let share = |potency: usize| Some(self.row(potency, arm, day)?.r50?.share);
        let shares: Vec<f64> = results.shown_potencies().into_iter().map(share).collect::<Option<_>>()?;
        Some(over_potencies(&shares, percent))
    }

    fn shares_of(&self, contrast: Contrast) -> Option<Message> {
        let results = &self.0;
        let said = match results.shown_potencies().len() {
            1 => english(
                "At least half of the pain is gone at {visit} in {share} with “{arm}”, in {other} with “{against}”",
            ),
            _ => english(
                "At least half of the pain is gone at {visit} in {share} with “{arm}”, in {other} with “{against}” (over the potencies)",
            ),
        };
        let [arm, against] = [contrast.arm, contrast.against].map(|arm| verbatim(&results.study.arms[arm]));
        let said = said.with_said("visit", visit_name(*results.later_visits().last()?));
        let said = said.with_said("arm", arm).with_said("against", against);
        Some(said.with_said("share", self.share(contrast.arm)?).with_said("other", self.share(contrast.against)?))
    }

    fn shares_of_all(&self) -> Option<Message> {
        let results = &self.0;
        let of_arm = |arm: usize| {
            let said = english("{share} with “{arm}”").with_said("share", self.share(arm)?);
            Some(said.with("arm", &results.study.arms[arm]))
        };
        let shares = (0..results.study.arms.len()).map(of_arm).collect::<Option<Vec<Message>>>()?;
        let said = match results.shown_potencies().len() {
            1 => english("At least half of the pain is gone at {visit} in {shares}"),
            _ => english("At least half of the pain is gone at {visit} in {shares} (over the potencies)"),
        };
        let said = said.with_said("visit", visit_name(*results.later_visits().last()?));
        Some(said.with_said("shares", Message::joined(shares, english(", "))))
    }
}

impl Figure for RespondersFigure<'_> {
    fn language(&self) -> Language {
        self.0.language
    }

    fn title(&self) -> &str {
        self.0.title
    }

    fn alternative(&self) -> String {
        let Some(day) = self.0.later_visits().last().copied() else { return String::new() };
        let of_arm = |potency: usize, arm: usize| {
            let row = self.row(potency, arm, day)?;
            Some(text::in_words(&self.0.study.arms[arm], row.r50?, row.r30?))
        };
        let opening =
            english("Share of patients with half of {pain} gone (and with 30 % gone) in each arm at {visit}.");
        let opening = opening.with_said("visit", visit_name(day)).with_said("pain", self.0.analysed().in_words());
        self.0.described(opening, |potency| {
            self.0.shown_arms().into_iter().filter_map(|arm| of_arm(potency, arm)).collect()
        })
    }

    fn draw(&self, page: &Page) -> Result<(), Error> {
        let visits = self.0.later_visits();
        if visits.is_empty() || self.0.analysis.arms.is_empty() {
            return Err(Error::Empty);
        }
        Ok(draw_all(page, self, &visits)?)
    }
}

fn draw_all(page: &Page, figure: &RespondersFigure<'_>, visits: &[u32]) -> Drawn {
    let results = &figure.0;
    let (arms, potencies) = (results.shown_arms(), results.shown_potencies());
    let question = english("How many patients lose half of their pain?");
    let room = [330, 230, 150][(potencies.len().max(1) - 1).min(2)];
    let beside = |top: i32| {
        let rows = [top, SIZE.1 as i32 - panels::BOTTOM];
        panels::beside(potencies.len(), panels::LEFT, rows, room, panels::NUMBERS + 16)
    };
    let Some(slots) = beside(0)
        .first()
        .map(|place| Slots::for_visits(visits, &results.told_visits(), place, MARK * (arms.len() as i32 + 1)))
    else {
        return Ok(());
    };
    let more = results.left_out_and_reporting().into_iter().chain(slots.left_out(visits)).collect();
    let question = results.asked(results.say(question), more);
    let found = page::first_whole(page, figure.findings().into_iter().map(|found| results.say(found)));
    let heading = page::finding(page, found.as_deref(), results.title, Some(&question))?;
    let key = panels::key(page, results, &arms, |arm| results.say(results.arm_with_size(arm)), heading - 6)?;
    let places = beside(key + panels::NAME + 6);
    let Some(first) = places.first() else { return Ok(()) };
    let marks: Vec<(f64, String)> = (0..=5).map(|mark| (0.2 * f64::from(mark), format!("{} %", 20 * mark))).collect();
    for (potency, place) in potencies.iter().zip(&places) {
        panels::name(page, place, &results.potency_name(*potency))?;
        // Signs of nobody stand on the line of 0 %, not on the axis, and those of everybody below the name.
        let y = Span { from: -0.03, to: 1.03, start: place[3], end: place[1] };
        panels::values(page, place, &y, &marks)?;
        let slots = slots.moved(place);
        slots.draw(page, place)?;
        draw_panel(page, figure, *potency, &slots, &y)?;
        draw_labels(page, figure, *potency, place, room, &slots, &y)?;
    }
    panels::title_left(page, first, &results.say(english("Share of patients")))?;
    panels::title_below(page, &places, &results.say(slots.title))?;
    let note = english("Reported pain of {patients}; lines: 95 % intervals. {caution}")
        .with_said("patients", results.shown_patients())
        .with_said("caution", results.short_caution());
    let signs = [english("filled: half gone"), english("hollow: 30 % gone")].map(|sign| results.say(sign));
    page::footer(page, &results.say(note), &signs.join(page::BETWEEN_SIGNS))
}

fn draw_panel(page: &Page, figure: &RespondersFigure<'_>, potency: usize, slots: &Slots, y: &Span) -> Drawn {
    let arms = figure.0.shown_arms();
    let apart = apart(slots.room(arms.len()));
    let size = apart - 1;
    for (series, arm) in arms.iter().enumerate() {
        let style = figure.0.style(*arm);
        let shares = |pick: fn(&ArmRow) -> Option<ShareEstimate>, shift: i32| {
            let at = |(visit, day): (usize, &u32)| {
                let share = figure.row(potency, *arm, *day).and_then(pick)?;
                Some((slots.x(visit, series, arms.len()) + shift, share))
            };
            slots.days.iter().enumerate().filter_map(at).collect::<Vec<(i32, ShareEstimate)>>()
        };
        let whiskers = |share: &ShareEstimate, x: i32, width: u32| {
            PathElement::new(vec![(x, y.at(share.low)), (x, y.at(share.high))], style.colour.stroke_width(width))
        };
        for (x, share) in shares(|row| row.r30, apart) {
            page.draw(&whiskers(&share, x, 1))?;
            style.hollow(page, (x, y.at(share.share)), size - 1)?;
        }
        let halves = shares(|row| row.r50, -apart);
        let line: Vec<(i32, i32)> = halves.iter().map(|(x, share)| (*x, y.at(share.share))).collect();
        page.draw(&PathElement::new(line, style.colour.mix(0.4).stroke_width(2)))?;
        for (x, share) in &halves {
            page.draw(&whiskers(share, *x, 4))?;
        }
        for (x, share) in halves {
            style.sign(page, (x, y.at(share.share)), size)?;
        }
    }
    Ok(())
}

/// From the middle of an arm's room to r50 on its left and r30 on its right, pixels: equal shares, such as those of nobody,
/// stand in one row, all signs as far from each other, and as large as that allows.
fn apart(room: i32) -> i32 {
    (room / 4).clamp(MARK / 4, SIGN + 1)
}

fn draw_labels(
    page: &Page,
    figure: &RespondersFigure<'_>,
    potency: usize,
    place: &Place,
    room: i32,
    slots: &Slots,
    y: &Span,
) -> Drawn {
    let Some(day) = slots.days.last() else { return Ok(()) };
    let label = |arm: usize| {
        let share = figure.row(potency, arm, *day)?.r50?;
        let name = figure.0.study.arms[arm].clone();
        let value = figure.0.say(share_with_interval(share.share, Some((share.low, share.high))));
        Some(Label { arm, y: y.at(share.share), name, value, short: percent(share.share) })
    };
    let labels = figure.0.shown_arms().into_iter().filter_map(label).collect();
    panels::labels(page, &figure.0, place, room, labels).map(|_| ())
}

/// What the figure says.
mod text {
    use super::ShareEstimate;
    use admsc_scenario::language::{Message, english};
    use admsc_scenario::units::interval::share_with_interval;
    use admsc_scenario::units::sign::percent;

    pub fn in_words(arm: &str, r50: ShareEstimate, r30: ShareEstimate) -> Message {
        english("{arm} {hits} of {all}, 95 % interval {low} to {high} ({some})")
            .with("arm", arm)
            .with("hits", r50.hits)
            .with("all", r50.n)
            .with("low", percent(r50.low))
            .with("high", percent(r50.high))
            .with_said("some", share_with_interval(r30.share, Some((r30.low, r30.high))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_equal_shares_lie_on_no_other() {
        for room in MARK..200 {
            let (apart, both) = (apart(room), 2 * apart(room) - 3);
            assert!(
                2 * apart > both && room - 2 * apart > both,
                "half and 30 % gone, and the next arm, in {room} pixels"
            );
        }
    }
}

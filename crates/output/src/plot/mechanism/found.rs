//! Which goes first, inflammation or pain: the title of the figure; of replicates when their mean TNFα halves. The day of pain is that
//! which figures and report of the same run tell.

use crate::plot::envelope::Envelope;
use admsc_model::observe::Sample;
use admsc_scenario::language::{Message, english};
use admsc_study::summary::{LOST, SMALLEST_RELIEF_POINTS, has_halved};

/// When TNFα and when pain has halved, from the day on from which relief counts; nothing where there is none of them.
pub fn finding(records: &[&[Sample]], relief_start: u32) -> Option<Message> {
    let tnf = tnf_halved(records, relief_start)?;
    let pain = Course::of(records, relief_start, |sample| sample.vas_points)?;
    let pain = Some(pain).filter(|pain| pain.start >= SMALLEST_RELIEF_POINTS)?.halved_pain();
    if let (None, None) = (tnf, pain) {
        return Some(english("Neither TNFα nor pain falls by half").into());
    }
    let of_tnf = match tnf {
        Some((_, true)) => english("TNFα halves by day {day}"),
        Some((_, false)) => english("TNFα halves by day {day} and comes back"),
        None => english("TNFα never falls by half"),
    };
    if records.len() > 1 {
        // Of replicates the day of pain is the median of theirs, which another figure tells; that of their mean is another.
        return Some(of_tnf.with("day", format_args!("{:.0}", tnf.map_or(0.0, |(day, _)| day))));
    }
    let of_pain = match pain {
        Some((_, true)) => english("pain halves by day {day}"),
        Some((_, false)) => english("pain halves by day {day} and comes back"),
        None => english("pain never halves"),
    };
    let said = [(of_tnf, tnf), (of_pain, pain)].map(|(said, halved)| {
        let day = halved.map_or(0.0, |(day, _)| day);
        said.with("day", format_args!("{day:.0}"))
    });
    Some(Message::joined(said, english("; ")))
}

/// Of an injury, whose TNFα first rises: when it and pain are highest, and how much pain is left; nothing where either is highest on the
/// first day.
pub fn peaks(records: &[&[Sample]]) -> Option<Message> {
    let highest = |value: fn(&Sample) -> f64| {
        let mean = Envelope::from_records(records, value);
        let peak = (1..mean.mean.len()).max_by(|a, b| mean.mean[*a].total_cmp(&mean.mean[*b]))?;
        let rises = mean.mean[peak] > 2.0 * mean.mean[0];
        rises.then_some((mean.days[peak], mean.mean[peak], *mean.mean.last()?))
    };
    let (tnf_day, ..) = highest(|sample| sample.tnf_alpha_ng_per_ml)?;
    let (day, most, end) = highest(|sample| sample.vas_points)?;
    let said = english("TNFα is highest on day {tnf_day}, pain on day {day} with {most} points; at the end {end}");
    let said = said.with("tnf_day", format_args!("{tnf_day:.0}")).with("day", format_args!("{day:.0}"));
    Some(said.with("most", format_args!("{most:.1}")).with("end", format_args!("{end:.1}")))
}

/// Of TNFα the first day on which half of it is gone, and whether that is so on the last day as well; nothing of a tissue without it.
fn tnf_halved(records: &[&[Sample]], relief_start: u32) -> Option<Option<(f64, bool)>> {
    Some(Course::of(records, relief_start, |sample| sample.tnf_alpha_ng_per_ml)?.halved())
}

/// A quantity from the day on from which relief counts.
struct Course {
    days: Vec<f64>,
    values: Vec<f64>,
    /// On the first of these days.
    start: f64,
}

impl Course {
    /// Its mean over the records; nothing of a quantity that there is none of, or so little that it first rises to more than twice as
    /// much.
    fn of(records: &[&[Sample]], relief_start: u32, value: fn(&Sample) -> f64) -> Option<Self> {
        let mean = Envelope::from_records(records, value);
        let from = mean.days.iter().position(|day| *day >= f64::from(relief_start))?;
        let (days, values) = (mean.days[from..].to_vec(), mean.mean[from..].to_vec());
        let start = values.first().copied().filter(|start| *start > 0.0)?;
        if values.iter().any(|value| *value > 2.0 * start) {
            return None;
        }
        Some(Self { days, values, start })
    }

    /// The first day on which half of it is gone, and whether that is so on the last day as well.
    fn halved(&self) -> Option<(f64, bool)> {
        let is_half = |value: &f64| *value <= 0.5 * self.start;
        let day = self.days[self.values.iter().position(is_half)?];
        Some((day, self.values.last().is_some_and(is_half)))
    }

    /// The first day on which pain has halved, and whether most of the relief lasts to the last day.
    fn halved_pain(&self) -> Option<(f64, bool)> {
        let (lowest, end) = (self.values.iter().copied().fold(self.start, f64::min), *self.values.last()?);
        let row = self.values.iter().position(|value| has_halved(self.start, *value))?;
        Some((self.days[row], end - lowest < LOST * (self.start - lowest)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(tnf: impl Fn(f64) -> f64, pain: impl Fn(f64) -> f64) -> Vec<Sample> {
        let row = |day: u32| {
            let day = f64::from(day);
            Sample { time_days: day, tnf_alpha_ng_per_ml: tnf(day), vas_points: pain(day), ..Sample::default() }
        };
        (0..=100).map(row).collect()
    }

    #[test]
    fn an_injury_has_peaks_and_what_only_falls_has_none() {
        let rises = |day: f64| 0.1 + if day < 5.0 { 0.1 * day } else { 0.5 / (day - 4.0) };
        let found =
            |tnf: &dyn Fn(f64) -> f64| peaks(&[&record(tnf, |day| 4.0 * rises(day))]).map(|found| found.in_english());
        let said = "TNFα is highest on day 5, pain on day 5 with 2.4 points; at the end 0.4";
        assert_eq!(found(&rises).as_deref(), Some(said));
        assert_eq!([found(&|day| 1.0 / (1.0 + day)), peaks(&[]).map(|found| found.in_english())], [None, None]);
    }

    #[test]
    fn what_halves_and_what_comes_back_is_said_and_nothing_of_nothing() {
        let found =
            |samples: &[Sample], start| finding(&[samples], start).map_or_else(String::new, |found| found.in_english());
        let falls = |from: f64, days: f64| move |day: f64| from * (1.0 - day / days).max(0.0);
        let back = |from: f64| move |day: f64| if day < 60.0 { from * (1.0 - day / 60.0) } else { from };
        let stays = |from: f64| move |_: f64| from;
        let of = |tnf: &dyn Fn(f64) -> f64, pain: &dyn Fn(f64) -> f64| found(&record(tnf, pain), 0);
        for (said, expected) in [
            (of(&falls(0.5, 18.0), &falls(7.0, 84.0)), "TNFα halves by day 9; pain halves by day 42"),
            (of(&falls(0.5, 18.0), &back(7.0)), "TNFα halves by day 9; pain halves by day 30 and comes back"),
            (of(&back(0.5), &stays(7.0)), "TNFα halves by day 30 and comes back; pain never halves"),
            (of(&stays(0.5), &falls(7.0, 84.0)), "TNFα never falls by half; pain halves by day 42"),
            // Relief that is less than half of the pain.
            (of(&falls(0.5, 18.0), &|day| 7.0 - 0.02 * day.min(50.0) - 1.0), "TNFα halves by day 9; pain never halves"),
            (of(&stays(0.5), &stays(7.0)), "Neither TNFα nor pain falls by half"),
            // A point must be gone, and there is no relief of less pain than that.
            (of(&falls(0.5, 18.0), &falls(1.5, 84.0)), "TNFα halves by day 9; pain halves by day 56"),
            (of(&falls(0.5, 18.0), &falls(0.6, 84.0)), ""),
            // An injury: what begins low and rises has nothing to halve.
            (of(&|day| if day < 1.0 { 0.05 } else { 0.5 - 0.005 * day }, &stays(7.0)), ""),
            (of(&stays(0.0), &falls(7.0, 84.0)), ""),
            (of(&falls(0.5, 18.0), &stays(0.0)), ""),
        ] {
            assert_eq!(said, expected);
        }
        // Half counts from the day of a late first dose: of 0.25 left on day 9.
        assert!(found(&record(falls(0.5, 18.0), falls(7.0, 84.0)), 9).starts_with("TNFα halves by day 14;"));
        assert!(finding(&[], 0).is_none());
        // Of replicates the mean of TNFα counts: neither of these halves on that day.
        let (quick, slow) = (record(falls(0.5, 10.0), falls(7.0, 40.0)), record(stays(0.5), stays(7.0)));
        let both = finding(&[&quick, &slow], 0).map(|found| found.in_english());
        assert_eq!(both.as_deref(), Some("TNFα halves by day 10"));
    }
}

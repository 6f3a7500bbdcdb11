//! The mean of replicates over time, and the band in which nine of ten of them lie, or all of a few.

use plotters::prelude::*;
use plotters::style::RGBColor;

use super::Drawn;
use super::frame::Frame;
use super::sheet::Page;
use super::trace::{Exact, Trace};
use admsc_model::observe::Sample;
use admsc_study::pain_scale::FROM_ZERO;
use admsc_study::spread::Spread;

/// A quantity over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Envelope {
    /// Days of the rows that all replicates have.
    pub days: Vec<f64>,
    /// Mean of each row.
    pub mean: Vec<f64>,
    /// Lower end of the band.
    pub low: Vec<f64>,
    /// Upper end of the band.
    pub high: Vec<f64>,
    /// Whether there is more than one record.
    has_band: bool,
}

impl Envelope {
    /// The envelope of a quantity over some records with the same days.
    pub fn from_records(records: &[&[Sample]], value: impl Fn(&Sample) -> f64) -> Self {
        let rows = records.iter().map(|samples| samples.len()).min().unwrap_or(0);
        let has_band = records.len() > 1;
        let mut found = Self { days: Vec::new(), mean: Vec::new(), low: Vec::new(), high: Vec::new(), has_band };
        for row in 0..rows {
            let values: Vec<f64> = records.iter().map(|samples| value(&samples[row])).collect();
            found.days.push(records[0][row].time_days);
            found.mean.push(values.iter().sum::<f64>() / values.len() as f64);
            if let Some([low, high]) =
                Spread::from_values(&values, FROM_ZERO).filter(|_| has_band).map(|spread| spread.band())
            {
                found.low.push(low);
                found.high.push(high);
            }
        }
        found
    }

    /// The mean as a line.
    pub fn line(&self, frame: &Frame) -> Vec<Exact> {
        self.points(&self.mean, frame)
    }

    fn points(&self, values: &[f64], frame: &Frame) -> Vec<Exact> {
        self.days.iter().zip(values).map(|(day, value)| frame.at(*day, *value)).collect()
    }

    /// Draws the band, if there is one.
    pub fn draw_band(&self, page: &Page, frame: &Frame, colour: &RGBColor) -> Drawn {
        if !self.has_band || self.days.is_empty() {
            return Ok(());
        }
        let (low, high) = (self.points(&self.low, frame), self.points(&self.high, frame));
        page.draw(&Trace::between(&low, &high, &colour.mix(0.18)))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mean_and_band_are_those_of_each_row() {
        let record = |level: f64| -> Vec<Sample> {
            let row = |day: f64| Sample { time_days: day, vas_points: level + day, ..Sample::default() };
            [0.0, 1.0].map(row).to_vec()
        };
        let (a, b) = (record(2.0), record(4.0));
        let found = Envelope::from_records(&[&a, &b], |sample| sample.vas_points);
        assert_eq!((found.days.as_slice(), found.mean.as_slice()), ([0.0, 1.0].as_slice(), [3.0, 4.0].as_slice()));
        assert!(found.low[0] == 2.0 && found.high[1] == 5.0);
        let single = Envelope::from_records(&[&a], |sample| sample.vas_points);
        assert!(single.mean == [2.0, 3.0] && single.low.is_empty());
    }
}

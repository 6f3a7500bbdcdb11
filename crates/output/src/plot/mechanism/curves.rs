//! What the panels show. Curves of a panel differ by colour, by lightness and by their dashes.

use plotters::style::RGBColor;

use crate::plot::colours::{ADMSC, SENSITISATION, STRUCTURE, light};
use crate::plot::layout::Dashes;
use crate::plot::numbers::{round_above, short};
use crate::plot::page::{INFLAMING, INK, NEUTRAL, RESOLVING};
use admsc_model::observe::Sample;
use admsc_scenario::language::{Phrase, english};

const WHOLE: Dashes = None;
const LONG: Dashes = Some((22.0, 10.0));
const DOTS: Dashes = Some((5.0, 9.0));

/// Unit of what is counted.
const CELLS: Phrase = english("cells in the window");
/// Unit of signals.
pub const CONCENTRATION: Phrase = english("ng/mL");

/// One quantity over time.
pub struct Curve {
    /// Its name, beside its end.
    pub name: Phrase,
    /// Its value.
    pub value: fn(&Sample) -> f64,
    /// Its colour.
    pub colour: RGBColor,
    /// Its dashes.
    pub dashes: Dashes,
}

/// Quantities of one unit.
pub struct Panel {
    /// Its name.
    pub name: Phrase,
    /// The unit.
    pub unit: Phrase,
    /// The value that the axis reaches at least; it is whole where it is the scale's end.
    pub at_least: f64,
    /// The quantities.
    pub curves: Vec<Curve>,
}

impl Panel {
    /// A value in words: cells are whole.
    pub fn value(&self, value: f64) -> String {
        if self.unit == CELLS { format!("{value:.0}") } else { short(value) }
    }

    /// Upper end of the axis: a round number that no value exceeds.
    pub fn highest(&self, records: &[&[Sample]]) -> f64 {
        let values = records
            .iter()
            .copied()
            .flatten()
            .flat_map(|sample| self.curves.iter().map(move |curve| (curve.value)(sample)));
        round_above(values.filter(|value| value.is_finite()).fold(self.at_least, f64::max))
    }
}

/// The panels from the cells that were given down to pain.
pub fn panels(has_nerve: bool) -> Vec<Panel> {
    let curve = |name, value, colour, dashes| Curve { name, value, colour, dashes };
    let panel = |name, unit, at_least, curves| Panel { name, unit, at_least, curves };
    let structure = if has_nerve {
        let axons = curve(english("Axons at target"), axons_at_target, STRUCTURE, WHOLE);
        let myelin = curve(english("Myelin, regrown"), |s| s.myelin_fraction, light(STRUCTURE), LONG);
        panel(english("Nerve"), english("share, 0 to 1"), 1.0, vec![axons, myelin])
    } else {
        let integrity = curve(english("Integrity"), |s| s.matrix_integrity_fraction, STRUCTURE, WHOLE);
        panel(english("Matrix"), english("integrity, 0 to 1"), 1.0, vec![integrity])
    };
    let alive = curve(english("Alive"), |s| s.admsc_alive_cells as f64, ADMSC, WHOLE);
    let signals = vec![
        curve(english("TNFα"), |s| s.tnf_alpha_ng_per_ml, INFLAMING, WHOLE),
        curve(english("IL-10"), |s| s.il_10_ng_per_ml, RESOLVING, LONG),
    ];
    let macrophages = vec![
        curve(english("M0"), |s| s.m0_cells as f64, NEUTRAL, DOTS),
        curve(english("M1"), |s| s.m1_cells as f64, INFLAMING, WHOLE),
        curve(english("M2"), |s| s.m2_cells as f64, RESOLVING, LONG),
    ];
    let sensitisation = vec![
        curve(english("Peripheral (nerve ends)"), |s| s.peripheral_sensitisation_relative, light(SENSITISATION), WHOLE),
        curve(english("Central (spinal cord)"), |s| s.central_sensitisation_fraction, SENSITISATION, LONG),
    ];
    vec![
        panel(english("ADMSC alive"), CELLS, 0.0, vec![alive]),
        panel(english("Signals"), CONCENTRATION, 0.0, signals),
        panel(english("Macrophages"), CELLS, 0.0, macrophages),
        structure,
        panel(english("Sensitisation"), english("relative"), 1.0, sensitisation),
        panel(
            english("Pain proxy"),
            english("VAS, 0 to 10"),
            10.0,
            vec![curve(english("Pain"), |s| s.vas_points, INK, WHOLE)],
        ),
    ]
}

/// Share of the axons that are connected: never injured, or arrived.
pub fn axons_at_target(sample: &Sample) -> f64 {
    let connected = sample.axons_at_target();
    let without =
        sample.axons_waiting_count + sample.axons_growing_count + sample.axons_stalled_count + sample.axons_lost_count;
    connected as f64 / (connected + without).max(1) as f64
}

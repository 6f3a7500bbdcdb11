//! Every axon of a fascicle as a row.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::columns::table;
use crate::rules::axon::AxonState;
use crate::rules::plan::Plan;
use crate::rules::tissue::Tissue;

/// States of an axon in the table; the place of a word is its code in VTK files.
pub const STATES: [&str; 7] = ["intact", "degenerating", "waiting", "growing", "stalled", "arrived", "lost"];

table! {
    /// One axon on one day. Field names are column names.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub struct AxonRow {
        /// Time after the first day.
        pub time_days: f64,
        /// Number of the axon, from 0; the same on every day.
        pub axon_number: u64,
        /// `intact`, `degenerating`, `waiting`, `growing`, `stalled`, `arrived` or `lost`.
        pub state: Cow<'static, str>,
        /// Position along y; the axon runs along x.
        pub y_um: f64,
        /// Position along z.
        pub z_um: f64,
        /// How far along x it reaches in the window; the end of the window if it extends further.
        pub front_x_um: f64,
        /// Length grown from the cut at the lesion's proximal edge; empty for an axon that was never injured.
        pub grown_um: Option<f64>,
        /// Time in this state.
        pub in_state_days: f64,
        /// Time its front has spent in hostile tissue without a break.
        pub hostile_days: f64,
        /// Time without its target.
        pub denervated_days: f64,
        /// Myelin.
        pub myelin_fraction: f64,
    }
}

fn word(state: AxonState) -> &'static str {
    match state {
        AxonState::Intact => STATES[0],
        AxonState::Degenerating => STATES[1],
        AxonState::Waiting => STATES[2],
        AxonState::Growing => STATES[3],
        AxonState::Stalled => STATES[4],
        AxonState::Arrived => STATES[5],
        AxonState::Lost => STATES[6],
    }
}

/// All axons of a tissue in their order; none where there is no nerve.
pub fn axons(plan: &Plan, tissue: &Tissue) -> Vec<AxonRow> {
    let axons = &tissue.axons;
    let end = plan.setup.grid.size_um()[0];
    let row = |i: usize| {
        let state = axons.state[i];
        let connected = matches!(state, AxonState::Intact | AxonState::Arrived);
        let front = if connected { end } else { (plan.setup.lesion.from_um[0] + axons.front[i]).min(end) };
        AxonRow {
            time_days: tissue.clock.day(),
            axon_number: i as u64,
            state: Cow::Borrowed(word(state)),
            y_um: axons.place[i][0],
            z_um: axons.place[i][1],
            front_x_um: front,
            grown_um: (state != AxonState::Intact).then_some(axons.front[i]),
            in_state_days: axons.days_in_state[i],
            hostile_days: axons.hostile_days[i],
            denervated_days: axons.denervated_days[i],
            myelin_fraction: axons.myelin[i],
        }
    };
    (0..axons.len()).map(row).collect()
}

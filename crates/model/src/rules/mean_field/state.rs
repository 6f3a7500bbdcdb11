//! The state of the mean field: densities and concentrations of a well-mixed lesion.

use serde::{Deserialize, Serialize};

/// Number of parts of a [`State`].
pub const PARTS: usize = 30;

/// State of the well-mixed lesion.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// M0, cells/mL.
    pub m0: f64,
    /// M1, cells/mL.
    pub m1: f64,
    /// M2, cells/mL.
    pub m2: f64,
    /// TNFα, ng/mL.
    pub tnf_alpha: f64,
    /// IL-10, ng/mL.
    pub il_10: f64,
    /// Licensing mediator, ng/mL.
    pub mediator: f64,
    /// NGF, ng/mL.
    pub ngf: f64,
    /// GDNF, ng/mL.
    pub gdnf: f64,
    /// VEGF, ng/mL.
    pub vegf: f64,
    /// Living ADMSC, cells/mL.
    pub stem_cells: f64,
    /// Mean licensing.
    pub licensing: f64,
    /// Niche imprint R.
    pub imprint: f64,
    /// Systemic education E.
    pub education: f64,
    /// Regulatory T cells, cells/mL.
    pub t_regulatory: f64,
    /// Effector T cells, cells/mL.
    pub t_effector: f64,
    /// Matrix integrity S.
    pub integrity: f64,
    /// H.
    pub peripheral: f64,
    /// C.
    pub central: f64,
    /// Share of microglia that are reactive.
    pub reactive: f64,
    /// Share of microglia that are resolving.
    pub resolving: f64,
    /// B: broken axons that are no ruins yet.
    pub breaking: f64,
    /// W: debris.
    pub debris: f64,
    /// Fc: what calls monocytes outside the fascicle.
    pub call: f64,
    /// Share of the axons that wait to grow.
    pub waiting: f64,
    /// Share of the axons that grow.
    pub growing: f64,
    /// Share of the axons that are stalled.
    pub stalled: f64,
    /// Share of the axons that have arrived.
    pub arrived: f64,
    /// Share of the axons that are lost.
    pub lost: f64,
    /// Myelin of arrived axons, summed: their share times its mean.
    pub myelin: f64,
    /// Time after the start, days; before it the nerve is held.
    pub day: f64,
}

impl State {
    /// Share of M1 among committed macrophages.
    pub fn m1_share(&self) -> f64 {
        self.m1 / (self.m1 + self.m2)
    }

    /// All parts as numbers, in the order of the fields.
    pub fn parts(&self) -> [f64; PARTS] {
        [
            self.m0,
            self.m1,
            self.m2,
            self.tnf_alpha,
            self.il_10,
            self.mediator,
            self.ngf,
            self.gdnf,
            self.vegf,
            self.stem_cells,
            self.licensing,
            self.imprint,
            self.education,
            self.t_regulatory,
            self.t_effector,
            self.integrity,
            self.peripheral,
            self.central,
            self.reactive,
            self.resolving,
            self.breaking,
            self.debris,
            self.call,
            self.waiting,
            self.growing,
            self.stalled,
            self.arrived,
            self.lost,
            self.myelin,
            self.day,
        ]
    }

    /// A state from its [`State::parts`].
    pub fn of_parts(parts: &[f64; PARTS]) -> Self {
        let [m0, m1, m2, tnf_alpha, il_10, mediator, ngf, gdnf, vegf, stem_cells, rest @ ..] = *parts;
        let [licensing, imprint, education, t_regulatory, t_effector, integrity, rest @ ..] = rest;
        let [peripheral, central, reactive, resolving, breaking, debris, call, rest @ ..] = rest;
        let [waiting, growing, stalled, arrived, lost, myelin, day] = rest;
        Self {
            m0,
            m1,
            m2,
            tnf_alpha,
            il_10,
            mediator,
            ngf,
            gdnf,
            vegf,
            stem_cells,
            licensing,
            imprint,
            education,
            t_regulatory,
            t_effector,
            integrity,
            peripheral,
            central,
            reactive,
            resolving,
            breaking,
            debris,
            call,
            waiting,
            growing,
            stalled,
            arrived,
            lost,
            myelin,
            day,
        }
    }

    /// `self + h·slope`, part by part.
    pub(super) fn moved(self, h: f64, slope: State) -> State {
        let (parts, slopes) = (self.parts(), slope.parts());
        State::of_parts(&std::array::from_fn(|part| parts[part] + h * slopes[part]))
    }
}

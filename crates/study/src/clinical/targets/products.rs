//! What the rows are made of: which cells were given, and which blinded comparisons found nothing.

use serde::Serialize;

use super::Target;
use admsc_model::math;
use admsc_scenario::observer::Mode;

/// Number of rows by what was given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Products {
    /// The patient's own adipose-derived stem cells.
    pub autologous_admsc: usize,
    /// Fat, in which the number of stem cells is assumed.
    pub fat_graft: usize,
    /// Cells of other people.
    pub allogeneic: usize,
    /// Freshly separated cells of the patient's fat.
    pub stromal_vascular_fraction: usize,
    /// Cells of several sources, or of a source that is not stated.
    pub mixed: usize,
    /// Saline, placebo or nothing.
    pub without_cells: usize,
}

impl Products {
    /// Counts rows by the words of their product.
    pub fn from_targets(targets: &[Target]) -> Self {
        targets.iter().fold(Self::default(), |mut counts, target| {
            let product = target.product.to_lowercase();
            let has = |word: &str| product.contains(word);
            let count = match () {
                () if !target.has_cells() => &mut counts.without_cells,
                () if has("autologous admsc") => &mut counts.autologous_admsc,
                () if has("fat") => &mut counts.fat_graft,
                () if has("allogeneic") => &mut counts.allogeneic,
                () if has("svf") || has("stromal vascular") => &mut counts.stromal_vascular_fraction,
                () => &mut counts.mixed,
            };
            *count += 1;
            counts
        })
    }
}

/// A comparison of treated with sham-treated patients that a study published, whole or in two rows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Contrast {
    /// Study.
    pub study: String,
    /// Rows it was taken from: one difference, or a treated and an untreated figure.
    pub ids: Vec<String>,
    /// Day of the visit.
    pub visit_day: u32,
    /// Treated minus not treated.
    pub difference: f64,
    /// Lower end of its 95 % interval.
    pub low: f64,
    /// Upper end of it.
    pub high: f64,
}

impl Contrast {
    /// Whether its interval includes no difference.
    pub fn is_null(&self) -> bool {
        (self.low..=self.high).contains(&0.0)
    }
}

/// Every blinded comparison of the rows. Where a study has the two arms in two rows of one estimator and day, the
/// interval of their difference is put together from those of the arms by the method of variance estimates recovery
/// (Zou and Donner 2008, doi:10.1002/sim.3095).
pub fn blinded_contrasts(targets: &[Target]) -> Vec<Contrast> {
    let blinded = || targets.iter().filter(|target| target.observer == Mode::ShamBlinded);
    blinded().filter(|target| target.has_cells()).filter_map(|treated| contrast(treated, blinded())).collect()
}

fn contrast<'a>(treated: &Target, mut others: impl Iterator<Item = &'a Target>) -> Option<Contrast> {
    let found = |ids: Vec<&str>, difference: f64, low: f64, high: f64| Contrast {
        study: treated.study.clone(),
        ids: ids.into_iter().map(str::to_owned).collect(),
        visit_day: treated.visit_day,
        difference,
        low,
        high,
    };
    if treated.estimator.is_difference() {
        return Some(found(vec![&treated.id], treated.value, treated.low, treated.high));
    }
    let about = |target: &Target| (target.study.clone(), target.estimator, target.visit_day);
    let sham = others.find(|other| !other.has_cells() && about(other) == about(treated))?;
    let (a, b) = (treated, sham);
    let both = |x: f64, y: f64| math::sqrt(x * x + y * y);
    let difference = a.value - b.value;
    let low = difference - both(a.value - a.low, b.high - b.value);
    let high = difference + both(a.high - a.value, b.value - b.low);
    Some(found(vec![&a.id, &b.id], difference, low, high))
}

//! What takes long: the checks of the validation on cells, and a calibration.

mod biology;
mod calibration;
mod properties;
#[path = "../common/small.rs"]
mod small;

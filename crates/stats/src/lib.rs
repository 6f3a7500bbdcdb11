//! Statistics of trials and of analyses: intervals, differences, power, resampling, designs of sensitivity analyses. It knows
//! no biology.
mod abscissa;
pub mod difference;
pub mod estimators;
pub mod holm;
pub mod linear;
pub mod median;
pub mod morris;
pub mod normal;
pub mod number_needed;
pub mod power;
pub mod resampling;
pub mod shapley;
pub mod share;
pub mod share_difference;
pub mod sobol;
pub mod student;
pub mod trend;
pub mod variance;

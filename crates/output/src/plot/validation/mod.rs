//! Figures of a validation: published figures beside the model's.

pub mod forest;

#[cfg(test)]
mod tests;

//! Names of visits, the same in the terminal as in reports.

pub use crate::report::visit::visit_name;

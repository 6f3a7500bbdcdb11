//! What people get: files and folders, figures, and reports in HTML.
pub mod export;
pub mod plot;
pub mod report;

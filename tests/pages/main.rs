//! What is written and how: sources, texts and documents.

mod architecture;
mod documentation;
mod gallery;
mod glossary;
#[path = "../../examples/documents/japanese.rs"]
mod japanese;
mod language;
#[path = "../../examples/documents/pictures.rs"]
mod pictures;
#[path = "../../examples/documents/program.rs"]
mod program;
#[path = "../../examples/documents/written.rs"]
mod written;

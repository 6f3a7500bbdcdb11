//! Marked sections of a document, which commands write.

use std::error::Error;
use std::fs;
use std::path::Path;

/// Puts `text` between the marks of `name`.
pub fn replace(path: &Path, name: &str, text: &str) -> Result<(), Box<dyn Error>> {
    let document = fs::read_to_string(path)?;
    let (open, close) = (format!("<!-- {name} -->"), format!("<!-- /{name} -->"));
    let (Some(start), Some(end)) = (document.find(&open), document.find(&close)) else {
        return Err(format!("{} has no section between {open} and {close}", path.display()).into());
    };
    let new = format!("{}\n{}\n{}", &document[..start + open.len()], text.trim_end(), &document[end..]);
    Ok(fs::write(path, new)?)
}

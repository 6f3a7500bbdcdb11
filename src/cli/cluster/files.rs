//! Files of a plan: templates with their gaps filled, and words that a shell or YAML takes as they are.

use std::path::{Path, PathBuf};

use admsc_output::export::loose;
use admsc_scenario::shown::{is_hidden, shown};

/// Fills the gaps `{{name}}` of a template.
///
/// # Errors
/// When a gap has no value.
pub fn fill(template: &str, values: &[(&str, String)]) -> anyhow::Result<String> {
    let mut pieces = template.split("{{");
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let gap = piece.split_once("}}");
        let found = gap.and_then(|(name, after)| Some((values.iter().find(|(known, _)| *known == name)?, after)));
        let Some(((_, value), after)) = found else { anyhow::bail!("a gap of a template has no value: {{{{{piece}") };
        text.push_str(value);
        text.push_str(after);
    }
    Ok(text)
}

/// A word for bash, in single quotes where it is not plain; what is not seen is written out.
pub fn shell_word(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    if !text.is_empty() && !text.starts_with('-') && text.chars().all(plain) {
        return text.to_owned();
    }
    if !text.chars().any(|c| is_hidden(c) || c.is_control()) {
        return format!("'{}'", text.replace('\'', r"'\''"));
    }
    let written = |c: char| match c {
        '\'' | '\\' => format!("\\{c}"),
        c if is_hidden(c) || c.is_control() => format!("\\u{:04x}", u32::from(c)),
        c => c.to_string(),
    };
    format!("$'{}'", text.chars().map(written).collect::<String>())
}

/// A text in double quotes, as JSON, YAML and Python read it.
///
/// # Errors
/// Never in practice: every text has such a form.
pub fn quoted(text: &str) -> anyhow::Result<String> {
    Ok(serde_json::to_string(text)?)
}

/// A name for the jobs of what a hash stands for: small letters, digits and single hyphens, at most 40 characters. The hash
/// keeps apart what the letters do not.
pub fn job_name(name: &str, hash: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let plain: String = name.chars().map(plain).collect();
    let words: Vec<&str> = plain.split('-').filter(|word| !word.is_empty()).collect();
    let short: String = format!("admsc-{}", words.join("-")).chars().take(39 - hash.len()).collect();
    format!("{}-{hash}", short.trim_end_matches('-'))
}

/// A path from the root, as text.
///
/// # Errors
/// When there is no working folder, or the path is no Unicode.
pub fn absolute(path: &Path) -> anyhow::Result<String> {
    let whole = std::path::absolute(path).map_err(|error| anyhow::anyhow!("{}: {error}", shown(path)))?;
    match whole.to_str() {
        Some(text) => Ok(text.to_owned()),
        None => anyhow::bail!("{} has characters that are not Unicode; choose another directory", shown(&whole)),
    }
}

/// Writes files into a folder, which is made; those that end in `.sh` can be run.
///
/// # Errors
/// When one cannot be written; each file is as it was or whole.
pub fn write(folder: &Path, files: &[(String, String)]) -> anyhow::Result<()> {
    let refused = |path: PathBuf| move |error| anyhow::anyhow!("cannot write {}: {error}", shown(&path));
    loose::write(folder, files)?;
    for (name, _) in files.iter().filter(|(name, _)| name.ends_with(".sh")) {
        runnable(&folder.join(name)).map_err(refused(folder.join(name)))?;
    }
    Ok(())
}

/// Lets everybody run a file who may read it.
#[cfg(unix)]
fn runnable(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mut rights = std::fs::metadata(path)?.permissions();
    rights.set_mode(rights.mode() | (rights.mode() & 0o444) >> 2);
    std::fs::set_permissions(path, rights)
}

#[cfg(not(unix))]
fn runnable(_: &Path) -> std::io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_filled_once_and_none_is_left() -> anyhow::Result<()> {
        let values = [("a", "{{b}}".to_owned()), ("b", "2".to_owned())];
        assert_eq!(fill("x {{a}} {{b}} ${y}", &values)?, "x {{b}} 2 ${y}");
        assert!(fill("{{c}}", &values).is_err());
        assert!(fill("{{a", &values).is_err());
        Ok(())
    }

    #[test]
    fn words_and_names_are_safe() {
        assert_eq!(shell_word("it's $HOME"), r"'it'\''s $HOME'");
        assert_eq!(shell_word("/a/b_c-1.sh"), "/a/b_c-1.sh");
        assert_eq!(shell_word(""), "''");
        assert_eq!(shell_word("it's\n\u{1b}[31m \u{202e}\\"), r"$'it\'s\u000a\u001b[31m \u202e\\'");
        assert_eq!(job_name("Löß  und_2 Arme ", "0a1b"), "admsc-l-und-2-arme-0a1b");
        assert_eq!(job_name("äöü", "0a1b"), "admsc-0a1b");
        assert_eq!(job_name(&"a-".repeat(60), "0a1b").len(), 40);
    }
}

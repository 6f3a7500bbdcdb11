use std::error::Error;

use admsc_scenario::reading::load;

use super::support::{answer, check_file, plain, refuse_whole};

#[test]
fn a_missing_file_gets_its_most_similar_neighbour() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("mine.toml");
    std::fs::write(folder.path().join("discogenic-single.toml"), "format = 1\n")?;
    let text = "format = 1\nextends = «\"discogenic-singel.toml\"»\n";
    std::fs::write(&path, plain(text))?;
    let answers =
        [answer("there is no such file", "the path of a scenario", "did you mean \"discogenic-single.toml\"?")];
    check_file(&path.display().to_string(), text, load(&path, &[]), &answers);
    Ok(())
}

#[test]
fn a_missing_preset_gets_its_most_similar_neighbour() {
    refuse_whole(
        "format = 1\nextends = «\"builtin:neuropathc\"»\n",
        &[answer("no bundled scenario \"neuropathc\"", "bundled: discogenic, neuropathic", "\"builtin:neuropathic\"?")],
    );
}

#[test]
fn a_text_without_a_folder_extends_presets_only() {
    refuse_whole(
        "format = 1\nextends = «\"base.toml\"»\n",
        &[answer("\"base.toml\" is a path, but this scenario is not in a file", "\"builtin:neuropathic\"", "")],
    );
    refuse_whole("format = 1\nextends = «3»\n", &[answer("this is a whole number", "a path or \"builtin:NAME\"", "")]);
}

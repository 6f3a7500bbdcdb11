use std::error::Error;

use admsc_scenario::reading::load;

use super::support::{answer, check_file, plain};

#[test]
fn a_circle_is_refused_in_the_file_that_closes_it() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let (a, b) = (folder.path().join("a.toml"), folder.path().join("b.toml"));
    let closing = "format = 1\nextends = «\"./a.toml\"»\n";
    std::fs::write(&a, "format = 1\nextends = \"b.toml\"\n")?;
    std::fs::write(&b, plain(closing))?;
    let answers = [answer("extends is circular: ", "does not extend this one", "")];
    check_file(&b.display().to_string(), closing, load(&a, &[]), &answers);
    Ok(())
}

#[test]
fn a_file_cannot_extend_itself() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let a = folder.path().join("a.toml");
    let text = "format = 1\nextends = «\"a.toml\"»\n";
    std::fs::write(&a, plain(text))?;
    let answers = [answer("a.toml → ", "does not extend this one", "")];
    check_file(&a.display().to_string(), text, load(&a, &[]), &answers);
    Ok(())
}

#[test]
fn a_chain_has_an_end() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    for number in 0..40 {
        let text = format!("format = 1\nextends = \"{}.toml\"\n", number + 1);
        std::fs::write(folder.path().join(format!("{number}.toml")), text)?;
    }
    let last = "format = 1\nextends = «\"16.toml\"»\n";
    let answers = [answer("extends forms a chain of more than 16 scenarios", "a shorter chain", "")];
    let name = folder.path().join("15.toml").display().to_string();
    check_file(&name, last, load(&folder.path().join("0.toml"), &[]), &answers);
    Ok(())
}

//! The pictures of the gallery and of the worksheet are there, as the list has them.

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use admsc_sim::language::Language;

use crate::pictures::PICTURES;

type Outcome = Result<(), Box<dyn Error>>;

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs")
}

#[test]
fn every_picture_is_there_and_no_other() -> Outcome {
    let files = Language::ALL.map(|language| {
        let suffix = language.file_suffix();
        PICTURES.iter().map(move |picture| format!("{}{suffix}.png", picture.name))
    });
    let listed: BTreeSet<String> = files.into_iter().flatten().collect();
    assert_eq!(listed.len(), Language::ALL.len() * PICTURES.len(), "a name is listed twice");
    let mut there = BTreeSet::new();
    let mut bytes = 0;
    for entry in fs::read_dir(docs().join("images/gallery"))? {
        let entry = entry?;
        there.insert(entry.file_name().to_string_lossy().into_owned());
        bytes += entry.metadata()?.len();
        let reader = png::Decoder::new(std::io::BufReader::new(fs::File::open(entry.path())?)).read_info()?;
        let info = reader.info();
        assert_eq!((info.width, info.height), (1280, 720), "{}", entry.path().display());
        let texts: Vec<&str> = info.uncompressed_latin1_text.iter().map(|text| text.keyword.as_str()).collect();
        assert_eq!(texts, ["Software", "Scenario", "Seed"], "{}", entry.path().display());
    }
    assert_eq!(there, listed);
    assert!(bytes < 3_000_000, "{bytes} bytes of pictures");
    for suffix in Language::ALL.map(Language::file_suffix) {
        let worksheet = fs::read_to_string(docs().join(format!("worksheet{suffix}.md")))?;
        for picture in PICTURES.iter().filter(|picture| picture.name.starts_with("worksheet")) {
            assert!(worksheet.contains(&format!("(images/gallery/{}{suffix}.png)", picture.name)), "{}", picture.name);
        }
    }
    Ok(())
}

//! Scenarios that are part of the program, so that an installed binary needs no folder: `extends = "builtin:NAME"`.

/// A scenario that is part of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bundled {
    /// Its name after `builtin:`, which no other has. It is that of its file, unless two files have one name.
    pub name: &'static str,
    /// Its file, from the folder `scenarios`.
    pub file: &'static str,
    /// Its text.
    pub text: &'static str,
}

impl Bundled {
    /// Whether it is an indication, which scenarios start from, and no treatment or study of one.
    pub fn is_indication(&self) -> bool {
        self.file.starts_with("indications/")
    }
}

macro_rules! bundled {
    ($name:literal, $file:literal) => {
        Bundled { name: $name, file: $file, text: include_str!(concat!("../../../../scenarios/", $file)) }
    };
}

/// The bundled scenarios: indications, single treatments, studies.
pub static BUILTIN: [Bundled; 41] = [
    bundled!("discogenic", "indications/discogenic.toml"),
    bundled!("neuropathic", "indications/neuropathic.toml"),
    bundled!("pmps", "indications/pmps.toml"),
    bundled!("phn", "indications/phn.toml"),
    bundled!("sciatica", "indications/sciatica.toml"),
    bundled!("trigeminal", "indications/trigeminal.toml"),
    bundled!("rheumatoid", "indications/rheumatoid.toml"),
    bundled!("cancer", "indications/cancer.toml"),
    bundled!("chemotherapy", "indications/chemotherapy.toml"),
    bundled!("radiation", "indications/radiation.toml"),
    bundled!("acute-injury", "acute-injury.toml"),
    bundled!("cancer-single", "cancer-single.toml"),
    bundled!("constriction", "constriction.toml"),
    bundled!("constriction-short", "constriction-short.toml"),
    bundled!("crush", "crush.toml"),
    bundled!("demo", "demo.toml"),
    bundled!("discogenic-repeat", "discogenic-repeat.toml"),
    bundled!("discogenic-sham", "discogenic-sham.toml"),
    bundled!("discogenic-single", "discogenic-single.toml"),
    bundled!("discogenic-untreated", "discogenic-untreated.toml"),
    bundled!("neuropathic-block", "neuropathic-block.toml"),
    bundled!("neuropathic-intravenous", "neuropathic-intravenous.toml"),
    bundled!("neuropathic-single", "neuropathic-single.toml"),
    bundled!("neuropathic-untreated", "neuropathic-untreated.toml"),
    bundled!("partial-cut", "partial-cut.toml"),
    bundled!("phn-sham", "phn-sham.toml"),
    bundled!("phn-single", "phn-single.toml"),
    bundled!("pmps-single", "pmps-single.toml"),
    bundled!("pmps-untreated", "pmps-untreated.toml"),
    bundled!("rheumatoid-cx611", "rheumatoid-cx611.toml"),
    bundled!("rheumatoid-placebo", "rheumatoid-placebo.toml"),
    bundled!("cancer-exploratory", "studies/cancer-exploratory.toml"),
    bundled!("donor-age", "studies/donor-age.toml"),
    bundled!("dose-response", "studies/dose-response.toml"),
    bundled!("early-dose", "studies/early-dose.toml"),
    bundled!("local-vs-intravenous", "studies/local-vs-intravenous.toml"),
    bundled!("potency-range", "studies/potency-range.toml"),
    bundled!("preparations", "studies/preparations.toml"),
    bundled!("rheumatoid-cx611-trial", "studies/rheumatoid-cx611.toml"),
    bundled!("schedule-sweep", "studies/schedule-sweep.toml"),
    bundled!("single-vs-repeat", "studies/single-vs-repeat.toml"),
];

/// A bundled indication by its name.
pub fn indication(name: &str) -> Option<&'static str> {
    BUILTIN.iter().find(|bundled| bundled.name == name && bundled.is_indication()).map(|bundled| bundled.name)
}

/// Text of a bundled scenario.
pub fn text(name: &str) -> Option<&'static str> {
    BUILTIN.iter().find(|bundled| bundled.name == name).map(|bundled| bundled.text)
}

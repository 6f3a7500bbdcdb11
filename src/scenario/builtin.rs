//! Scenarios that are part of the program, so that an installed binary needs no folder: `extends = "builtin:NAME"`.

/// Names and texts of the bundled scenarios: those of their files, but that a study named as a scenario is a `-trial`.
pub const BUILTIN: [(&str, &str); 33] = [
    ("discogenic", include_str!("../../scenarios/indications/discogenic.toml")),
    ("neuropathic", include_str!("../../scenarios/indications/neuropathic.toml")),
    ("pmps", include_str!("../../scenarios/indications/pmps.toml")),
    ("phn", include_str!("../../scenarios/indications/phn.toml")),
    ("sciatica", include_str!("../../scenarios/indications/sciatica.toml")),
    ("trigeminal", include_str!("../../scenarios/indications/trigeminal.toml")),
    ("rheumatoid", include_str!("../../scenarios/indications/rheumatoid.toml")),
    ("cancer", include_str!("../../scenarios/indications/cancer.toml")),
    ("acute-injury", include_str!("../../scenarios/acute-injury.toml")),
    ("cancer-single", include_str!("../../scenarios/cancer-single.toml")),
    ("demo", include_str!("../../scenarios/demo.toml")),
    ("discogenic-repeat", include_str!("../../scenarios/discogenic-repeat.toml")),
    ("discogenic-sham", include_str!("../../scenarios/discogenic-sham.toml")),
    ("discogenic-single", include_str!("../../scenarios/discogenic-single.toml")),
    ("discogenic-untreated", include_str!("../../scenarios/discogenic-untreated.toml")),
    ("neuropathic-intravenous", include_str!("../../scenarios/neuropathic-intravenous.toml")),
    ("neuropathic-single", include_str!("../../scenarios/neuropathic-single.toml")),
    ("neuropathic-untreated", include_str!("../../scenarios/neuropathic-untreated.toml")),
    ("phn-sham", include_str!("../../scenarios/phn-sham.toml")),
    ("phn-single", include_str!("../../scenarios/phn-single.toml")),
    ("pmps-single", include_str!("../../scenarios/pmps-single.toml")),
    ("pmps-untreated", include_str!("../../scenarios/pmps-untreated.toml")),
    ("rheumatoid-cx611", include_str!("../../scenarios/rheumatoid-cx611.toml")),
    ("rheumatoid-placebo", include_str!("../../scenarios/rheumatoid-placebo.toml")),
    ("cancer-exploratory", include_str!("../../scenarios/studies/cancer-exploratory.toml")),
    ("donor-age", include_str!("../../scenarios/studies/donor-age.toml")),
    ("dose-response", include_str!("../../scenarios/studies/dose-response.toml")),
    ("local-vs-intravenous", include_str!("../../scenarios/studies/local-vs-intravenous.toml")),
    ("potency-range", include_str!("../../scenarios/studies/potency-range.toml")),
    ("preparations", include_str!("../../scenarios/studies/preparations.toml")),
    ("rheumatoid-cx611-trial", include_str!("../../scenarios/studies/rheumatoid-cx611.toml")),
    ("schedule-sweep", include_str!("../../scenarios/studies/schedule-sweep.toml")),
    ("single-vs-repeat", include_str!("../../scenarios/studies/single-vs-repeat.toml")),
];

/// Text of a bundled scenario.
pub fn text(name: &str) -> Option<&'static str> {
    BUILTIN.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

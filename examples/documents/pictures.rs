//! What the gallery shows: the one list that the pictures, `docs/gallery.md` and its test come from.

/// A finished picture.
pub struct Picture {
    /// Name of the file, without its ending.
    pub name: &'static str,
    /// Which figure of the run it is.
    pub figure: &'static str,
    /// What is run, as after `admsc run`; several runs are compared.
    pub runs: &'static [&'static [&'static str]],
    /// What can be seen.
    pub caption: &'static str,
}

const fn picture(
    name: &'static str,
    figure: &'static str,
    runs: &'static [&'static [&'static str]],
    caption: &'static str,
) -> Picture {
    Picture { name, figure, runs, caption }
}

const SINGLE: &[&[&str]] = &[&["builtin:neuropathic-single"]];

/// A run and its counterfactual without treatment.
const TREATED_OR_NOT: &[&[&str]] = &[&["builtin:neuropathic-single"], &["builtin:neuropathic-untreated"]];

/// One dose and two, over the same two years.
const ONE_DOSE_OR_TWO: &[&[&str]] =
    &[&["builtin:discogenic-single", "--set", "horizon='24 months'"], &["builtin:discogenic-repeat"]];

/// All pictures, in the order of the gallery. Those whose name begins with `worksheet` belong to `docs/worksheet.md`.
pub const PICTURES: &[Picture] = &[
    picture(
        "pain",
        "pain",
        SINGLE,
        "One injection beside an injured nerve: pain as the stack of its causes. Inflammation falls in weeks, damage and \
         central sensitisation over months.",
    ),
    picture(
        "mechanism",
        "mechanism",
        SINGLE,
        "The processes behind it on one time axis: the cells are gone within months, the change in the macrophages persists.",
    ),
    picture(
        "tissue",
        "tissue",
        SINGLE,
        "The window on seven days: TNFα, cells, axons with their fronts, the lesion, the needle.",
    ),
    picture("homing", "homing", SINGLE, "Trajectories of 50 injected cells up the gradient of CXCL12."),
    picture(
        "untreated",
        "pain",
        &[&["builtin:neuropathic-untreated"]],
        "The same patient without treatment: what every other curve is compared with.",
    ),
    picture("discogenic-repeat", "pain", &[&["builtin:discogenic-repeat"]], "A disc, two injections, two years."),
    picture(
        "discogenic-tissue",
        "tissue",
        &[&["builtin:discogenic-repeat"]],
        "The inflamed rim of the disc: no axons, but matrix.",
    ),
    picture(
        "acute-injury",
        "mechanism",
        &[&["builtin:acute-injury"]],
        "A healthy nerve, 30 % of its axons cut on day 0, no treatment: axons wait, grow and gain myelin.",
    ),
    picture(
        "compare-untreated",
        "pain",
        TREATED_OR_NOT,
        "The same patient with and without the injection: what differs is what the cells did.",
    ),
    picture(
        "compare-doses",
        "mechanism",
        ONE_DOSE_OR_TWO,
        "A disc with one injection, and with a second one after six months: what the second injection changes.",
    ),
    picture(
        "replicates",
        "pain",
        &[&["builtin:demo", "--set", "replicates=20"]],
        "The patient of `admsc demo` with 20 seeds: the mean, each seed as a line, and the band of 5 to 95 %. The spread is chance.",
    ),
    picture(
        "japanese",
        "pain.ja",
        &[&["builtin:neuropathic-single", "--lang", "ja"]],
        "The first picture in Japanese.",
    ),
    picture(
        "worksheet-1",
        "pain",
        &[&["builtin:neuropathic-single", "--set", "patient.potency=0.1"]],
        "Worksheet, experiment 1: cells with a tenth of the potency.",
    ),
    picture(
        "worksheet-2",
        "pain",
        &[&["builtin:neuropathic-single", "--set", "dose=[{ at = '0 d', cells = 70e6, route = 'vein' }]"]],
        "Worksheet, experiment 2: the cells into a vein.",
    ),
    picture(
        "worksheet-3",
        "pain",
        &[&["builtin:neuropathic-single", "--set", "dose=[{ at = '0 d', cells = 7e6 }]"]],
        "Worksheet, experiment 3: a tenth of the cells.",
    ),
    picture(
        "worksheet-4",
        "pain",
        &[&[
            "builtin:neuropathic-single",
            "--set",
            "dose=[{ at = '0 d', cells = 7e6, repeat = 5, every = '1 month' }]",
        ]],
        "Worksheet, experiment 4: a tenth of the cells six times, a month apart.",
    ),
    picture(
        "worksheet-5",
        "pain",
        &[&["builtin:neuropathic-single", "--set", "sensitisation.central_decay_time='30 d'"]],
        "Worksheet, experiment 5: a nervous system that recovers three times as fast.",
    ),
];

impl Picture {
    /// The command as a user types it.
    pub fn command(&self) -> String {
        let quoted = |word: &&str| match word.contains(['\'', ' ']) {
            true => format!("\"{word}\""),
            false => (*word).to_owned(),
        };
        let run = |arguments: &&[&str]| {
            let words: Vec<String> = arguments.iter().map(quoted).collect();
            format!("admsc run {}", words.join(" "))
        };
        let mut commands: Vec<String> = self.runs.iter().map(run).collect();
        if self.runs.len() > 1 {
            let folders: Vec<String> = self.runs.iter().filter_map(|arguments| folder(arguments)).collect();
            commands.push(format!("admsc compare {}", folders.join(" ")));
        }
        commands.join("\n")
    }
}

/// The folder of a bundled scenario's results.
fn folder(arguments: &[&str]) -> Option<String> {
    Some(format!("output/{}", arguments.first()?.strip_prefix("builtin:")?))
}

const HEAD: &str = "# Gallery

Finished pictures, each with the command that makes it. A run writes all its figures to the directory that it prints, as SVG and as
PNG of 1920 × 1080; here they are smaller and have fewer colours. Each shows one patient and the proxy of a model, not a measurement
and not medical advice.

This page and its pictures are written by

```sh
cargo write-docs
```
";

/// The text of `docs/gallery.md`.
pub fn markdown() -> String {
    let entry = |picture: &Picture| {
        let (name, caption, figure) = (picture.name, picture.caption, picture.figure);
        format!(
            "\n## {name}\n\n![{caption}](images/gallery/{name}.png)\n\n{caption} Figure `{figure}` of this command:\n\n\
             ```sh\n{}\n```\n",
            picture.command()
        )
    };
    let shown = PICTURES.iter().filter(|picture| !picture.name.starts_with("worksheet"));
    [HEAD.to_owned()].into_iter().chain(shown.map(entry)).collect()
}

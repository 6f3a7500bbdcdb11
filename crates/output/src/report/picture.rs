//! Pictures inside a page: an SVG file made a part of the HTML around it.

use std::collections::BTreeSet;

use admsc_scenario::language::{Message, Phrase, english, verbatim};

/// A picture of a report.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// Name of its file without the ending, for example `pain`.
    pub name: String,
    /// The file as text.
    pub svg: String,
    /// What it shows and how to read it.
    pub caption: Message,
}

/// What the figures show, by the beginning of their names; the first that fits.
const CAPTIONS: [(&str, Phrase); 16] = [
    ("pain", english("Pain over time, with doses and visits.")),
    ("mechanism", english("Cells, signals, tissue and pain over one time axis: what comes first and what follows.")),
    ("tissue", english("The window of tissue on chosen days: TNFα, cells, axons and the lesion.")),
    ("homing", english("Trajectories of injected cells, and their distance from the lesion.")),
    ("arms-model", english("The model's own pain over time, mean of every arm, without the observer.")),
    ("arms", english("Pain over time as the study analyses it, mean of every arm.")),
    ("responders", english("Share of patients who lost at least half, or at least 30 %, of their pain, in every arm.")),
    ("waterfall", english("Change of pain of every patient, the largest fall at the right end.")),
    (
        "paired-difference",
        english(
            "What each arm adds: the contrasts of the study, and every arm against the control, with 95 % intervals.",
        ),
    ),
    ("sweep", english("Results at every point of the sweep.")),
    ("consort", english("Who was screened, who took part, and who dropped out.")),
    ("clock", english("How fast each process is: half-times in the scenario's own run, from minutes to years.")),
    ("knock-outs", english("Relief lost when one step does not happen, in the same patients.")),
    ("time-costs", english("What costs the time until pain has halved, and whether the mean field agrees.")),
    ("sensitivity", english("How far each parameter moves the outcome over its range, and how well it is known.")),
    ("persistence", english("The tissue's path between a painful and a quiet state, with and without cells.")),
];

impl Drawing {
    /// The drawing in a file with a name such as `pain.svg` or `pain.ja.svg`.
    pub fn of_file(file: &str, svg: String) -> Self {
        let name = file.split('.').next().unwrap_or(file).to_owned();
        let caption = CAPTIONS.iter().find(|(start, _)| name.starts_with(start));
        let caption = caption.map_or_else(|| verbatim(&name), |(_, caption)| (*caption).into());
        Self { name, svg, caption }
    }
}

/// An SVG file as an element of a page: without the declarations of a file, fonts and rules of its own, which would hold
/// for the whole page, and with names that no other picture has.
pub fn inlined(name: &str, svg: &str) -> String {
    let svg = svg.find("<svg").map_or(svg, |start| &svg[start..]).trim_end();
    let without_style = without(svg, "<style>", "</style>");
    let svg = without(&without_style, "<metadata>", "</metadata>");
    let svg = svg.replacen(" xmlns=\"http://www.w3.org/2000/svg\"", "", 1);
    // A drawing in a page has its language in `xml:lang` alone.
    let svg = without(&svg, " lang=\"", "\"");
    let mut renamed = svg.clone();
    for id in ids(&svg) {
        for (before, after) in [("id=\"", "\""), ("url(#", ")"), ("href=\"#", "\"")] {
            renamed = renamed.replace(&format!("{before}{id}{after}"), &format!("{before}{name}-{id}{after}"));
        }
    }
    let labelled = format!("aria-labelledby=\"{name}-title {name}-description\"");
    renamed.replacen("aria-labelledby=\"title description\"", &labelled, 1)
}

/// The lines of its heading: what the figure found, or its title. They are the first texts of every figure, in one size and bold.
pub fn found(svg: &str) -> Vec<&str> {
    let texts = svg.split("<text ").skip(1).filter_map(|rest| rest.split_once('>'));
    let size = |tag: &str| tag.split(" font-size=").nth(1).and_then(|rest| rest.split(' ').next()).map(str::to_owned);
    let first = texts.clone().next().and_then(|(tag, _)| size(tag));
    let heading = texts.take_while(|(tag, _)| tag.contains("\"bold\"") && size(tag) == first);
    heading.filter_map(|(_, rest)| rest.split('<').next()).map(str::trim).collect()
}

/// The names that a drawing gives to its parts.
fn ids(svg: &str) -> BTreeSet<&str> {
    svg.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// A text without everything from one mark to the next other.
fn without(text: &str, from: &str, to: &str) -> String {
    let mut left = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(from) {
        left.push_str(before);
        rest = after.split_once(to).map_or("", |(_, after)| after);
    }
    left + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_leaves_its_names_and_rules_to_itself() {
        let file = "<?xml?>\n<svg width=\"9\" xmlns=\"http://www.w3.org/2000/svg\" lang=\"en\" xml:lang=\"en\" \
                    role=\"img\" aria-labelledby=\"title description\"><title id=\"title\">a</title><desc id=\"description\">b</desc>\
                    <metadata>m</metadata><style>rect{}</style><g clip-path=\"url(#c)\"/><clipPath id=\"c\"/></svg>\n";
        let page = "<svg width=\"9\" xml:lang=\"en\" role=\"img\" aria-labelledby=\"pain-title pain-description\">\
                    <title id=\"pain-title\">a</title><desc id=\"pain-description\">b</desc>\
                    <g clip-path=\"url(#pain-c)\"/><clipPath id=\"pain-c\"/></svg>";
        assert_eq!(inlined("pain", file), page);
    }

    #[test]
    fn the_heading_is_read_off_a_figure() {
        let text = |size: u32, weight: &str, said: &str| {
            format!("<text x=\"45\" font-size=\"{size}\"{weight}>\n{said}\n</text>")
        };
        let bold = " font-weight=\"bold\"";
        let figure = |under: &str| {
            text(37, bold, "Pain &lt; 1") + &text(37, bold, "by day 42") + under + &text(24, bold, "a panel")
        };
        for under in [text(25, "", "one dose"), String::new()] {
            assert_eq!(found(&figure(&under)), ["Pain &lt; 1", "by day 42"]);
        }
        assert_eq!(found("<svg/>"), Vec::<&str>::new());
    }

    #[test]
    fn figures_are_known_by_their_files() {
        let caption = |file: &str| Drawing::of_file(file, String::new()).caption.in_english();
        assert_eq!(caption("pain.ja.svg"), CAPTIONS[0].1.in_english());
        assert_eq!(caption("sweep-r50.svg"), CAPTIONS[9].1.in_english());
        assert_eq!(caption("own.svg"), "own");
    }
}

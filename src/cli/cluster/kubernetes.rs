//! `admsc cluster kubernetes`: an Indexed Job for the shards and a Job that joins them.

use std::path::{Component, Path};

use super::files::{fill, quoted, shell_word};
use super::{Common, Files, Planned};
use crate::cli::output;
use admsc_scenario::language::Language;

const SHARDS: &str = include_str!("../../../assets/cluster/shards.yaml");
const MERGE: &str = include_str!("../../../assets/cluster/merge.yaml");
const SUBMIT: &str = include_str!("../../../assets/cluster/submit-kubernetes.sh");

/// Largest study that a ConfigMap holds, bytes; the limit of Kubernetes is 1 MiB with everything around it.
const LARGEST_STUDY: usize = 1_000_000;

/// Writes an Indexed Job for Kubernetes and a Job that joins the shards
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  admsc cluster kubernetes study.toml --image example.org/admsc --claim results
  output/cluster/study/submit.sh --namespace=pain

The image must have a shell and admsc, in the version of this program, in its PATH. The claim is a \
PersistentVolumeClaim that several nodes can write to (ReadWriteMany); results are written to its directory OUT. \
Options of submit.sh are passed to kubectl. A pod that fails or is preempted is restarted and continues where it \
stopped. Needs Kubernetes 1.29 or newer.")]
pub struct Arguments {
    #[command(flatten)]
    common: Common,
    /// Container image with admsc
    #[arg(long, value_name = "IMAGE", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    image: String,
    /// PersistentVolumeClaim for the results, shared by all pods
    #[arg(long, value_name = "NAME", default_value = "admsc", value_parser = claim)]
    claim: String,
    /// Directory of the claim for results; job files are written to OUT/cluster/<study> here
    #[arg(long, value_name = "DIR", default_value = "output", value_parser = within_claim)]
    out: String,
}

/// Reads a directory within a claim: neither one from the root nor one above it.
fn within_claim(text: &str) -> Result<String, String> {
    let is_plain = |part: Component<'_>| matches!(part, Component::Normal(_));
    if !text.is_empty() && Path::new(text).components().all(is_plain) {
        return Ok(text.to_owned());
    }
    Err("expected a directory within the claim, for example output".to_owned())
}

/// Reads the name of a claim as Kubernetes takes it.
fn claim(text: &str) -> Result<String, String> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.';
    let ends = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    if text.len() <= 253 && text.chars().all(plain) && ends(text.chars().next()) && ends(text.chars().last()) {
        return Ok(text.to_owned());
    }
    Err("expected lower-case letters, digits, hyphens and dots, for example admsc-results".to_owned())
}

/// Writes the files.
pub fn run(arguments: &Arguments, language: Language) -> anyhow::Result<()> {
    let planned = Planned::new(&arguments.common, Path::new(&arguments.out), language)?;
    let study = &planned.scenario.resolved_toml;
    if study.len() > LARGEST_STUDY {
        let message = "bytes with all its parameters, more than fits into a ConfigMap of Kubernetes";
        anyhow::bail!("{} has {} {message}", planned.scenario.name, study.len());
    }
    let mut values = planned.values()?;
    let indented: Vec<String> =
        study.lines().map(|line| if line.is_empty() { String::new() } else { format!("    {line}") }).collect();
    values.extend([
        ("image", quoted(&arguments.image)?),
        ("claim", quoted(&arguments.claim)?),
        ("results", quoted(&format!("/admsc/{}", arguments.out))?),
        ("study_name", quoted(&planned.study_file)?),
        ("study_path", quoted(&format!("/study/{}", planned.study_file))?),
        ("study_text", indented.join("\n")),
    ]);
    let files = [("shards.yaml", SHARDS), ("merge.yaml", MERGE), ("submit.sh", SUBMIT)];
    let filled = files.map(|(name, text)| Ok((name.to_owned(), fill(text, &values)?)));
    let filled: Files = filled.into_iter().collect::<Result<_, anyhow::Error>>()?;
    planned.write(filled, &[])?;
    planned.print(None)?;
    let script = planned.folder.join("submit.sh");
    output::print(|out| {
        writeln!(out, "results   directory {} of the claim {}", arguments.out, arguments.claim)?;
        writeln!(out, "submit    {}", shell_word(&script.to_string_lossy()))
    })
}

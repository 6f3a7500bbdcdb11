//! Parts of studies as the command line names them.

use crate::study::trial::Part;

/// Reads `I/N`, or `slurm` for the numbers that an array job of Slurm sets.
pub fn read(text: &str) -> Result<Part, String> {
    let expected = || format!("\"{text}\" is not a part: expected I/N with I from 1 to N, for example 2/8");
    let (index, count) = match text {
        "slurm" => (slurm("SLURM_ARRAY_TASK_ID")?, slurm("SLURM_ARRAY_TASK_COUNT")?),
        _ => text.split_once('/').and_then(|(i, n)| Some((i.parse().ok()?, n.parse().ok()?))).ok_or_else(expected)?,
    };
    if index < 1 || index > count {
        return Err(expected());
    }
    Ok(Part { index: index - 1, count })
}

/// A number that Slurm sets for the tasks of an array job.
fn slurm(name: &str) -> Result<u32, String> {
    let text = std::env::var(name).map_err(|_| format!("{name} is not set: this is no task of an array job"))?;
    text.parse().map_err(|_| format!("{name} is \"{text}\", which is no number"))
}

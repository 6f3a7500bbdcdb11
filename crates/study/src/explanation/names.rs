//! What the parts of an explanation are called in figures, reports and the terminal; the names in files are English.

use admsc_scenario::language::{Message, Phrase, english, verbatim};

/// What a process is called.
pub fn process(name: &str) -> Message {
    match name {
        "field spread" => english("spread of signals to the lesion").into(),
        "licensing of cells" => english("licensing of injected cells").into(),
        "homing" => english("homing into the lesion").into(),
        "polarisation M1 to M2" => english("M1 macrophages turn into M2").into(),
        "survival of cells" => english("survival of injected cells").into(),
        "turnover of macrophages" => english("turnover of macrophages").into(),
        "imprint comes" => english("imprint builds up").into(),
        "imprint fades" => english("imprint fades from its peak").into(),
        "peripheral sensitisation" => english("peripheral sensitisation").into(),
        "central sensitisation" => english("central sensitisation").into(),
        "latency of axons" => english("latency of stalled axons").into(),
        "growth of axons" => english("growth of axons to the target").into(),
        "matrix" => english("integrity of the matrix").into(),
        "myelin" => english("myelin on axons that arrived").into(),
        other => verbatim(other),
    }
}

/// Every knock-out: its name in files, what it is called, and what that is called which it takes away; the last two are no
/// steps, and have one name.
const KNOCK_OUTS: [(&str, Phrase, Phrase); 9] = [
    ("homing", english("no homing (cells stay)"), english("homing")),
    ("direction", english("no direction (random walk)"), english("direction of the walk")),
    ("m2-shift", english("no M2 shift by mediator"), english("the shift to M2 by mediator")),
    ("imprint", english("no imprint"), english("the imprint")),
    ("growth-factors", english("no growth factors"), english("growth factors")),
    ("regeneration", english("no regeneration"), english("regeneration of the tissue")),
    ("desensitisation", english("no central desensitisation"), english("the fading of central sensitisation")),
    ("cells", english("no cells"), english("no cells")),
    ("effects", english("cells without any effect"), english("cells without any effect")),
];

/// What a knock-out is called.
pub fn knock_out(name: &str) -> Message {
    of_knock_out(name).map_or_else(|| verbatim(name), |(called, _)| called.into())
}

/// What is called that which a knock-out takes away.
pub fn step(name: &str) -> Message {
    of_knock_out(name).map_or_else(|| verbatim(name), |(_, step)| step.into())
}

fn of_knock_out(name: &str) -> Option<(Phrase, Phrase)> {
    KNOCK_OUTS.iter().find(|(known, ..)| *known == name).map(|(_, called, step)| (*called, *step))
}

/// What a group of processes is called.
pub fn group(name: &str) -> Message {
    match name {
        "signals" => english("signals, licensing, homing").into(),
        "macrophages" => english("macrophages and imprint").into(),
        "structure" => english("structure (matrix, axons)").into(),
        "peripheral" => english("peripheral sensitisation").into(),
        "central" => english("central sensitisation").into(),
        "rest" => english("rest (no group)").into(),
        "delay" => english("all: days until pain has halved").into(),
        other => verbatim(other),
    }
}

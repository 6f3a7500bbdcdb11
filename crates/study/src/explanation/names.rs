//! What the parts of an explanation are called in figures, reports and the terminal; the names in files are English.

use admsc_scenario::language::{Message, english, verbatim};

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

/// What a knock-out is called.
pub fn knock_out(name: &str) -> Message {
    match name {
        "homing" => english("no homing (cells stay)").into(),
        "direction" => english("no direction (random walk)").into(),
        "m2-shift" => english("no M2 shift by mediator").into(),
        "imprint" => english("no imprint").into(),
        "growth-factors" => english("no growth factors").into(),
        "regeneration" => english("no regeneration").into(),
        "desensitisation" => english("no central desensitisation").into(),
        "cells" => english("no cells").into(),
        "effects" => english("cells without any effect").into(),
        other => verbatim(other),
    }
}

/// What a knock-out takes away is called.
pub fn step(name: &str) -> Message {
    match name {
        "homing" => english("homing").into(),
        "direction" => english("direction of the walk").into(),
        "m2-shift" => english("the shift to M2 by mediator").into(),
        "imprint" => english("the imprint").into(),
        "growth-factors" => english("growth factors").into(),
        "regeneration" => english("regeneration of the tissue").into(),
        "desensitisation" => english("the fading of central sensitisation").into(),
        other => knock_out(other),
    }
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

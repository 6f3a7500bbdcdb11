//! What the parts of an explanation are called; those of the files are English.

use crate::language::{Message, english, verbatim};

/// What a process is called; those of the files are English.
pub fn process(name: &str) -> Message {
    match name {
        "field spread" => english("field spread").into(),
        "licensing of cells" => english("licensing of cells").into(),
        "homing" => english("homing").into(),
        "polarisation M1 to M2" => english("polarisation M1 to M2").into(),
        "survival of cells" => english("survival of cells").into(),
        "turnover of macrophages" => english("turnover of macrophages").into(),
        "imprint comes" => english("imprint comes").into(),
        "imprint fades" => english("imprint fades").into(),
        "peripheral sensitisation" => english("peripheral sensitisation").into(),
        "central sensitisation" => english("central sensitisation").into(),
        "latency of axons" => english("latency of axons").into(),
        "growth of axons" => english("growth of axons").into(),
        "matrix" => english("matrix").into(),
        "myelin" => english("myelin").into(),
        other => verbatim(other),
    }
}

/// What a knock-out is called.
pub fn knock_out(name: &str) -> Message {
    match name {
        "homing" => english("no homing: cells stay").into(),
        "direction" => english("no direction: cells walk at random").into(),
        "m2-shift" => english("no M2 shift by the mediator").into(),
        "imprint" => english("no imprint").into(),
        "growth-factors" => english("no growth factors").into(),
        "regeneration" => english("no regeneration").into(),
        "desensitisation" => english("no central desensitisation").into(),
        "cells" => english("no cells").into(),
        "effects" => english("cells without any effect").into(),
        other => verbatim(other),
    }
}

/// What a group of processes is called.
pub fn group(name: &str) -> Message {
    match name {
        "signals" => english("signals: fields, licensing, homing").into(),
        "macrophages" => english("macrophages and imprint").into(),
        "structure" => english("structure: matrix, axons").into(),
        "peripheral" => english("peripheral sensitisation").into(),
        "central" => english("central sensitisation").into(),
        "rest" => english("rest: no group").into(),
        "delay" => english("all: days to half relief").into(),
        other => verbatim(other),
    }
}

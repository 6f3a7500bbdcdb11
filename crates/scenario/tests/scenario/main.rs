//! Scenarios as users write them: what is read, what is refused and how, and the units of the ledger.

mod arm_names;
mod blinding;
mod far_off;
mod idle;
mod ledger_units;
mod links;
mod overrides;
mod presets;
mod reading;
mod reference;
mod schema;
mod spread;
mod stated;
mod stated_twice;
mod wrong_input;

/// A small piece of nerve on coarse voxels, to which tests add sections.
const SMALL_NERVE: &str = r#"
format = 1
extends = "builtin:neuropathic"
horizon = "60 d"
[tissue]
window = ["2.4 mm", "0.8 mm"]
voxel = "100 um"
lesion = { from = ["0.6 mm"], to = ["2.0 mm"] }
"#;

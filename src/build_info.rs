//! Which code this is: written beside results, and part of the names of stored work.

/// Version of the package.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Hash over the sources, the manifest, the locked dependencies, the ledger and the presets, as hexadecimal text. Code
/// with the same hash computes the same results.
pub const BUILD_HASH: &str = env!("ADMSC_BUILD_HASH");

/// The same without what only judges, draws and prints: code with the same hash simulates the same patients. It names work
/// that is kept on the way to a result, never a result.
pub const MODEL_HASH: &str = env!("ADMSC_MODEL_HASH");

/// The git commit this was built from, or `unknown`.
pub const GIT_COMMIT: &str = env!("ADMSC_GIT_COMMIT");

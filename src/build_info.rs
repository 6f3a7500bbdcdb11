//! Which code this is: written beside results, and part of their names.

use admsc_output::export::manifest::Program;

/// Version of the package.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The git commit this was built from, or `unknown`.
pub const GIT_COMMIT: &str = env!("ADMSC_GIT_COMMIT");

/// This program. Its build hash covers the sources, the manifests, the locked dependencies and the bundled data: code with the
/// same hash writes the same results.
pub const PROGRAM: Program = Program { version: VERSION, git_commit: GIT_COMMIT, build_hash: env!("ADMSC_BUILD_HASH") };

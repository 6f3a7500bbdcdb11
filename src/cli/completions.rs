//! `admsc completions`: completion of commands and options in shells.

use clap::CommandFactory;
use clap_complete::Shell;

use super::{CommandLine, output};

/// Prints the completion script of a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  admsc completions bash > ~/.local/share/bash-completion/completions/admsc
  admsc completions zsh > ~/.zfunc/_admsc                 (~/.zfunc in fpath)
  admsc completions fish > ~/.config/fish/completions/admsc.fish
  admsc completions powershell >> $PROFILE

A new shell then completes commands, options and files.")]
pub struct Arguments {
    /// The shell
    shell: Shell,
}

/// Prints the script.
pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    // It is made in memory: the generator stops the program where it cannot write.
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut CommandLine::command(), "admsc", &mut script);
    output::print(|out| out.write_all(&script))
}

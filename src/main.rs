//! The `onrecord` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    onrecord::cli::main(std::env::args_os())
}

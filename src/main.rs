//! The `onrecord` command.

use std::process::ExitCode;

/// With glibc's allocator two threads read the words of a feed more slowly than one.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    onrecord::cli::main(std::env::args_os())
}

//! Compiles the contract in `proto/` to Rust, and to the descriptors that reflection serves. The compiler is a Rust
//! library, so no protoc is needed on the machine.

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=proto");
    let mut compiler = protox::Compiler::new(["proto"])?;
    // Comments become the documentation of the generated code, and clients see them by reflection.
    compiler
        .include_imports(true)
        .include_source_info(true)
        .open_files(["onrecord/v1/quote_service.proto", "onrecord/v1/statement_service.proto"])?;
    let descriptors = PathBuf::from(env::var("OUT_DIR")?).join("onrecord.v1.bin");
    fs::write(descriptors, compiler.encode_file_descriptor_set())?;
    tonic_prost_build::configure()
        .extern_path(".google.rpc", "::tonic_types")
        .emit_rerun_if_changed(false)
        // Who only calls a service has no use for the other side.
        .build_server(env::var_os("CARGO_FEATURE_ENGINE").is_some())
        .compile_fds(compiler.file_descriptor_set())?;
    Ok(())
}

//! The commands of the pages that `docs_examples` does not run: what runs them instead, or why nothing does.

use crate::pages::{Block, Page, root};

/// Who runs a block.
pub(crate) enum Run {
    /// The step of `.ci/run` that does what is shown, or the same with another program around it.
    Step(&'static str),
    /// Nobody, and why.
    Nobody(&'static str),
}

use Run::{Nobody, Step};

/// Blocks by their page and how they begin.
pub(crate) const NOT_RUN: &[(&str, &str, Run)] = &[
    ("CONTRIBUTING.md", "cargo test\n", Step("tests")),
    ("CONTRIBUTING.md", "cargo bench", Nobody(MEASUREMENT)),
    (
        "CONTRIBUTING.md",
        "CARGO_PROFILE_RELEASE_DEBUG",
        Nobody("needs perf and valgrind, and somebody who reads them"),
    ),
    ("CONTRIBUTING.md", "cargo build\nnpm ci", Step("the pages, in a browser")),
    ("CONTRIBUTING.md", "cargo install --locked cargo-fuzz", Nobody(FUZZING)),
    ("CONTRIBUTING.md", "UPDATE=1", Nobody("it writes what `api_docs` compares")),
    ("CONTRIBUTING.md", "KILLS=1000", Nobody("an hour; fewer kills are among the tests")),
    ("docs/contract.md", "buf breaking", Step("the service contract")),
    ("docs/formats.md", "import csv", Step("CSV, Parquet and JSON-LD, read back")),
    (
        "docs/formats.md",
        "duckdb",
        Nobody("it is not fetched: the step that reads Parquet back does so by pandas"),
    ),
    ("docs/installing.md", "cargo install", Step("the crate")),
    ("docs/installing.md", "packaging/build-deb", Step("the Debian package")),
    (
        "docs/installing.md",
        "apt install",
        Nobody("it changes the machine: in `.ci/run` the package is unpacked, and its program run"),
    ),
    (
        "docs/installing.md",
        "systemctl",
        Nobody("needs systemd as the first process: in `.ci/run` it verifies the unit"),
    ),
    ("docs/installing.md", "runuser", Nobody("needs the user that the package makes")),
    ("docs/installing.md", "docker", Nobody("no engine runs where the tests do")),
    ("docs/installing.md", "kubectl", Nobody("needs a cluster")),
    ("docs/model.md", "cargo run --release --example fit_attribution", Nobody(ANNOTATED)),
    ("docs/model.md", "for group in", Nobody(ANNOTATED)),
    ("docs/model.md", "onrecord e", Nobody(ANNOTATED)),
    ("docs/operating.md", "openssl s_client", Nobody("asks a server under a name that it has elsewhere")),
    ("docs/performance.md", "cargo ", Nobody(MEASUREMENT)),
    ("docs/performance.md", "load ", Nobody(MEASUREMENT)),
    ("docs/performance.md", "FSYNC=", Nobody(MEASUREMENT)),
    ("docs/performance.md", "python3 -m venv peers", Nobody(ANNOTATED)),
    ("docs/performance.md", "cat peers-", Nobody(ANNOTATED)),
    ("docs/quality.md", "onrecord extract $E/news", Nobody(ANNOTATED)),
    ("docs/releasing.md", "buf breaking", Step("the service contract")),
    ("docs/releasing.md", "KILLS=1000", Nobody(MEASUREMENT)),
    ("docs/releasing.md", "version=", Nobody("it makes a release")),
    (
        "docs/releasing.md",
        "packaging/build-deb",
        Nobody("it publishes a release; all but that is in `.ci/run`"),
    ),
    (
        "docs/security.md",
        "cargo install --locked cargo-deny",
        Nobody("what it answers changes without a change here"),
    ),
    ("docs/service.md", "buf curl", Step(OTHERS)),
    ("docs/service.md", "openssl req", Step(OTHERS)),
    ("docs/spark.md", "cargo build", Nobody("needs a cluster, and a store of objects")),
    ("docs/spark.md", "python -m venv", Step("the job on Spark, whose processes are killed")),
    ("docs/stores.md", "export ONRECORD_STORE", Step("with Parquet, for Spark, and on a database")),
    ("examples/python/README.md", "onrecord serve", Step("the Python client, against a running service")),
    (
        "examples/python/README.md",
        "$ venv/bin/python -m onrecord_client wrong",
        Step("the Python client, against a running service"),
    ),
    ("examples/python/README.md", "venv/bin/pip", Step("the Python client, over connections that break")),
    (
        "examples/typescript/README.md",
        "onrecord serve",
        Step("the TypeScript client, over connections that break"),
    ),
    (
        "examples/typescript/README.md",
        "ONRECORD=",
        Step("the TypeScript client, over connections that break"),
    ),
    ("fuzz/README.md", "cargo install --locked cargo-fuzz", Nobody(FUZZING)),
    ("fuzz/README.md", "target/fuzz", Nobody(FUZZING)),
];

const OTHERS: &str = "what docs/service.md asks of other programs";
const MEASUREMENT: &str = "a measurement, for minutes or hours, in a release build";
const ANNOTATED: &str = "the annotated news, and what is compared with on them, are not in the project";
const FUZZING: &str = "for as long as one likes; what it has kept is among the tests (`fuzz_corpus`)";

/// Which entry of the list is for a block.
pub(crate) fn not_run(page: &Page, block: &Block) -> Option<usize> {
    let is = |(name, begin, _): &(&str, &str, Run)| page.name == *name && block.text.starts_with(begin);
    NOT_RUN.iter().position(is)
}

#[test]
fn what_is_said_to_run_elsewhere_is_a_step_there() {
    let script = std::fs::read_to_string(root().join(".ci/run")).unwrap();
    for (page, begin, run) in NOT_RUN {
        match run {
            Step(name) => {
                let step = format!("\nstep \"{name}\"\n");
                assert!(script.contains(&step), "{page}: {begin}: .ci/run has no step {name}");
            }
            Nobody(reason) => assert!(!reason.is_empty(), "{page}: {begin}"),
        }
    }
}

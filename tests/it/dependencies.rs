//! What the project depends on: all of it under licences that `deny.toml` allows, from where it allows, and nothing that it
//! bans. What is known of flaws in them changes every day and is asked for with a network (docs/security.md).

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use spdx::{Expression, ParseMode};
use toml::de::{DeTable, DeValue};

/// The texts of the array at `table.key` in deny.toml; of entries that are tables, those of `crate`.
fn listed(table: &str, key: &str) -> BTreeSet<String> {
    let file = include_str!("../../deny.toml");
    let document = DeTable::parse(file).unwrap();
    let table = document.get_ref().get(table).unwrap().get_ref().as_table().unwrap();
    let DeValue::Array(entries) = table.get(key).unwrap().get_ref() else { panic!("{key} is no array") };
    let text = |value: &DeValue<'_>| match value {
        DeValue::Table(entry) => entry.get("crate").unwrap().get_ref().as_str().unwrap().to_owned(),
        other => other.as_str().unwrap().to_owned(),
    };
    let listed: BTreeSet<String> = entries.iter().map(|entry| text(entry.get_ref())).collect();
    assert!(!listed.is_empty(), "{key} is empty");
    listed
}

/// What cargo knows of all packages in Cargo.lock; where those of other systems were never fetched, of those for this one.
fn packages() -> Vec<Value> {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let cargo = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO"));
        command.args(arguments).output().unwrap()
    };
    let version = String::from_utf8(cargo(&["-vV"]).stdout).unwrap();
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let metadata = [
        "metadata",
        "--locked",
        "--offline",
        "--format-version",
        "1",
        "--manifest-path",
        manifest.to_str().unwrap(),
    ];
    let mut output = cargo(&metadata);
    if !output.status.success() {
        output = cargo(&[&metadata[..], &["--filter-platform", host]].concat());
    }
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap().clone();
    assert!(packages.len() > 100, "there are only {} packages", packages.len());
    packages
}

/// Whether the licences of a package leave a choice that is allowed.
fn allows(allowed: &BTreeSet<String>, licence: &str) -> bool {
    let expression =
        Expression::parse_mode(licence, ParseMode::LAX).unwrap_or_else(|error| panic!("{error}"));
    expression.evaluate(|required| allowed.contains(&required.to_string()))
}

#[test]
fn every_dependency_has_a_licence_that_is_allowed() {
    let allowed = listed("licenses", "allow");
    let licence = |package: &Value| package["license"].as_str().unwrap_or("LicenseRef-none").to_owned();
    let not_allowed: Vec<String> = packages()
        .iter()
        .filter(|package| !allows(&allowed, &licence(package)))
        .map(|package| format!("{}: {}", package["id"], licence(package)))
        .collect();
    assert!(not_allowed.is_empty(), "deny.toml doesn't allow the licences of {not_allowed:#?}");
}

#[test]
fn licences_are_read_as_they_are_meant() {
    let allowed = listed("licenses", "allow");
    for good in ["MIT", "MIT OR GPL-3.0-only", "MIT/Apache-2.0", "(GPL-2.0-only OR MIT) AND Unicode-3.0"] {
        assert!(allows(&allowed, good), "{good}");
    }
    for bad in
        ["GPL-3.0-only", "MIT AND GPL-3.0-only", "LicenseRef-none", "AGPL-3.0-or-later OR LGPL-2.1-only"]
    {
        assert!(!allows(&allowed, bad), "{bad}");
    }
}

#[test]
fn every_dependency_is_from_crates_io_and_none_is_banned() {
    let sources = listed("sources", "allow-registry");
    let sources: BTreeSet<String> = sources.iter().map(|registry| format!("registry+{registry}")).collect();
    let banned = listed("bans", "deny");
    for package in packages() {
        let name = package["name"].as_str().unwrap();
        match package["source"].as_str() {
            Some(source) => assert!(sources.contains(source), "{name} is from {source}"),
            None => assert_eq!(name, env!("CARGO_PKG_NAME")),
        }
        assert!(!banned.contains(name), "deny.toml bans {name}");
    }
}

#[test]
fn every_dependency_is_locked_by_its_content() {
    let lock = include_str!("../../Cargo.lock");
    let packages: Vec<&str> = lock.split("[[package]]\n").skip(1).collect();
    assert!(packages.len() > 100);
    for package in packages {
        let own = package.starts_with(concat!("name = \"", env!("CARGO_PKG_NAME"), "\"\n"));
        let from = "source = \"registry+https://github.com/rust-lang/crates.io-index\"\nchecksum = \"";
        assert!(own || package.contains(from), "{package}");
    }
}

/// The names of all packages that a caller of the crate builds with some of its features, the crate itself left out.
fn built(features: &[&str]) -> BTreeSet<String> {
    let mut tree = Command::new(env!("CARGO"));
    tree.args(["tree", "--locked", "--offline", "--edges", "normal", "--prefix", "none", "--format", "{p}"]);
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let output = tree.arg("--manifest-path").arg(manifest).args(features).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tree = String::from_utf8(output.stdout).unwrap();
    let names = tree.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned);
    names.filter(|name| name != env!("CARGO_PKG_NAME")).collect()
}

/// The packages that a feature in Cargo.toml turns on by itself.
fn turned_on(feature: &str) -> BTreeSet<String> {
    let manifest = DeTable::parse(include_str!("../../Cargo.toml")).unwrap();
    let features = manifest.get_ref().get("features").unwrap().get_ref().as_table().unwrap();
    let DeValue::Array(entries) = features.get(feature).unwrap().get_ref() else { panic!("no {feature}") };
    let entries = entries.iter().map(|entry| entry.get_ref().as_str().unwrap());
    entries.filter_map(|entry| entry.strip_prefix("dep:")).map(str::to_owned).collect()
}

/// What only the engine depends on, and what tonic brings along for servers, isn't there for who only calls a service.
#[test]
fn the_client_alone_depends_on_none_of_the_engine() {
    // gRPC and TLS need these, too.
    let brought = [
        "base64",
        "futures-util",
        "getrandom",
        "hashbrown",
        "http-body-util",
        "hyper",
        "subtle",
        "tower-layer",
        "tracing",
    ];
    let client = built(&["--no-default-features", "--features", "client"]);
    let whole = built(&[]);
    let mut of_the_engine = turned_on("engine");
    assert!(of_the_engine.len() > 20 && of_the_engine.is_subset(&whole), "{of_the_engine:?}");
    of_the_engine.retain(|name| !brought.contains(&name.as_str()));
    of_the_engine.insert("axum".to_owned());
    let wrong: Vec<&String> = of_the_engine.intersection(&client).collect();
    assert!(wrong.is_empty(), "a caller would build {wrong:?}");
    assert!(turned_on("client").is_subset(&client) && client.len() * 3 < whole.len() * 2, "{}", client.len());
}

//! The environment variables of settings.

use std::collections::BTreeMap;
use std::ffi::OsString;

use super::setting::{Given, PREFIX, Setting};
use super::settings::SETTINGS;
use super::{Found, Value, nearest};

/// The variable that names the file of settings.
pub(super) const FILE: &str = "ONRECORD_CONFIG";

/// The variable that has the token of who asks a service, for the commands that do. It is nothing to the service, and may
/// well be there too where both run.
const TOKEN: &str = crate::cli::bearer::VARIABLE;

/// What an environment gives. A variable of the program that nobody knows is an error: it would be without effect.
pub(super) fn read(environment: &BTreeMap<OsString, OsString>) -> Vec<Found> {
    let names: Vec<String> = SETTINGS.iter().map(Setting::variable).collect();
    let mut found = Vec::new();
    for (name, value) in environment {
        let name = name.to_string_lossy();
        if !name.starts_with(PREFIX) || name == FILE || name == TOKEN {
            continue;
        }
        if let Some((setting, known)) = SETTINGS.iter().zip(&names).find(|(_, known)| **known == name) {
            let (source, place) = (known.clone(), known.clone());
            found.push(Ok(Value { setting, given: Given::Words(value.clone()), source, place }));
        } else if !is_of_kubernetes(&name, &value.to_string_lossy()) {
            let known = nearest(&name, names.iter().map(String::as_str).chain([FILE]));
            found.push(Err(format!("{name}: unknown variable; the nearest known is {known}")));
        }
    }
    found
}

/// Whether Kubernetes sets such a variable in every container beside a service that is called onrecord, or
/// onrecord-something: it is none of ours.
fn is_of_kubernetes(name: &str, value: &str) -> bool {
    let number = |rest: &str| rest.starts_with(|first: char| first.is_ascii_digit());
    name.ends_with("_SERVICE_HOST")
        || name.contains("_SERVICE_PORT")
        || name.ends_with("_PORT") && value.contains("://")
        || name.split("_PORT_").skip(1).any(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_kubernetes_sets_is_passed_over() {
        for (name, value) in [
            ("ONRECORD_SERVICE_HOST", "10.0.0.7"),
            ("ONRECORD_SERVICE_PORT", "50051"),
            ("ONRECORD_SERVICE_PORT_GRPC", "50051"),
            ("ONRECORD_PORT", "tcp://10.0.0.7:50051"),
            ("ONRECORD_PORT_50051_TCP", "tcp://10.0.0.7:50051"),
            ("ONRECORD_PORT_50051_TCP_ADDR", "10.0.0.7"),
            ("ONRECORD_STAGING_PORT_50051_TCP_PROTO", "tcp"),
        ] {
            assert!(is_of_kubernetes(name, value), "{name}");
        }
        for name in ["ONRECORD_PORT", "ONRECORD_LISTEN_PORTS", "ONRECORD_PORT_NAME"] {
            assert!(!is_of_kubernetes(name, "50051"), "{name}");
        }
    }
}

//! What is packaged (`packaging/`) fits the program: settings, flags and variables are such as `serve` knows, ports and paths
//! are the same wherever they stand, and a stop gets the time that it takes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use yaml_rust2::{Yaml, YamlLoader};

use crate::cli_harness::Folder;

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn read(name: &str) -> String {
    fs::read_to_string(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// A setting as docs/configuration.md tells of it, which other tests hold to what `serve` knows.
struct Documented {
    key: String,
    variable: String,
    flag: String,
    default: String,
    range: String,
}

fn documented() -> Vec<Documented> {
    let page = read("docs/configuration.md");
    let rows = page.lines().filter(|line| line.contains("| `ONRECORD_"));
    let settings: Vec<Documented> = rows
        .map(|row| {
            let cells: Vec<&str> = row.split('|').map(|cell| cell.trim().trim_matches('`')).collect();
            let [_, key, variable, flag, default, range, ..] = cells[..] else { panic!("{row}") };
            let [key, variable, flag, default, range] =
                [key, variable, flag, default, range].map(str::to_owned);
            Documented { key, variable, flag, default, range }
        })
        .collect();
    assert!(settings.len() > 10, "only {} settings were found", settings.len());
    settings
}

/// The port of an address.
fn port(address: &str) -> i64 {
    address.rsplit_once(':').and_then(|(_, port)| port.parse().ok()).unwrap_or_else(|| panic!("{address}"))
}

/// The port that the documentation has for `listen` or `admin`, in its example.
fn documented_port(key: &str) -> i64 {
    port(&documented().iter().find(|setting| setting.key == key).unwrap().range)
}

/// What a file of settings comes to.
struct Effective {
    /// The keys that stand in the file.
    given: BTreeSet<String>,
    /// The files that it names: certificates, keys, tokens.
    files: Vec<String>,
    /// All settings with their values.
    values: BTreeMap<String, String>,
}

impl Effective {
    /// Has `serve --check-config` judge the file, without the files that it names, which are not here, and so at an address
    /// that needs none of them.
    fn of(text: &str) -> Self {
        let settings = documented();
        let is_file = |key: &str| settings.iter().any(|s| s.key == key && s.range.starts_with("a file"));
        let (mut given, mut files, mut kept) = (BTreeSet::new(), Vec::new(), String::new());
        for (key, value, line) in keys(text) {
            assert!(settings.iter().any(|setting| setting.key == key), "`serve` has no setting {key}");
            if is_file(&key) {
                files.push(value);
            } else {
                kept.push_str(&format!("{key} = {}\n", line.split_once('=').unwrap().1));
            }
            assert!(given.insert(key.clone()), "{key} stands there twice");
        }
        let folder = Folder::new();
        folder.file("packaged.toml", &kept);
        let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
        for (name, _) in
            std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("ONRECORD_"))
        {
            command.env_remove(name);
        }
        command.args(["serve", "--check-config", "--listen", "127.0.0.1:0", "--config"]);
        let output = command.arg(folder.path("packaged.toml")).output().unwrap();
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{error}\n{text}");
        let mut values: BTreeMap<String, String> =
            keys(&String::from_utf8(output.stdout).unwrap()).map(|(key, value, _)| (key, value)).collect();
        // What the flag stood in for is what the file says, or else the default.
        let listen = keys(text).find(|(key, ..)| key == "listen").map(|(_, value, _)| value);
        let default = || settings.iter().find(|s| s.key == "listen").unwrap().default.clone();
        values.insert("listen".to_owned(), listen.unwrap_or_else(default));
        Self { given, files, values }
    }

    fn get(&self, key: &str) -> &str {
        self.values.get(key).map_or_else(|| panic!("{key} has no value"), String::as_str)
    }

    /// How long a stop may take, in seconds.
    fn stop(&self) -> i64 {
        let seconds = |key| self.values.get(key).map_or(0, |value| value.parse().unwrap());
        assert!(self.values.contains_key("limits.grace"));
        seconds("limits.drain-delay") + seconds("limits.grace")
    }
}

/// The keys of a file of settings with their tables, values without quotation marks, and lines without comments.
fn keys(text: &str) -> impl Iterator<Item = (String, String, &str)> {
    let mut table = String::new();
    text.lines().filter_map(move |line| {
        let line = line.split(" #").next().unwrap_or_default().trim();
        if let Some(name) = line.strip_prefix('[') {
            table = format!("{}.", name.trim_end_matches(']'));
            return None;
        }
        let (key, value) = line.split_once('=').filter(|_| !line.starts_with('#'))?;
        Some((format!("{table}{}", key.trim()), value.trim().trim_matches('"').to_owned(), line))
    })
}

/// The instructions of the Dockerfile, broken lines put together, and comments left out.
fn dockerfile() -> Vec<(String, String)> {
    let text = read("packaging/Dockerfile");
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    let text = lines.join("\n").replace("\\\n", " ");
    let instructions = text.lines().filter_map(|line| line.trim().split_once(' '));
    instructions.map(|(name, rest)| (name.to_owned(), rest.trim().to_owned())).collect()
}

/// The words of an instruction that is a list in JSON.
fn list(words: &str) -> Vec<String> {
    serde_json::from_str(words).unwrap_or_else(|error| panic!("{words}: {error}"))
}

#[test]
fn the_image_is_built_of_pinned_parts() {
    let instructions = dockerfile();
    let from: Vec<&str> =
        instructions.iter().filter(|(name, _)| name == "FROM").map(|(_, words)| words.as_str()).collect();
    let [builder, runtime] = from[..] else { panic!("{from:?}") };
    let version = |text: &str| -> Vec<u32> { text.split('.').map_while(|part| part.parse().ok()).collect() };
    let tag = builder.strip_prefix("rust:").and_then(|rest| rest.split('-').next()).unwrap();
    assert_eq!(version(tag).len(), 3, "{builder} leaves the version of Rust open");
    assert!(version(tag) >= version(env!("CARGO_PKG_RUST_VERSION")), "{builder} is too old");
    // The C library that it runs with is that of the system on which it was built.
    assert!(builder.contains("-bookworm") && runtime.contains("-debian12:"), "{builder}, {runtime}");
    let (_, tag) = runtime.rsplit_once(':').unwrap();
    assert!(!tag.starts_with("latest") && !tag.starts_with("debug"), "{runtime}");
    let builds = |(name, words): &&(String, String)| name == "RUN" && words.contains("cargo build");
    let build = instructions.iter().find(builds).map(|(_, words)| words.as_str()).unwrap();
    assert!(build.contains("--locked") && build.contains("--release"), "{build}");
}

#[test]
fn the_image_runs_as_nobody_and_has_no_shell() {
    let instructions = dockerfile();
    let runtime = instructions.iter().rposition(|(name, _)| name == "FROM").unwrap();
    let runtime = &instructions[runtime..];
    let of =
        |name: &'static str| runtime.iter().filter(move |(found, _)| found == name).map(|(_, words)| words);
    let one = |name| {
        let found: Vec<&String> = of(name).collect();
        assert_eq!(found.len(), 1, "{name}: {found:?}");
        found[0].as_str()
    };
    assert_eq!(of("RUN").count() + of("ADD").count() + of("HEALTHCHECK").count(), 0);
    let user: Vec<u32> = one("USER").split(':').map(|id| id.parse().unwrap()).collect();
    assert!(user.len() == 2 && !user.contains(&0), "{user:?}");
    assert_eq!(one("STOPSIGNAL"), "SIGTERM");
    // What is run, and what it reads, is there.
    let targets: BTreeSet<&str> = of("COPY").filter_map(|words| words.split(' ').next_back()).collect();
    let entry = list(one("ENTRYPOINT"));
    assert!(entry.len() == 1 && targets.contains(entry[0].as_str()), "{entry:?} is none of {targets:?}");
    assert_eq!(list(one("CMD")), ["serve"]);
    let (variable, file) = one("ENV").split_once('=').unwrap();
    assert!(variable == "ONRECORD_CONFIG" && targets.contains(file), "{variable}, {file}");
    let settings = Effective::of(&read("packaging/container.toml"));
    assert!(of("COPY").any(|words| *words == format!("packaging/container.toml {file}")));
    assert_eq!(one("VOLUME"), settings.get("store"));
    assert!(targets.contains(settings.get("store")));
    let ports: Vec<i64> = one("EXPOSE").split(' ').map(|port| port.parse().unwrap()).collect();
    assert_eq!(ports, [documented_port("listen"), documented_port("admin")]);
    assert_eq!(ports, [port(settings.get("listen")), port(settings.get("admin"))]);
}

#[test]
fn the_builder_gets_all_that_is_copied() {
    let ignored = read(".dockerignore");
    let sent: Vec<&str> = ignored.lines().filter_map(|line| line.strip_prefix('!')).collect();
    assert_eq!(ignored.lines().find(|line| !line.starts_with('#')), Some("*"));
    let mut copied = 0;
    for (name, words) in dockerfile() {
        let parts: Vec<&str> = words.split(' ').filter(|part| !part.starts_with("--")).collect();
        if name != "COPY" || words.contains("--from=") {
            continue;
        }
        for source in &parts[..parts.len() - 1] {
            assert!(sent.contains(source) && path(source).exists(), "{source} is not sent to the builder");
            copied += 1;
        }
    }
    assert_eq!(copied, sent.len(), ".dockerignore sends what is not copied");
    // What the manifest names has to be there, also where it is not built.
    let manifest = read("Cargo.toml");
    for (table, folder) in [("[[bench]]", "benches"), ("[[example]]", "examples"), ("[[test]]", "tests")] {
        assert!(!manifest.contains(table) || sent.contains(&folder), "the manifest names {folder}");
    }
}

#[test]
fn the_unit_runs_what_the_package_installs_within_its_bounds() {
    let unit = read("packaging/onrecord.service");
    let all = |key: &str| -> Vec<&str> {
        unit.lines().filter_map(|line| line.strip_prefix(key)?.strip_prefix('=')).collect()
    };
    let one = |key: &str| {
        let found = all(key);
        assert_eq!(found.len(), 1, "{key}: {found:?}");
        found[0]
    };
    for (key, value) in [
        ("NoNewPrivileges", "yes"),
        ("CapabilityBoundingSet", ""),
        ("ProtectSystem", "strict"),
        ("ProtectHome", "yes"),
        ("PrivateTmp", "yes"),
        ("PrivateDevices", "yes"),
        ("MemoryDenyWriteExecute", "yes"),
        ("RestrictAddressFamilies", "AF_INET AF_INET6"),
        ("SystemCallArchitectures", "native"),
        ("KillSignal", "SIGTERM"),
        ("Restart", "on-failure"),
        ("RestartPreventExitStatus", "2"),
    ] {
        assert_eq!(one(key), value, "{key}");
    }
    assert_eq!(all("SystemCallFilter"), ["@system-service", "~@privileged @resources"]);
    let exec: Vec<&str> = one("ExecStart").split(' ').collect();
    let ["/usr/bin/onrecord", "serve", "--config", file] = exec[..] else { panic!("{exec:?}") };
    let script = read("packaging/build-deb");
    let installs = |source: &str, target: &str| {
        assert!(script.contains(&format!("\"{source}\" {}", &target[1..])), "build-deb puts no {target}");
    };
    installs("$binary", exec[0]);
    installs("$packaging/onrecord.toml", file);
    installs("$packaging/onrecord.service", "/usr/lib/systemd/system/onrecord.service");
    let page = one("Documentation").strip_prefix("file:///usr/share/doc/onrecord/").unwrap();
    assert!(page.starts_with("docs/") && path(page).exists(), "{page}");
    assert!(script.contains("\"$doc/docs/$(basename \"$page\")\""), "build-deb puts the pages elsewhere");
    let settings = Effective::of(&read("packaging/onrecord.toml"));
    assert_eq!(settings.get("store"), format!("/var/lib/{}", one("StateDirectory")));
    assert_eq!(port(settings.get("listen")), documented_port("listen"));
    assert_eq!(port(settings.get("admin")), documented_port("admin"));
    let wait: i64 = one("TimeoutStopSec").parse().unwrap();
    assert!(
        wait > settings.stop() + 10,
        "{wait} s are no time to stop in, which may take {}",
        settings.stop()
    );
    let user = read("packaging/onrecord.sysusers");
    assert!(user.lines().any(|line| line.starts_with(&format!("u {} ", one("User")))), "{user}");
}

/// The manifest of a kind.
fn manifest(kind: &str) -> Yaml {
    let documents = YamlLoader::load_from_str(&read("packaging/kubernetes/onrecord.yaml")).unwrap();
    let mut found: Vec<Yaml> =
        documents.into_iter().filter(|doc| doc["kind"].as_str() == Some(kind)).collect();
    assert_eq!(found.len(), 1, "{kind}");
    found.remove(0)
}

/// The items of a list.
fn items(list: &Yaml) -> &[Yaml] {
    list.as_vec().unwrap_or_else(|| panic!("{list:?} is no list"))
}

fn text(value: &Yaml) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value:?} is no text"))
}

#[test]
fn the_manifests_hold_together() {
    let set = manifest("StatefulSet");
    let pod = &set["spec"]["template"];
    let labels = &pod["metadata"]["labels"];
    assert!(labels.as_hash().is_some_and(|labels| !labels.is_empty()));
    assert_eq!(set["spec"]["replicas"].as_i64(), Some(1), "the store is one server's");
    let service = manifest("Service");
    for selector in [
        &set["spec"]["selector"]["matchLabels"],
        &service["spec"]["selector"],
        &manifest("PodDisruptionBudget")["spec"]["selector"]["matchLabels"],
        &manifest("NetworkPolicy")["spec"]["podSelector"]["matchLabels"],
    ] {
        assert_eq!(selector, labels);
    }
    assert_eq!(text(&set["spec"]["serviceName"]), text(&service["metadata"]["name"]));

    // Ports, by their names.
    let container = &items(&pod["spec"]["containers"])[0];
    let ports: BTreeMap<&str, i64> = items(&container["ports"])
        .iter()
        .map(|port| (text(&port["name"]), port["containerPort"].as_i64().unwrap()))
        .collect();
    let expected = [("admin", documented_port("admin")), ("grpc", documented_port("listen"))];
    assert_eq!(ports, expected.into());
    for (probe, asks) in [("livenessProbe", "/live"), ("readinessProbe", "/ready")] {
        let get = &container[probe]["httpGet"];
        assert_eq!((text(&get["path"]), text(&get["port"])), (asks, "admin"));
        assert!(read("docs/operating.md").contains(&format!("`GET {asks}`")));
    }
    let served = &items(&service["spec"]["ports"])[0];
    assert_eq!((text(&served["targetPort"]), served["port"].as_i64()), ("grpc", Some(ports["grpc"])));
    // docs/installing.md says that a pod gets no call before it has read the archive.
    assert!(service["spec"]["publishNotReadyAddresses"].is_badvalue());
    for from in items(&manifest("NetworkPolicy")["spec"]["ingress"]) {
        assert!(ports.contains_key(text(&items(&from["ports"])[0]["port"])));
    }

    // It may do little.
    let (all, own) = (&pod["spec"]["securityContext"], &container["securityContext"]);
    let user = all["runAsUser"].as_i64().unwrap();
    let image = dockerfile().into_iter().rfind(|(name, _)| name == "USER").unwrap().1;
    assert_eq!(image, format!("{user}:{}", all["runAsGroup"].as_i64().unwrap()));
    assert_eq!(all["runAsNonRoot"].as_bool(), Some(true));
    assert_eq!(own["readOnlyRootFilesystem"].as_bool(), Some(true));
    assert_eq!(own["allowPrivilegeEscalation"].as_bool(), Some(false));
    assert_eq!(text(&own["capabilities"]["drop"][0]), "ALL");
    let version = text(&container["image"]).rsplit_once(':').map(|(_, version)| version);
    assert_eq!(version, Some(env!("CARGO_PKG_VERSION")));
}

#[test]
fn the_settings_in_the_manifests_are_those_of_the_pod() {
    let set = manifest("StatefulSet");
    let pod = &set["spec"]["template"]["spec"];
    let container = &items(&pod["containers"])[0];
    let configuration = manifest("ConfigMap");
    let settings = Effective::of(text(&configuration["data"]["onrecord.toml"]));
    let mounts: BTreeMap<&str, &str> = items(&container["volumeMounts"])
        .iter()
        .map(|mount| (text(&mount["name"]), text(&mount["mountPath"])))
        .collect();
    let arguments: Vec<&str> = items(&container["args"]).iter().map(text).collect();
    let file = format!("{}/onrecord.toml", mounts["configuration"]);
    assert_eq!(arguments, ["serve", "--config", &file]);
    assert_eq!(settings.get("store"), mounts["store"]);
    assert_eq!(text(&items(&set["spec"]["volumeClaimTemplates"])[0]["metadata"]["name"]), "store");
    assert_eq!(port(settings.get("listen")), documented_port("listen"));
    assert_eq!(port(settings.get("admin")), documented_port("admin"));
    // Each file that is named lies in a volume of a secret, which docs/installing.md tells how to make.
    let secrets: BTreeMap<&str, &str> = items(&pod["volumes"])
        .iter()
        .filter(|volume| !volume["secret"].is_badvalue())
        .map(|volume| (mounts[text(&volume["name"])], text(&volume["secret"]["secretName"])))
        .collect();
    let page = read("docs/installing.md");
    for secret in secrets.values() {
        assert!(page.contains(&format!(" {secret} ")), "docs/installing.md doesn't say how to make {secret}");
    }
    for file in &settings.files {
        let (folder, _) = file.rsplit_once('/').unwrap();
        assert!(secrets.contains_key(folder), "{file} lies in no volume of a secret");
    }
    let wait = pod["terminationGracePeriodSeconds"].as_i64().unwrap();
    assert!(
        wait > settings.stop() + 10,
        "{wait} s are no time to stop in, which may take {}",
        settings.stop()
    );
    for key in ["listen", "admin", "store", "limits.grace"] {
        assert!(settings.given.contains(key), "{key} is left to the default");
    }
}

#[test]
fn packages_name_no_flag_and_no_variable_that_is_none() {
    let settings = documented();
    let mut variables: BTreeSet<&str> = settings.iter().map(|s| s.variable.as_str()).collect();
    variables.insert("ONRECORD_CONFIG");
    let mut flags: BTreeSet<&str> = settings.iter().map(|s| s.flag.as_str()).collect();
    flags.extend(["--config", "--check-config"]);
    let files = [
        "packaging/Dockerfile",
        "packaging/build-deb",
        "packaging/container.toml",
        "packaging/kubernetes/onrecord.yaml",
        "packaging/onrecord.service",
        "packaging/onrecord.toml",
        "docs/installing.md",
    ];
    let mut seen = 0;
    for file in files {
        let text = read(file);
        let word = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
        let words = || text.split(|c| !word(c));
        for variable in words().filter(|word| word.starts_with("ONRECORD_")) {
            assert!(variables.contains(variable), "{file}: there is no variable {variable}");
            seen += 1;
        }
        for line in text.lines().filter(|line| line.contains("serve")) {
            let (_, arguments) = line.split_once("serve").unwrap();
            for flag in arguments.split(|c| !word(c)).filter(|word| word.starts_with("--")) {
                assert!(flags.contains(flag), "{file}: `serve` has no flag {flag}");
                seen += 1;
            }
        }
    }
    assert!(seen > 5, "only {seen} were found");
}

//! The configuration of `serve`: where values come from, which win, and what is said about those that cannot be used.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::certificates::Authority;
use crate::cli_harness::Folder;

/// What `serve` left behind, in the folder of a test and with these variables of its own alone.
pub(crate) struct Served {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

fn command(folder: &Folder, arguments: &[&str], variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("ONRECORD_")) {
        command.env_remove(name);
    }
    command.current_dir(folder.path("")).env("HOME", folder.path("home"));
    command.env("XDG_DATA_HOME", folder.path("data")).env("LOCALAPPDATA", folder.path("data"));
    command.arg("serve").args(arguments).envs(variables.iter().copied());
    command
}

pub(crate) fn serve(folder: &Folder, arguments: &[&str], variables: &[(&str, &str)]) -> Served {
    let output = command(folder, arguments, variables).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Served { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// The same, of settings that are only checked: where one is taken by mistake, no server runs on.
pub(crate) fn check(folder: &Folder, arguments: &[&str], variables: &[(&str, &str)]) -> Served {
    serve(folder, &[&["--check-config"], arguments].concat(), variables)
}

/// The line of a setting in what --check-config prints.
pub(crate) fn line<'o>(served: &'o Served, name: &str) -> &'o str {
    assert_eq!((served.code, served.err.as_str()), (Some(0), ""));
    let line = served.out.lines().find(|line| line.starts_with(&format!("{name} = ")));
    line.unwrap_or_else(|| panic!("no {name} in {}", served.out))
}

/// What is wrong with a file, line by line.
fn wrong(file: &str) -> Vec<String> {
    let folder = Folder::new();
    folder.file("o.toml", file);
    errors(&check(&folder, &["--config", "o.toml"], &[]))
}

pub(crate) fn errors(served: &Served) -> Vec<String> {
    assert_eq!((served.code, served.out.as_str()), (Some(2), ""), "{}", served.err);
    let mut lines = served.err.lines();
    assert_eq!(lines.next(), Some("onrecord: the configuration cannot be used:"), "{}", served.err);
    lines.map(|line| line.trim_start().to_owned()).collect()
}

#[test]
fn each_source_wins_over_the_one_below_and_is_told() {
    let folder = Folder::new();
    folder.file("o.toml", "store = \"memory\"\n[limits]\n\nmax-calls = 4\n");
    let calls = |arguments: &[&str], variables: &[(&str, &str)]| {
        line(&check(&folder, arguments, variables), "max-calls").to_owned()
    };
    let (file, variable) = (["--config", "o.toml"], [("ONRECORD_MAX_CALLS", "5")]);
    assert_eq!(calls(&[], &[]), "max-calls = 32 # default");
    assert_eq!(calls(&file, &[]), "max-calls = 4 # o.toml:4");
    assert_eq!(calls(&file, &variable), "max-calls = 5 # ONRECORD_MAX_CALLS");
    assert_eq!(calls(&["--config", "o.toml", "--max-calls", "6"], &variable), "max-calls = 6 # --max-calls");
    // What nobody says more of stays as it was.
    let served = check(&folder, &["--config", "o.toml", "--max-calls", "6"], &variable);
    assert_eq!(line(&served, "store"), "store = \"memory\" # o.toml:1");
    assert_eq!(line(&served, "listen"), "listen = \"127.0.0.1:50051\" # default");
    // The flag is that of all commands.
    let threads = |arguments: &[&str], variables: &[(&str, &str)]| {
        line(&check(&folder, arguments, variables), "threads").to_owned()
    };
    assert_eq!(threads(&[], &[]), "threads = 0 # default");
    assert_eq!(threads(&[], &[("ONRECORD_THREADS", "3")]), "threads = 3 # ONRECORD_THREADS");
    assert_eq!(threads(&["--threads", "2"], &[("ONRECORD_THREADS", "3")]), "threads = 2 # --threads");
}

#[test]
fn a_variable_names_the_file_and_the_flag_another() {
    let folder = Folder::new();
    folder.file("a.toml", "keep-changes = 1").file("b.toml", "keep-changes = 2");
    let named = [("ONRECORD_CONFIG", "a.toml")];
    let served = check(&folder, &[], &named);
    assert_eq!(line(&served, "keep-changes"), "keep-changes = 1 # a.toml:1");
    let served = check(&folder, &["--config", "b.toml"], &named);
    assert_eq!(line(&served, "keep-changes"), "keep-changes = 2 # b.toml:1");
    for (arguments, by) in [(&[][..], "ONRECORD_CONFIG"), (&["--config", "none.toml"], "--config")] {
        let error = errors(&check(&folder, arguments, &[("ONRECORD_CONFIG", "none.toml")]));
        assert!(error[0].starts_with(&format!("{by}: \"none.toml\" cannot be read: ")), "{error:?}");
    }
}

#[test]
fn what_is_printed_is_a_file_of_the_same_settings() {
    let folder = Folder::new();
    let first = check(&folder, &["--grace", "0", "--store", "a \"b\" # c"], &[]);
    assert_eq!(line(&first, "store"), r#"store = "a \"b\" # c" # --store"#);
    folder.file("o.toml", &first.out);
    let second = check(&folder, &["--config", "o.toml"], &[]);
    assert_eq!(line(&second, "grace"), format!("grace = 0 # o.toml:{}", first.out.lines().count()));
    let values = |served: &Served| -> Vec<String> {
        served
            .out
            .lines()
            .map(|line| line.rsplit_once(" # ").map_or(line, |(value, _)| value).to_owned())
            .collect()
    };
    assert_eq!(values(&first), values(&second));
}

#[test]
fn a_name_that_is_none_is_refused_with_the_nearest() {
    assert_eq!(
        wrong("max_calls = 3\nstor = \"x\"\n[limits]\nmax-txt-bytes = 1\n[limit]\nidle = 3\n"),
        [
            r#"o.toml:1: unknown key "max_calls"; the nearest known is "limits.max-calls""#,
            r#"o.toml:2: unknown key "stor"; the nearest known is "store""#,
            r#"o.toml:4: unknown key "limits.max-txt-bytes"; the nearest known is "limits.max-text-bytes""#,
            r#"o.toml:5: unknown table "limit"; the nearest known is [limits]"#,
        ]
    );
    let folder = Folder::new();
    let found = errors(&check(&folder, &[], &[("ONRECORD_MAX_CALL", "3"), ("ONRECORD_PORT", "50051")]));
    assert_eq!(found[0], "ONRECORD_MAX_CALL: unknown variable; the nearest known is ONRECORD_MAX_CALLS");
    assert!(found[1].starts_with("ONRECORD_PORT: unknown variable"), "{found:?}");
    // Beside a service of this name Kubernetes sets such.
    let services = [("ONRECORD_PORT", "tcp://10.0.0.7:50051"), ("ONRECORD_SERVICE_HOST", "10.0.0.7")];
    assert_eq!(check(&folder, &[], &services).code, Some(0));
}

#[test]
fn a_value_that_cannot_be_is_refused_with_what_can() {
    let found = wrong(
        "listen = 50051\nstore = \"\"\nkeep-changes = 1.5\n[limits]\nmax-calls = 0\nmax-set-articles = \"7\"\n\
         deadline = -1\nidle = 99999999999999999999999999\ngrace = true\nmax-set-bytes = [1]\n",
    );
    assert_eq!(
        found,
        [
            "o.toml:1: listen is 50051; it must be a host and a port, such as 127.0.0.1:50051",
            "o.toml:2: store is the text \"\"; it must be a folder, the URL of a database or \"memory\", such as /var/lib/onrecord",
            "o.toml:3: keep-changes is a number with a fraction; it must be a whole number, 0 to 1000000000000",
            "o.toml:5: limits.max-calls is 0; it must be a whole number, 1 to 1000000",
            "o.toml:6: limits.max-set-articles is the text \"7\"; it must be a whole number, 1 to 1000000000",
            "o.toml:7: limits.deadline is -1; it must be a whole number, 1 to 31622400",
            "o.toml:8: limits.idle is 99999999999999999999999999; it must be a whole number, 1 to 31622400",
            "o.toml:9: limits.grace is a truth value; it must be a whole number, 0 to 31622400",
            "o.toml:10: limits.max-set-bytes is an array; it must be a whole number, 1 to 1099511627776",
        ]
    );
    assert_eq!(wrong("limits = 3"), ["o.toml:1: limits is 3; it must be a table, [limits]"]);
    let found = wrong("store = \"a\"\nlisten = \nstore = \"b\"\n");
    assert!(
        found.len() == 2 && found[0].starts_with("o.toml:2: ") && found[1].starts_with("o.toml:3: "),
        "{found:?}"
    );
}

#[test]
fn all_that_is_wrong_is_told_at_once_at_a_start_too() {
    let folder = Folder::new();
    folder.file("o.toml", "[limits]\nidle = 0\n");
    let arguments =
        ["--config", "o.toml", "--idle", "9", "--max-calls=-1", "--listen", "here", "--store", "kept"];
    // Were they taken, the server could not listen there, and would end.
    let found = errors(&serve(&folder, &arguments, &[("ONRECORD_GRACE", "soon")]));
    assert_eq!(
        found,
        [
            "o.toml:2: limits.idle is 0; it must be a whole number, 1 to 31622400",
            "ONRECORD_GRACE is \"soon\"; it must be a whole number, 0 to 31622400",
            "--listen is \"here\"; it must be a host and a port, such as 127.0.0.1:50051",
            "--max-calls is \"-1\"; it must be a whole number, 1 to 1000000",
        ]
    );
    assert!(!folder.path("kept").exists() && !folder.path("data").exists());
}

#[test]
fn limits_that_contradict_each_other_are_refused() {
    let folder = Folder::new();
    folder.file("o.toml", "limits.max-text-bytes = 5000\nlimits.max-quote-bytes = 1000\n");
    let arguments = ["--config", "o.toml", "--max-message-bytes", "4000"];
    assert_eq!(
        errors(&check(&folder, &arguments, &[])),
        [
            "limits.max-message-bytes (4000, --max-message-bytes) is less than limits.max-text-bytes (5000, o.toml:1): an \
          article with the longest text would not fit into a message"
        ]
    );
    let found = errors(&check(&folder, &["--max-set-bytes", "7", "--max-message-bytes", "no"], &[]));
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[1].starts_with("limits.max-set-bytes (7, --max-set-bytes) is less than"), "{found:?}");
}

#[test]
fn a_check_opens_no_port_and_no_store() {
    let folder = Folder::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let served = check(&folder, &["--listen", &address, "--store", "kept"], &[]);
    assert_eq!(line(&served, "listen"), format!("listen = \"{address}\" # --listen"));
    assert!(!folder.path("kept").exists());
}

#[test]
fn what_could_not_start_is_refused_by_a_check_and_at_a_start() {
    let folder = Folder::new();
    for serve in [check, serve] {
        let found =
            errors(&serve(&folder, &["--listen", "nosuch.invalid:5", "--admin", "nor.invalid:6"], &[]));
        let told = |key: &str, host: &str| {
            format!("{key} ({host}, --{key}): the address of this host cannot be found: ")
        };
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].starts_with(&told("listen", "nosuch.invalid:5")), "{found:?}");
        assert!(found[1].starts_with(&told("admin", "nor.invalid:6")), "{found:?}");

        // What is no database's URL is no folder either, and has a password in it.
        for store in ["postgres:/ann:s3same@h/db", "postgres:ann:s3same@h/db", "mysql://ann:s3same@h/db"] {
            let served =
                serve(&folder, &["--grace", "no", "--listen", "127.0.0.1:0"], &[("ONRECORD_STORE", store)]);
            let found = errors(&served);
            assert!(found.len() == 2 && !served.err.contains("s3same"), "{found:?}");
            assert!(
                found[1].starts_with("store (ONRECORD_STORE): the store is written like a URL"),
                "{found:?}"
            );
        }
        let store = "postgresql://ann:s3same@127.0.0.1:x/db";
        let found = errors(&serve(&folder, &["--store", store, "--listen", "127.0.0.1:0"], &[]));
        let told = if cfg!(feature = "postgres") { "a port is no number" } else { "built without databases" };
        assert!(found.len() == 1 && found[0].contains(told) && !found[0].contains("s3same"), "{found:?}");
    }
    assert!(!folder.path("data").exists());
}

#[cfg(feature = "postgres")]
#[test]
fn a_database_need_not_be_there_for_a_check() {
    let store = "postgres://ann:s3same@127.0.0.1:1/news";
    let served = check(&Folder::new(), &["--store", store], &[]);
    assert_eq!(line(&served, "store"), r#"store = "postgres://ann:(secret)@127.0.0.1:1/news" # --store"#);
    let lacking = format!("{store}?sslrootcert=%2Fnowhere");
    let found = errors(&check(&Folder::new(), &["--store", &lacking], &[]));
    assert!(found.len() == 1 && found[0].contains("sslrootcert"), "{found:?}");
}

#[test]
fn a_token_in_the_place_of_anything_is_refused_and_not_told() {
    let folder = Folder::new();
    let secret = "0123456789abcdef".repeat(4);
    let token = format!("desk.{secret}");
    let refused = |arguments: &[&str], variables: &[(&str, &str)]| {
        let served = check(&folder, arguments, variables);
        assert_eq!((served.code, served.out.as_str()), (Some(2), ""), "{arguments:?}: {}", served.err);
        assert!(!served.err.contains(&secret), "{arguments:?}: {}", served.err);
        served.err
    };
    for words in [&token, &secret] {
        for flag in
            ["store", "tokens", "tls-cert", "tls-key", "tls-client-ca", "listen", "admin", "log", "grace"]
        {
            let err = refused(&[&format!("--{flag}"), words], &[]);
            assert!(err.contains(&format!("--{flag} is not allowed; it must be ")), "{err}");
        }
        let err = refused(&[], &[("ONRECORD_STORE", words)]);
        assert!(err.contains("ONRECORD_STORE is not allowed; it must be a folder"), "{err}");
        // An argument that there is not, and the number that all commands have.
        refused(&[words], &[]);
        refused(&["--threads", words], &[]);
        refused(&["--listen", &format!("{words}:5")], &[]);
        refused(&["--tls-cert", &format!("/nowhere/{words}"), "--tls-key", "no"], &[]);
        // A file of settings, whether it is there or not: its name is told with each value of it.
        refused(&["--config", words], &[("ONRECORD_CONFIG", "no.toml")]);
        folder.file(words, "grace = 1\n");
        refused(&["--config", words], &[]);
        refused(&[], &[("ONRECORD_CONFIG", words)]);
        for file in [
            format!("\"{words}\" = 1"),
            format!("{words} = 1"),
            words.clone(),
            format!("[\"{words}\"]\na = 1"),
            format!("[limits]\n\"{words}\" = 1"),
            format!("[limits.\"{words}\"]\na = 1"),
            format!("tokens = {words}"),
            format!("tokens = [\"{words}\"]\nlimits.grace = \"{words}\"\nlog = \"{words}\""),
        ] {
            folder.file("o.toml", &file);
            refused(&["--config", "o.toml"], &[]);
        }
    }
}

#[test]
fn the_log_begins_with_what_holds() {
    let folder = Folder::new();
    let (arguments, variables) = (["--listen", "127.0.0.1:0"], [("ONRECORD_STORE", "memory")]);
    let mut child = command(&folder, &arguments, &variables).stderr(Stdio::piped()).spawn().unwrap();
    let first = BufReader::new(child.stderr.take().unwrap()).lines().next();
    child.kill().unwrap();
    child.wait().unwrap();
    let first = first.unwrap().unwrap();
    let (_, settings) = first.split_once("configuration: ").unwrap_or_else(|| panic!("{first}"));
    assert!(
        settings.starts_with("listen=127.0.0.1:0 exposed=no admin-exposed=no health=open reflection=token log=text store=memory "),
        "{first}"
    );
    assert!(settings.contains(" max-calls=32 ") && settings.ends_with(" grace=20"), "{first}");
}

#[test]
fn the_example_file_is_that_of_the_defaults() {
    let folder = Folder::new();
    let example = include_str!("../../examples/onrecord.toml");
    folder.file("as-it-is.toml", example);
    let defaults = check(&folder, &[], &[]);
    let as_it_is = check(&folder, &["--config", "as-it-is.toml"], &[]);
    assert_eq!((as_it_is.code, &as_it_is.out), (Some(0), &defaults.out), "{}", as_it_is.err);
    // With the mark of a comment taken from every setting, each has its default, but for the folder of the user.
    let set: Vec<_> = example
        .lines()
        .map(|line| if line.starts_with("# ") { "" } else { line.trim_start_matches('#') })
        .collect();
    // The files that it names are there.
    let authority = Authority::new();
    authority.server("127.0.0.1").write(&folder, "tls");
    folder.file("clients.crt", authority.pem()).file("tokens", format!("desk {} read\n", "0".repeat(64)));
    let here = folder.path("").display().to_string();
    let set = set.join("\n").replace("/etc/onrecord", here.trim_end_matches('/'));
    folder.file("set.toml", set);
    let set = check(&folder, &["--config", "set.toml"], &[]);
    assert_eq!(set.code, Some(0), "{}", set.err);
    for (default, set) in
        defaults.out.lines().zip(set.out.lines()).filter(|(default, _)| default.contains(" # "))
    {
        let ((default, _), (value, source)) =
            (default.split_once(" # ").unwrap(), set.split_once(" # ").unwrap());
        assert!(source.starts_with("set.toml:"), "{set}");
        let default = if default.starts_with("store = ") { "store = \"/var/lib/onrecord\"" } else { default };
        assert_eq!(value, default);
    }
}

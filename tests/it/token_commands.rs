//! Tokens on the command line: `onrecord token`, and the commands that ask a service.

use onrecord::service::Tokens;
use serde_json::json;

use crate::cli_harness::{Folder, Run};
use crate::config;
use crate::server_process::Process;
use crate::token_harness::token;

const SENT: &str = "ONRECORD_TOKEN";

#[test]
fn a_new_token_is_printed_once_and_its_line_beside_it() {
    let folder = Folder::new();
    let run = folder.run(&["token", "new", "desk-1", "--rights", "read,write"]);
    assert_eq!(run.code, 0, "{run:?}");
    let (id, secret) = run.out.strip_suffix('\n').unwrap().split_once('.').unwrap();
    assert_eq!((id, secret.len()), ("desk-1", 64));
    assert!(run.err.starts_with("desk-1 ") && run.err.ends_with(" read,write\n"), "{run:?}");
    assert!(!run.err.contains(secret), "{run:?}");
    folder.file("tokens", &run.err);
    Tokens::read(&folder.path("tokens")).unwrap();
    let another = folder.run(&["token", "new", "desk-1"]);
    assert!(another.out != run.out && another.err.ends_with(" read\n"), "{another:?}");
    for (id, rights) in [("a.b", "read"), ("", "read"), ("a b", "read"), ("desk", "all"), ("desk", "")] {
        let wrong = folder.run(&["token", "new", id, "--rights", rights]);
        assert_eq!((wrong.code, &*wrong.out), (2, ""), "{wrong:?}");
        assert!(wrong.err.contains("must be"), "{wrong:?}");
    }
}

#[test]
fn a_file_gets_one_line_more_and_keeps_what_it_had() {
    let folder = Folder::new();
    token(&folder, "desk", "read");
    let text = "# who may\n".to_owned() + folder.read("tokens").trim_end();
    folder.file("tokens", &text);
    token(&folder, "feed", "write");
    let two = folder.read("tokens");
    assert!(two.starts_with(&format!("{text}\nfeed ")) && two.ends_with(" write\n"), "{two}");
    let again = folder.run(&["token", "new", "desk", "--file", "tokens"]);
    assert_eq!((again.code, &*again.out), (2, ""), "{again:?}");
    assert!(again.err.contains("tokens: there is a token of the id desk already"), "{again:?}");
    folder.file("broken", "desk\nfeed\n");
    let broken = folder.run(&["token", "new", "clerk", "--file", "broken"]);
    assert_eq!((broken.code, &*broken.out), (2, ""), "{broken:?}");
    assert!(broken.err.contains("broken:1: ") && broken.err.contains("broken:2: "), "{broken:?}");
    // Nothing is left over, and what a command that broke off left is told.
    assert!(!folder.path("tokens.new").exists() && !folder.path("broken.new").exists());
    folder.file("tokens.new", "");
    let held = folder.run(&["token", "new", "clerk", "--file", "tokens"]);
    assert!(held.code == 2 && held.err.contains("tokens.new: is there already"), "{held:?}");
    assert!(folder.path("tokens.new").exists());
    assert_eq!(folder.read("tokens"), two);
    let nowhere = folder.run(&["token", "new", "clerk", "--file", "no/such/tokens"]);
    assert!(nowhere.code == 2 && nowhere.out.is_empty(), "{nowhere:?}");
}

#[cfg(unix)]
#[test]
fn a_new_file_is_its_owners_alone_and_an_old_one_as_it_was() {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt;

    let folder = Folder::new();
    let mode = || fs::metadata(folder.path("tokens")).unwrap().permissions().mode() & 0o7777;
    token(&folder, "desk", "read");
    assert_eq!(mode(), 0o600);
    fs::set_permissions(folder.path("tokens"), Permissions::from_mode(0o640)).unwrap();
    token(&folder, "feed", "write");
    assert_eq!(mode(), 0o640);
    // A link stays one.
    std::os::unix::fs::symlink(folder.path("tokens"), folder.path("link")).unwrap();
    assert_eq!(folder.run(&["token", "new", "clerk", "--file", "link"]).code, 0);
    assert!(fs::symlink_metadata(folder.path("link")).unwrap().is_symlink());
    assert_eq!(folder.read("tokens").lines().count(), 3);
}

#[test]
fn a_file_of_tokens_that_cannot_be_used_is_told_with_the_other_settings() {
    let folder = Folder::new();
    let desk = token(&folder, "desk", "read");
    let (_, secret) = desk.split_once('.').unwrap();
    folder.file("wrong", format!("desk {secret}\n# fine\n{desk} read\n"));
    for serve in [config::check, config::serve] {
        let found = config::errors(&serve(&folder, &["--tokens", "wrong", "--grace", "soon"], &[]));
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(
            found[0].starts_with("--grace is \"soon\"") && found[1].starts_with("wrong:1: "),
            "{found:?}"
        );
        assert!(found[2].starts_with("wrong:3: "), "{found:?}");
        folder.file("empty", "# nobody\n");
        let found = config::errors(&serve(&folder, &["--tokens", "empty"], &[]));
        assert_eq!(found, ["empty: there is no token in it; `onrecord token new` makes one"]);
        let found = config::errors(&serve(&folder, &["--tokens", "missing"], &[]));
        assert!(found[0].starts_with("missing cannot be read: "), "{found:?}");
        // A token in the place of the file is told to nobody.
        let served = serve(&folder, &[], &[("ONRECORD_TOKENS", &desk)]);
        assert_eq!(
            config::errors(&served),
            ["ONRECORD_TOKENS is not allowed; it must be a file of tokens, such as /etc/onrecord/tokens"]
        );
        let served = serve(&folder, &["--tokens", "wrong"], &[("ONRECORD_TOKENS", &desk), (SENT, &desk)]);
        assert!(!served.err.contains(secret) && !served.out.contains(secret), "{}", served.err);
    }
    assert!(!folder.path("data").exists());
    // The variable of those who ask is nothing to the service.
    let served = config::check(&folder, &["--tokens", "tokens"], &[(SENT, &desk)]);
    assert_eq!(config::line(&served, "tokens"), "tokens = \"tokens\" # --tokens");
    assert!(!served.out.contains(secret), "{}", served.out);
}

/// Runs a command that asks the service at `address`, with a token in the environment or without.
fn ask(folder: &Folder, address: &str, arguments: &[&str], sent: Option<&str>) -> Run {
    let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_onrecord"));
    command.current_dir(folder.path("")).env_remove(SENT).args(arguments).args(["--server", address]);
    let output = command.envs(sent.map(|token| (SENT, token))).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_send_the_token_of_a_file_or_the_environment() {
    let folder = Folder::new();
    let (desk, feed) = (token(&folder, "desk", "read"), token(&folder, "feed", "write"));
    folder.file("desk.token", format!(" {desk}\r\n")).file("feed.token", &feed).file("no.token", "sesame\n");
    let line = json!({"id": "1", "outlet": "Courier", "text": "“We will open the bridge,” said Ada Quill."});
    folder.file("feed.jsonl", line.to_string());
    let file = folder.path("tokens");
    let mut process = Process::with(&folder.path("store"), &["--tokens", file.to_str().unwrap()]);
    let address = process.address();
    drop(process.archive_at(address.clone()).await);

    let ingest = ["ingest", "feed.jsonl", "--token-file", "feed.token"];
    let find = ["find", "we will open the bridge"];
    let sent = ask(&folder, &address, &ingest, None);
    assert_eq!((sent.code, &sent.lines()[0]["added"]), (0, &json!(1)), "{sent:?}");
    let found = ask(&folder, &address, &find, Some(&desk));
    assert_eq!((found.code, found.lines().len()), (0, 1), "{found:?}");
    // The file wins over the environment.
    let found =
        ask(&folder, &address, &[&find[..], &["--token-file", "desk.token"]].concat(), Some("sesame"));
    assert_eq!((found.code, found.lines().len()), (0, 1), "{found:?}");
    for command in [&["export"][..], &["export", "--articles"]] {
        let exported = ask(&folder, &address, command, Some(&desk));
        assert_eq!((exported.code, exported.lines().len()), (0, 1), "{exported:?}");
    }

    let unknown = format!("desk.{}", "0".repeat(64));
    for (arguments, sent, told) in [
        (&find[..], None, "name a file that has one with --token-file, or set ONRECORD_TOKEN"),
        (&["ingest", "feed.jsonl"], None, "this service asks who calls"),
        (&["watch"], None, "this service asks who calls"),
        (
            &find,
            Some(&*unknown),
            "does not know this token, or does not know it any more (the token is that of ONRECORD_TOKEN)",
        ),
        (&find, Some(&*feed), "the token has no right to read, which this call needs"),
        (&["ingest", "feed.jsonl"], Some(&*desk), "the token has no right to write"),
        (&find, Some("sesame"), "ONRECORD_TOKEN: has no token, which is ID.SECRET in one line"),
        (&find, Some(""), "ONRECORD_TOKEN: has no token"),
        (&["find", "x", "--token-file", "no.token"], Some(&*desk), "--token-file no.token: has no token"),
        (&["find", "x", "--token-file", "missing"], Some(&*desk), "--token-file missing: cannot be read"),
        (&["find", "x", "--token-file", &desk], None, "the token itself is not for the command line"),
    ] {
        let failed = ask(&folder, &address, arguments, sent);
        assert_eq!(failed.code, 2, "{failed:?}");
        assert!(failed.err.contains(told), "{told}: {failed:?}");
        for secret in [&desk, &feed, &unknown].map(|token| token.split_once('.').unwrap().1) {
            assert!(!failed.err.contains(secret) && !failed.out.contains(secret), "{failed:?}");
        }
        assert!(!failed.err.contains("sesame"), "{failed:?}");
    }
}

#[test]
fn no_token_goes_to_another_machine_in_clear_text_unless_it_is_told_to() {
    let folder = Folder::new();
    let desk = token(&folder, "desk", "read");
    for server in
        ["http://archive.invalid:1", "archive.invalid:1", "http://10.0.0.7:1", "http://[2001:db8::1]:1"]
    {
        let kept = ask(&folder, server, &["find", "x"], Some(&desk));
        assert_eq!(kept.code, 2, "{kept:?}");
        assert!(kept.err.contains("would go to another machine in clear text"), "{kept:?}");
    }
    // Which machine this is nobody can say; nobody answers there.
    let anywhere = "http://0.0.0.0:1";
    for (arguments, sent, told) in [
        (&["find", "x"][..], Some(&*desk), "would go to another machine in clear text"),
        (&["find", "x", "--allow-clear-text"], Some(&*desk), "no service answers"),
        (&["find", "x"], None, "no service answers"),
    ] {
        let run = ask(&folder, anywhere, arguments, sent);
        assert!(run.code == 2 && run.err.contains(told), "{run:?}");
    }
}

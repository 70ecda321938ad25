//! Where `serve` may listen: what other machines can reach is encrypted and asks who calls, unless it is told not to.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::cli_harness::Folder;
use crate::config::{check, errors, line, serve};
use crate::server_process::Process;
use crate::token_harness::token;

#[test]
fn it_does_not_listen_for_other_machines_unless_told_to() {
    let folder = Folder::new();
    token(&folder, "desk", "read");
    for serve in [check, serve] {
        for address in ["0.0.0.0:0", "[::]:0", "10.0.0.7:50051", "192.0.2.1:1"] {
            assert_eq!(
                errors(&serve(&folder, &["--listen", address, "--store", "kept"], &[])),
                [format!(
                    "listen ({address}, --listen) can be reached from other machines, where it would speak clear text and \
                     anybody could call: set tls.cert, tls.key and tokens, or exposed = \"clear-text-to-anyone\" if it is \
                     meant to be so"
                )]
            );
        }
        // Each word allows one thing alone.
        for (arguments, told) in [
            (
                &["--tokens", "tokens"][..],
                "it would speak clear text: set tls.cert and tls.key, or exposed = \"clear-text\"",
            ),
            (
                &["--exposed", "clear-text"],
                "anybody could call: set tokens or tls.client-ca, or exposed = \"clear-text-to-anyone\"",
            ),
            (&["--exposed", "anyone"], "it would speak clear text: set tls.cert and tls.key, or exposed"),
            (&["--exposed", "no"], "it would speak clear text and anybody could call: "),
        ] {
            let found = errors(&serve(&folder, &[&["--listen", "0.0.0.0:0"], arguments].concat(), &[]));
            assert!(found.len() == 1 && found[0].contains(told), "{found:?}");
        }
        // It is no truth value, which a slip would set.
        for word in ["yes", "true", "1", "cleartext", ""] {
            let found = errors(&serve(&folder, &["--listen", "0.0.0.0:0"], &[("ONRECORD_EXPOSED", word)]));
            assert_eq!(
                found[0],
                format!(
                    "ONRECORD_EXPOSED is {word:?}; it must be \"no\", \"clear-text\", \"anyone\" or \"clear-text-to-anyone\""
                )
            );
        }
        let found = errors(&serve(&folder, &["--admin", "0.0.0.0:0"], &[]));
        assert_eq!(
            found,
            [
                "admin (0.0.0.0:0, --admin) can be reached from other machines, and has neither TLS nor tokens: take 127.0.0.1, \
              or set admin-exposed = \"clear-text-to-anyone\" if it is meant to be so"
            ]
        );
    }
    assert!(!folder.path("kept").exists());
    for (listen, arguments) in [
        ("127.0.0.1:0", &[][..]),
        ("[::1]:0", &[]),
        ("localhost:0", &[]),
        ("0.0.0.0:0", &["--tokens", "tokens", "--exposed", "clear-text"]),
        ("0.0.0.0:0", &["--exposed", "clear-text-to-anyone"]),
        (
            "0.0.0.0:0",
            &[
                "--exposed",
                "clear-text-to-anyone",
                "--admin",
                "0.0.0.0:0",
                "--admin-exposed",
                "clear-text-to-anyone",
            ],
        ),
    ] {
        let served = check(&folder, &[&["--listen", listen], arguments].concat(), &[]);
        assert_eq!(line(&served, "listen"), format!("listen = \"{listen}\" # --listen"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_listens_for_other_machines_when_told_to() {
    let folder = Folder::new();
    let words = "clear-text-to-anyone";
    let arguments = ["--exposed", words, "--admin", "0.0.0.0:0", "--admin-exposed", words];
    let mut process = Process::anywhere(&folder.path("store"), &arguments);
    drop(process.archive().await);
    let mut stream = TcpStream::connect(process.admin()).await.unwrap();
    stream.write_all(b"GET /live HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    let log = process.kill();
    assert!(log.iter().any(|line| line.contains("listening on 0.0.0.0:")), "{log:#?}");
}

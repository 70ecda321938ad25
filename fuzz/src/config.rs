//! The file of settings and the file of tokens: read, or refused at their lines; what was read is shown as a file that says
//! the same; and no line of a file of tokens is repeated.

use onrecord::{cli, service};

/// The bytes are either file.
pub fn run(bytes: &[u8]) -> bool {
    let tokens = service::fuzzing::tokens(bytes);
    if let Err(errors) = &tokens {
        let text = String::from_utf8_lossy(bytes);
        for error in errors {
            let hexadecimal =
                |word: &&str| word.len() >= 32 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
            let repeated = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(hexadecimal);
            for word in repeated {
                assert!(!error.contains(word), "{error} repeats what may be a secret");
            }
        }
        refused_at_lines(errors, &text);
    }
    let settings = str::from_utf8(bytes).ok().map(|text| (text, cli::fuzzing::settings(text)));
    match settings {
        Some((_, Ok(settings))) => {
            let again = cli::fuzzing::settings(&settings.shown).unwrap_or_else(|errors| panic!("{errors:?}"));
            assert_eq!(again.values, settings.values, "{}", settings.shown);
            true
        }
        Some((text, Err(errors))) => {
            refused_at_lines(&errors, text);
            tokens.is_ok()
        }
        None => tokens.is_ok(),
    }
}

/// Each error begins with the file and a line of it, unless it is about the file as a whole.
fn refused_at_lines(errors: &[String], text: &str) {
    assert!(!errors.is_empty());
    for error in errors {
        let place = error.strip_prefix("FILE:").unwrap_or_else(|| panic!("{error} names no file"));
        let line = place.split(':').next().and_then(|line| line.parse::<usize>().ok());
        let lines = 1 + text.matches('\n').count();
        let whole = place.starts_with(" there is no token");
        assert!(whole || line.is_some_and(|line| (1..=lines).contains(&line)), "{error}");
    }
}

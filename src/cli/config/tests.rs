//! The list of settings holds together, and the page and the example file have all of it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::setting::Kind;
use super::*;

fn loaded(found: Vec<Found>) -> Result<Loaded, Vec<String>> {
    put_together(found, Ok(PathBuf::from("/home/ada/data")))
}

fn read(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn names_are_unique_and_spelled_alike() {
    let unique: BTreeSet<_> = names().collect();
    assert_eq!(unique.len(), SETTINGS.len());
    let flags: BTreeSet<_> = SETTINGS.iter().map(Setting::flag).collect();
    assert_eq!(flags.len(), SETTINGS.len());
    let kebab = |character: char| character.is_ascii_lowercase() || character == '-';
    assert!(names().all(|name| !name.is_empty() && name.chars().all(kebab)));
    let mut tables: Vec<_> = SETTINGS.iter().map(Setting::table).collect();
    tables.dedup();
    let unique: BTreeSet<_> = tables.iter().collect();
    assert_eq!((tables.first(), unique.len()), (Some(&""), tables.len()), "{tables:?}");
    assert!(SETTINGS.iter().all(|setting| !setting.help.ends_with('.')));
}

#[test]
fn defaults_are_allowed_and_go_where_they_come_from() {
    for setting in SETTINGS {
        let mut config = Config::default();
        let words = match &setting.kind {
            Kind::Number(..) => setting.default(),
            Kind::Text { example, .. } => (*example).to_owned(),
            Kind::Choice(field) => {
                let field = field(&mut config);
                assert!(field.words().into_iter().all(|word| field.set(word) && field.get() == word));
                field.words()[0].to_owned()
            }
        };
        setting.set(&mut config, &Given::Words(words.clone().into())).unwrap();
        assert_eq!(setting.shown(&mut config).map(|shown| shown.trim_matches('"').to_owned()), Some(words));
    }
    for rule in RULES {
        assert!(Setting::of(rule.small).is_some() && Setting::of(rule.large).is_some(), "{}", rule.why);
    }
    loaded(Vec::new()).unwrap();
}

#[test]
fn nobody_is_told_a_secret() {
    const SECRET: Setting = Setting {
        key: "password",
        value: "WORD",
        kind: Kind::Text {
            what: "a word",
            example: "word",
            unset: "none",
            allows: |word| word != "sesame",
            field: |config| &mut config.listen,
        },
        help: "A word",
        secret: true,
    };
    let mut config = Config::default();
    let error = SECRET.set(&mut config, &Given::Text("sesame".to_owned())).unwrap_err();
    assert!(error.starts_with("is not allowed; it must be"), "{error}");
    SECRET.set(&mut config, &Given::Text("open".to_owned())).unwrap();
    assert_eq!(SECRET.shown(&mut config).as_deref(), Some("\"(secret)\""));
    assert_eq!(config.listen, "open");
}

#[test]
fn values_stay_one_line_of_toml() {
    let words = "a \"b\" \\ #c\nd\u{7f} é";
    let value = |source: &str| Value {
        setting: Setting::of(STORE).unwrap(),
        given: Given::Text(words.to_owned()),
        source: source.to_owned(),
        place: String::new(),
    };
    let shown = loaded(vec![Ok(value("odd\nname.toml:1"))]).unwrap().effective;
    assert!(shown.to_string().contains(" # odd?name.toml:1\n"), "{shown}");
    let line = shown.log_line();
    assert!(line.contains(r#" store="a \"b\" \\ #c\u000Ad\u007F é" keep-changes=1000000 "#), "{line}");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("again.toml");
    fs::write(&file, shown.to_string()).unwrap();
    let again = loaded(file::read("--config", &file)).unwrap();
    assert_eq!(again.config.store, Path::new(words));
}

#[test]
fn a_user_without_a_home_has_to_name_a_folder() {
    let no_home = || Err(Failure::Usage("no home".to_owned()));
    assert_eq!(put_together(Vec::new(), no_home()).unwrap_err(), ["no home"]);
    let setting = Setting::of(STORE).unwrap();
    let given = Given::Words("memory".into());
    let named = Ok(Value { setting, given, source: String::new(), place: String::new() });
    assert_eq!(put_together(vec![named], no_home()).unwrap().config.store, Path::new("memory"));
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { failure_persistence: None, ..Default::default() })]

    #[test]
    fn any_file_is_read_or_refused(
        text in r#"((limits|max-calls|store|\[|\]|\.|=|"|'|#|\{|\}|,|-?[0-9]{1,20}|0x|true|é|\\|\PC)[ \n]?){0,24}"#,
    ) {
        let found = file::values(&text, "any.toml");
        let errors = put_together(found, Ok(PathBuf::from("/home/ada/data"))).err().unwrap_or_default();
        let lines = 1 + text.matches('\n').count();
        for error in errors {
            let line = error.strip_prefix("any.toml:").and_then(|rest| rest.split(':').next()?.parse().ok());
            proptest::prop_assert!(line.is_some_and(|line: usize| (1..=lines).contains(&line)), "{error}");
        }
    }
}

/// The table of docs/configuration.md.
#[test]
fn the_page_has_all_settings() {
    let mut table = String::from(
        "| key | variable | flag | default | range | what it is for |\n|---|---|---|---|---|---|\n",
    );
    for setting in SETTINGS {
        let (variable, flag) = (setting.variable(), setting.flag());
        table += &format!(
            "| `{}` | `{variable}` | `--{flag}` | {} | {} | {} |\n",
            setting.key,
            setting.default(),
            setting.range(),
            setting.help
        );
    }
    let page = read("docs/configuration.md");
    assert!(page.contains(&format!("\n\n{table}\n")), "docs/configuration.md must have this table:\n{table}");
    let rows = page.lines().filter(|line| line.starts_with("| `") && line.contains("`ONRECORD_")).count();
    assert_eq!(rows, SETTINGS.len(), "docs/configuration.md has other settings, too");
}

/// The settings of examples/onrecord.toml, behind its opening words.
#[test]
fn the_example_has_all_settings() {
    let mut example = String::new();
    let mut table = "";
    for setting in SETTINGS {
        if setting.table() != table {
            table = setting.table();
            example += &format!("\n[{table}]\n");
        }
        let value = match &setting.kind {
            Kind::Number(..) => setting.default(),
            Kind::Text { unset, example, .. } if setting.default() == *unset => format!("{example:?}"),
            Kind::Text { .. } | Kind::Choice(_) => format!("{:?}", setting.default()),
        };
        let unset = match &setting.kind {
            Kind::Text { unset, .. } if !unset.is_empty() => format!("# Unless it is set: {unset}.\n"),
            _ => String::new(),
        };
        let (help, range, name) = (setting.help, setting.range(), setting.name());
        example += &format!("\n# {help}.\n# Allowed: {range}.\n{unset}#{name} = {value}\n");
    }
    let file = read("examples/onrecord.toml");
    assert!(file.ends_with(&example), "examples/onrecord.toml must end with this:\n{example}");
    let opening = file.strip_suffix(&example).unwrap_or_default();
    assert!(opening.lines().all(|line| line.starts_with("# ") || line == "#"), "{opening}");
}

//! The configuration of `onrecord serve`: a file, environment variables and flags. A flag wins over a variable, a variable
//! over the file, the file over the default, and of every value it is known where it comes from.
//!
//! `settings` is the one list of what can be set. `file`, `variables` and `flags` find what somebody gave for it; here it
//! is put together and checked as a whole. Everything that is wrong is told at once, in values that another overrules, too:
//! who removes the flag doesn't want to meet the error in the file then. No port is opened and no store touched before.

mod effective;
mod exposure;
mod file;
mod flags;
pub(super) mod fuzzing;
mod setting;
mod settings;
#[cfg(test)]
mod tests;
mod tls;
mod variables;

pub(crate) use flags::Flags;
pub(crate) use setting::Choice;
pub(crate) use settings::Config;

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::ffi::{OsStr, OsString};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use super::data_folder::data_folder;
use super::exit::Failure;
use super::secrets::without_secrets;
use super::store::StorePlace;
use crate::service::{Place, Tls, Tokens};
use effective::Effective;
use setting::{Given, Setting};
use settings::{ADMIN, LISTEN, RULES, SETTINGS, STORE, TOKENS};

/// A value that somebody gave for a setting.
struct Value {
    setting: &'static Setting,
    given: Given,
    /// Where: `FILE:LINE`, the variable or the flag.
    source: String,
    /// What an error about it begins with.
    place: String,
}

/// A value, or what is wrong in its place.
type Found = Result<Value, String>;

/// What the server is run with, and where each value of it comes from.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) config: Config,
    pub(crate) effective: Effective,
    /// What `config.store` names.
    pub(crate) store: Place,
    /// What the file of tokens has; nothing if there is none.
    pub(crate) tokens: Option<Tokens>,
    /// What the files of TLS have; nothing if there is to be none.
    pub(crate) tls: Option<Tls>,
    /// Where `config.listen` and `config.admin` lead.
    pub(crate) listen: Vec<SocketAddr>,
    pub(crate) admin: Vec<SocketAddr>,
}

/// Reads the configuration: the file that --config names, or else ONRECORD_CONFIG, the environment, and the flags.
///
/// # Errors
/// With everything that is wrong, one a line.
pub(crate) fn load(file: Option<&Path>, flags: &Flags) -> Result<Loaded, Failure> {
    let environment: BTreeMap<OsString, OsString> = env::vars_os().collect();
    let named = environment.get(OsStr::new(variables::FILE));
    let file = file.map(|file| ("--config", file));
    let file = file.or_else(|| named.map(|file| (variables::FILE, Path::new(file))));
    let mut found = file.map_or_else(Vec::new, |(named_by, file)| file::read(named_by, file));
    found.extend(variables::read(&environment));
    found.extend(flags.read());
    put_together(found, data_folder()).map_err(|errors| {
        let errors = format!("the configuration cannot be used:\n  {}", errors.join("\n  "));
        Failure::Usage(without_secrets(&errors).into_owned())
    })
}

/// Puts together what was found, in rising order of precedence.
fn put_together(found: Vec<Found>, folder: Result<PathBuf, Failure>) -> Result<Loaded, Vec<String>> {
    let mut config = Config::default();
    let mut sources = BTreeMap::new();
    let (mut errors, mut wrong) = (Vec::new(), BTreeSet::new());
    for found in found {
        let taken = found.and_then(|value| {
            let Value { setting, given, source, place } = value;
            setting.set(&mut config, &given).map_err(|error| {
                wrong.insert(setting.key);
                format!("{place} {error}")
            })?;
            sources.insert(setting.key, source);
            Ok(())
        });
        errors.extend(taken.err());
    }
    if !sources.contains_key(STORE) && !wrong.contains(STORE) {
        match folder {
            Ok(folder) => config.store = folder,
            Err(error) => errors.push(error.to_string()),
        }
    }
    let effective = Effective::new(&mut config, &sources);
    for rule in RULES {
        let of = |key: &str, config: &mut Config| Setting::of(key)?.number(config);
        let (Some(small), Some(large)) = (of(rule.small, &mut config), of(rule.large, &mut config)) else {
            continue;
        };
        // What a wrong value was meant to be is not known.
        if small > large && !wrong.contains(rule.small) && !wrong.contains(rule.large) {
            let source = |key| sources.get(key).map_or("default", String::as_str);
            errors.push(format!(
                "{} ({large}, {}) is less than {} ({small}, {}): {}",
                rule.large,
                source(rule.large),
                rule.small,
                source(rule.small),
                rule.why
            ));
        }
    }
    let mut store = Place::Memory;
    if !wrong.contains(STORE) {
        match place_of(&config.store) {
            Ok(place) => store = place,
            Err(error) => {
                let source = sources.get(STORE).map_or("default", String::as_str);
                errors.push(format!("{STORE} ({source}): {error}"));
            }
        }
    }
    let mut tokens = None;
    if !config.tokens.as_os_str().is_empty() && !wrong.contains(TOKENS) {
        match Tokens::read(&config.tokens) {
            Ok(read) => tokens = Some(read),
            Err(wrong) => errors.extend(wrong),
        }
    }
    let mut tls = None;
    match tls::load(&config, &sources) {
        Ok(loaded) => tls = loaded,
        Err(error) => errors.push(error),
    }
    let place = |key: &str, value: &str| {
        format!("{key} ({value}, {})", sources.get(key).map_or("default", String::as_str))
    };
    let (mut listen, mut admin) = (Vec::new(), Vec::new());
    if !wrong.contains(LISTEN) {
        // A file that cannot be read asks for TLS and tokens all the same.
        let has_tls = config.tls_cert.is_some();
        let has_tokens = !config.tokens.as_os_str().is_empty() || wrong.contains(TOKENS);
        let asks_who = has_tokens || config.tls_client_ca.is_some();
        let place = place(LISTEN, &config.listen);
        match exposure::addresses(&place, &config.listen) {
            Ok(found) => listen = found,
            Err(error) => errors.push(error),
        }
        errors.extend(exposure::refused(&place, &listen, config.exposed, has_tls, asks_who));
    }
    if !config.admin.is_empty() && !wrong.contains(ADMIN) {
        let place = place(ADMIN, &config.admin);
        match exposure::addresses(&place, &config.admin) {
            Ok(found) => admin = found,
            Err(error) => errors.push(error),
        }
        errors.extend(exposure::admin_refused(&place, &admin, config.admin_exposed));
    }
    match errors.is_empty() {
        true => Ok(Loaded { config, effective, store, tokens, tls, listen, admin }),
        false => Err(errors),
    }
}

/// Where the archive is kept.
fn place_of(store: &Path) -> Result<Place, Failure> {
    if store == Path::new("memory") {
        return Ok(Place::Memory);
    }
    Ok(match StorePlace::of(store)? {
        StorePlace::Folder(folder) => Place::Folder(folder),
        #[cfg(feature = "postgres")]
        StorePlace::Database(url) => Place::Database(url),
    })
}

/// The name that is most like a word that is no name.
fn nearest<'n>(word: &str, names: impl Iterator<Item = &'n str>) -> &'n str {
    let likeness = |name: &&str| strsim::normalized_damerau_levenshtein(word, name);
    names.max_by(|a, b| likeness(a).total_cmp(&likeness(b))).unwrap_or_default()
}

/// The names of all settings in their tables.
fn names() -> impl Iterator<Item = &'static str> {
    SETTINGS.iter().map(Setting::name)
}

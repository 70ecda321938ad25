//! The flags of settings. They are made of the list and not derived, and take any words: what is wrong with a value is told
//! as of a file, together with everything else.

use std::ffi::OsString;

use clap::{Arg, ArgMatches, Command, FromArgMatches, value_parser};

use super::setting::{Given, Setting};
use super::settings::{SETTINGS, THREADS};
use super::{Found, Value};

/// What the command line gives for settings, in their order.
#[derive(Debug)]
pub(crate) struct Flags(Vec<Option<OsString>>);

impl Flags {
    pub(super) fn read(&self) -> impl Iterator<Item = Found> {
        let value = |(setting, words): (&'static Setting, &Option<OsString>)| {
            let flag = format!("--{}", setting.flag());
            let given = Given::Words(words.clone()?);
            Some(Ok(Value { setting, given, source: flag.clone(), place: flag }))
        };
        SETTINGS.iter().zip(&self.0).filter_map(value)
    }
}

impl FromArgMatches for Flags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        // As it was typed, whatever it was read as.
        let words = |setting: &Setting| matches.get_raw(setting.key)?.next().map(OsString::from);
        Ok(Self(SETTINGS.iter().map(words).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl clap::Args for Flags {
    fn augment_args(command: Command) -> Command {
        SETTINGS.iter().filter(|setting| setting.key != THREADS).fold(command, |command, setting| {
            let flag = Arg::new(setting.key).long(setting.flag()).value_name(setting.value);
            let help = format!("{} [default: {}]", setting.help, setting.default());
            command.arg(flag.help(help).value_parser(value_parser!(OsString)).allow_negative_numbers(true))
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

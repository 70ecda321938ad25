//! The folder in which articles are kept unless another is named: `onrecord`, among the data of the user, where the system
//! has them.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;

use super::exit::Failure;

const NAME: &str = "onrecord";

/// The folder; it need not be there.
///
/// # Errors
/// When the system doesn't tell where the user's data are.
pub(super) fn data_folder() -> Result<PathBuf, Failure> {
    let system = if cfg!(windows) {
        System::Windows
    } else if cfg!(target_os = "macos") {
        System::Mac
    } else {
        System::Unix
    };
    let folder = folder(system, |name| env::var_os(name), env::home_dir());
    folder.ok_or_else(|| Failure::Usage("--store: the user has no home folder; name a folder".to_owned()))
}

#[derive(Clone, Copy)]
enum System {
    Unix,
    Mac,
    Windows,
}

fn folder(
    system: System,
    variable: impl Fn(&str) -> Option<OsString>,
    home: Option<PathBuf>,
) -> Option<PathBuf> {
    // What is not absolute is to be ignored, says the XDG Base Directory Specification; the empty text is not, either.
    let variable = |name| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let home = home.filter(|home| home.is_absolute());
    let data = match system {
        System::Unix => variable("XDG_DATA_HOME").or_else(|| Some(home?.join(".local/share"))),
        System::Mac => home.map(|home| home.join("Library/Application Support")),
        System::Windows => variable("LOCALAPPDATA"),
    };
    data.map(|data| data.join(NAME))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn it_is_where_each_system_has_data() {
        let xdg = |value: &'static str| move |name: &str| (name == "XDG_DATA_HOME").then(|| value.into());
        let home = || Some(PathBuf::from("/home/ada"));
        let found = |folder: Option<PathBuf>| folder.map(|folder| folder.display().to_string());
        let unix = |value, home| found(folder(System::Unix, xdg(value), home));
        assert_eq!(unix("/data", home()).as_deref(), Some("/data/onrecord"));
        for none in ["", "data"] {
            assert_eq!(unix(none, home()).as_deref(), Some("/home/ada/.local/share/onrecord"), "{none}");
            assert_eq!(unix(none, None), None);
        }
        let mac = found(folder(System::Mac, xdg("/data"), home()));
        assert_eq!(mac.as_deref(), Some("/home/ada/Library/Application Support/onrecord"));
        assert_eq!(found(folder(System::Windows, xdg("/data"), home())), None);
    }
}

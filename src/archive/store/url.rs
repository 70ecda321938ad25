//! The URL of a database. It may have a password in it, which nobody is told.

use std::fmt;

/// The URL of a database that speaks PostgreSQL's protocol. Shown, it has no password.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// A text as such a URL, if it begins like one; a text that doesn't names a folder.
    pub fn of(text: &str) -> Option<Self> {
        let (scheme, rest) = text.trim().split_once("://")?;
        let known = ["postgres", "postgresql"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
        known.then(|| Self(format!("postgres://{rest}")))
    }

    /// Whether a text that is no such URL is one of another kind, or was to be one and is misspelled. It may have a password
    /// in it, and names no folder.
    pub fn is_meant(text: &str) -> bool {
        let begins = text.trim().get(..8).is_some_and(|scheme| scheme.eq_ignore_ascii_case("postgres"));
        text.contains("://") || begins && text.contains('@')
    }

    /// The URL with all that it says.
    #[cfg(feature = "postgres")]
    pub(super) fn secret(&self) -> &str {
        &self.0
    }
}

/// What stands for a password.
const SECRET: &str = "(secret)";

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, rest) = self.0.split_once("://").unwrap_or_default();
        write!(f, "{scheme}://")?;
        // A password may hold anything, even what would end it: all up to the last sign that can be behind one.
        let rest = match rest.rsplit_once('@') {
            Some((user, rest)) => {
                match user.split_once(':') {
                    Some((user, _)) => write!(f, "{user}:{SECRET}@")?,
                    None => write!(f, "{user}@")?,
                }
                rest
            }
            None => rest,
        };
        for (number, pair) in rest.split(['?', '&']).enumerate() {
            f.write_str(["", "?", "&"][number.min(2)])?;
            match pair.split_once('=') {
                Some((name, _)) if name.contains("pass") => write!(f, "{name}={SECRET}")?,
                _ => f.write_str(pair)?,
            }
        }
        Ok(())
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_shown_without_its_password() {
        for (url, shown) in [
            ("postgres://ann:s3cret@db/news", "postgres://ann:(secret)@db/news"),
            (
                "postgres://ann:s3@c?r:et@db/news?sslmode=require&x=1",
                "postgres://ann:(secret)@db/news?sslmode=require&x=1",
            ),
            (
                "postgresql://db/news?user=ann&password=s3cret&x=1",
                "postgres://db/news?user=ann&password=(secret)&x=1",
            ),
            (" PostgreSQL://ann:s3cret@db", "postgres://ann:(secret)@db"),
            ("postgres://ann@db", "postgres://ann@db"),
            ("postgres://", "postgres://"),
        ] {
            let url = DatabaseUrl::of(url).unwrap();
            assert_eq!(
                (url.to_string().as_str(), format!("{url:?}")),
                (shown, format!("DatabaseUrl({shown})"))
            );
        }
        for folder in ["memory", "/srv/postgres:", "postgres:/x", "./postgres@home", ""] {
            assert_eq!((DatabaseUrl::of(folder), DatabaseUrl::is_meant(folder)), (None, false));
        }
        for odd in
            ["mysql://x", "postgres:/ann:s3cret@h/db", " PostgreSQL:ann@db", "postgres//ann:s3cret@h/db"]
        {
            assert_eq!((DatabaseUrl::of(odd), DatabaseUrl::is_meant(odd)), (None, true));
        }
    }
}

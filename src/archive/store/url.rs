//! The URL of a database. It may have a password in it, which nobody is told.

use std::fmt;

/// The URL of a database that speaks PostgreSQL's protocol. Shown, it has no password.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// A text as such a URL, if it begins like one; a text that doesn't names a folder.
    pub fn of(text: &str) -> Option<Self> {
        let begins = ["postgres://", "postgresql://"].iter().any(|scheme| text.starts_with(scheme));
        begins.then(|| Self(text.to_owned()))
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
        let (front, query) = match self.0.split_once('?') {
            Some((front, query)) => (front, Some(query)),
            None => (self.0.as_str(), None),
        };
        // A password may hold anything, even what would end it.
        let (scheme, rest) = front.split_once("://").unwrap_or((front, ""));
        match rest.rsplit_once('@') {
            Some((user, host)) => match user.split_once(':') {
                Some((user, _)) => write!(f, "{scheme}://{user}:{SECRET}@{host}")?,
                None => write!(f, "{scheme}://{user}@{host}")?,
            },
            None => write!(f, "{scheme}://{rest}")?,
        }
        for (number, pair) in query.iter().flat_map(|query| query.split('&')).enumerate() {
            f.write_str(if number == 0 { "?" } else { "&" })?;
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
                "postgres://ann:s3@cr:et@db/news?sslmode=require",
                "postgres://ann:(secret)@db/news?sslmode=require",
            ),
            (
                "postgresql://db/news?user=ann&password=s3cret&x=1",
                "postgresql://db/news?user=ann&password=(secret)&x=1",
            ),
            ("postgres://ann@db", "postgres://ann@db"),
            ("postgres://", "postgres://"),
        ] {
            let url = DatabaseUrl::of(url).unwrap();
            assert_eq!(
                (url.to_string().as_str(), format!("{url:?}")),
                (shown, format!("DatabaseUrl({shown})"))
            );
        }
        for folder in ["memory", "/srv/postgres:", "postgres:/x", ""] {
            assert_eq!(DatabaseUrl::of(folder), None);
        }
    }
}

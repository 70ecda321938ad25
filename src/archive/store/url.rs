//! The URL of a database. It may have a password in it, which nobody is told.

use std::fmt;

use super::StoreError;

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

    /// Whether its parts can be told from each other, so that none is taken for another.
    ///
    /// # Errors
    /// When they cannot, as where a password has an `@` in it that is not written `%40`.
    pub fn check(&self) -> Result<(), StoreError> {
        self.parts().map(drop).map_err(|problem| StoreError::Url { problem: problem.to_owned() })
    }

    /// Its parts, with all that they say.
    pub(super) fn parts(&self) -> Result<Parts<'_>, &'static str> {
        let rest = self.0.split_once("://").unwrap_or_default().1;
        let (authority, behind) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        if authority.matches('@').count() > 1 || behind.contains('@') || behind.matches('?').count() > 1 {
            return Err("it has an @ or a ? too many: \
                 within a user, a password or a value write @ as %40, / as %2F, ? as %3F and & as %26");
        }
        let (user, hosts) =
            authority.split_once('@').map_or((None, authority), |(user, hosts)| (Some(user), hosts));
        let (path, query) = behind.split_once('?').unwrap_or((behind, ""));
        // What stands there for a port may be a password whose user has no host behind it.
        let port = |host: &str| {
            let behind = host.rsplit_once(']').map_or(host, |(_, behind)| behind);
            behind.split_once(':').is_none_or(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()))
        };
        if !hosts.split(',').all(port) {
            return Err("a port is no number");
        }
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        let pairs = pairs.map(|pair| pair.split_once('=').ok_or("a parameter has no ="));
        Ok(Parts { user, hosts, path, parameters: pairs.collect::<Result<_, _>>()? })
    }
}

/// The parts of a URL, as they are written there.
pub(super) struct Parts<'u> {
    /// The user, and behind a colon the password.
    pub(super) user: Option<&'u str>,
    /// The hosts with their ports.
    pub(super) hosts: &'u str,
    /// The database behind a slash.
    pub(super) path: &'u str,
    /// Names and values.
    pub(super) parameters: Vec<(&'u str, &'u str)>,
}

/// What stands for a password.
const SECRET: &str = "(secret)";

/// Parameters whose values are no secrets. Others have a password, or are not known and may be anything.
const SHOWN: &[&str] = &[
    "application_name",
    "channel_binding",
    "connect_timeout",
    "dbname",
    "host",
    "hostaddr",
    "load_balance_hosts",
    "options",
    "port",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "target_session_attrs",
    "user",
];

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Ok(Parts { user, hosts, path, parameters }) = self.parts() else {
            return f.write_str("postgres://(a URL that cannot be read)");
        };
        f.write_str("postgres://")?;
        match user.map(|user| user.split_once(':').ok_or(user)) {
            Some(Ok((user, _))) => write!(f, "{user}:{SECRET}@")?,
            Some(Err(user)) => write!(f, "{user}@")?,
            None => {}
        }
        write!(f, "{hosts}{path}")?;
        for (number, (name, value)) in parameters.into_iter().enumerate() {
            let value = if SHOWN.contains(&name) { value } else { SECRET };
            write!(f, "{}{name}={value}", if number == 0 { '?' } else { '&' })?;
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
                "postgres://ann:s3%40c%3Fr:et@db:1,[::1]:2/news?sslmode=require&x=1",
                "postgres://ann:(secret)@db:1,[::1]:2/news?sslmode=require&x=(secret)",
            ),
            (
                "postgresql://db/news?user=ann&password=s3cret&port=1",
                "postgres://db/news?user=ann&password=(secret)&port=1",
            ),
            ("postgres://db?Password=s3cret", "postgres://db?Password=(secret)"),
            ("postgres://db?p%61ssword=s3cret", "postgres://db?p%61ssword=(secret)"),
            (" PostgreSQL://ann:s3cret@db", "postgres://ann:(secret)@db"),
            ("postgres://ann@db", "postgres://ann@db"),
            ("postgres://", "postgres://"),
        ] {
            let url = DatabaseUrl::of(url).unwrap();
            assert!(url.check().is_ok());
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

    /// What cannot be told from a password is not shown, and not taken for anything else.
    #[test]
    fn a_url_whose_parts_cannot_be_told_apart_is_refused_and_not_shown() {
        for (url, told) in [
            ("postgres://db.example/news?user=ann&password=s3@cret", "write @ as %40"),
            ("postgres://db.example:5432/news?user=ann&password=s3@cret", "write @ as %40"),
            ("postgres://ann:s3@cret@db.example/news", "write @ as %40"),
            ("postgres://ann:s3/cret@db.example/news", "/ as %2F"),
            ("postgres://ann:s3?cret@db.example/news?sslmode=require", "? as %3F"),
            ("postgres://db.example/news?password=s3?cret&sslmode=require", "? as %3F"),
            ("postgres://db.example/news?password=s3&cret", "no ="),
            ("postgres://ann:s3cret", "no number"),
        ] {
            let url = DatabaseUrl::of(url).unwrap();
            let problem = url.check().unwrap_err().to_string();
            assert!(problem.contains(told), "{problem}");
            for shown in [problem, url.to_string(), format!("{url:?}")] {
                assert!(!shown.contains("s3") && !shown.contains("cret"), "{shown}");
            }
        }
    }
}

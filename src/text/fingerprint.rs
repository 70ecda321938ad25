//! A short signature of a text, by which copies of one story are known later.

/// The signature of one text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fingerprint(pub(crate) Vec<u32>);

/// A text that is no fingerprint.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no fingerprint: expected groups of 8 hexadecimal digits, as `extract` writes them")]
pub struct FingerprintError(String);

impl std::fmt::Display for Fingerprint {
    /// Eight hexadecimal digits for each number.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|number| write!(f, "{number:08x}"))
    }
}

impl std::str::FromStr for Fingerprint {
    type Err = FingerprintError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || FingerprintError(text.to_owned());
        let group = |digits: &[u8]| {
            let digits = str::from_utf8(digits).ok().filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))?;
            u32::from_str_radix(digits, 16).ok()
        };
        if !text.len().is_multiple_of(8) {
            return Err(error());
        }
        text.as_bytes()
            .chunks(8)
            .map(|digits| group(digits).ok_or_else(error))
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

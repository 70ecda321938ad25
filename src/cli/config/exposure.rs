//! Where the service may listen. What other machines can reach is encrypted and asks who calls, unless the operator says in
//! words that it need not: nobody opens a service to a network by a slip.

use std::net::{SocketAddr, ToSocketAddrs};

use super::setting::Choice;
use crate::service::Openness;

/// What is allowed at an address of the service that other machines can reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exposed {
    /// Only TLS, and only who has a token.
    No,
    /// No TLS: whoever is on the way can read all, tokens too.
    ClearText,
    /// No tokens.
    Anyone,
    /// Neither TLS nor tokens.
    ClearTextToAnyone,
}

impl Choice for Exposed {
    const ALL: &[(&str, Self)] = &[
        ("no", Self::No),
        ("clear-text", Self::ClearText),
        ("anyone", Self::Anyone),
        ("clear-text-to-anyone", Self::ClearTextToAnyone),
    ];
}

/// Whether other machines may reach the admin port, which has neither TLS nor tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AdminExposed {
    /// Only this machine may.
    No,
    /// They may.
    ClearTextToAnyone,
}

impl Choice for AdminExposed {
    const ALL: &[(&str, Self)] = &[("no", Self::No), ("clear-text-to-anyone", Self::ClearTextToAnyone)];
}

impl Choice for Openness {
    const ALL: &[(&str, Self)] = &[("open", Self::Open), ("token", Self::Token), ("off", Self::Off)];
}

/// The addresses that a host and a port stand for, or why `place` cannot be listened on. They are looked up once: what is
/// checked is what is listened on.
pub(super) fn addresses(place: &str, words: &str) -> Result<Vec<SocketAddr>, String> {
    let found = words.to_socket_addrs().map(Iterator::collect);
    found.map_err(|error| format!("{place}: the address of this host cannot be found: {error}"))
}

/// Why the service must not listen at `place`, if it must not.
pub(super) fn refused(
    place: &str,
    addresses: &[SocketAddr],
    exposed: Exposed,
    has_tls: bool,
    asks_who: bool,
) -> Option<String> {
    let in_clear_text = !has_tls && !matches!(exposed, Exposed::ClearText | Exposed::ClearTextToAnyone);
    let to_anyone = !asks_who && !matches!(exposed, Exposed::Anyone | Exposed::ClearTextToAnyone);
    let (wrong, missing) = match (in_clear_text, to_anyone) {
        (false, false) => return None,
        (true, false) => ("it would speak clear text", "tls.cert and tls.key"),
        (false, true) => ("anybody could call", "tokens or tls.client-ca"),
        (true, true) => ("it would speak clear text and anybody could call", "tls.cert, tls.key and tokens"),
    };
    let allowing = match (has_tls, asks_who) {
        (true, _) => Exposed::Anyone,
        (false, true) => Exposed::ClearText,
        (false, false) => Exposed::ClearTextToAnyone,
    };
    let allowing = allowing.word();
    reachable(addresses).then(|| {
        format!(
            "{place} can be reached from other machines, where {wrong}: set {missing}, or exposed = {allowing:?} if it \
             is meant to be so"
        )
    })
}

/// Why metrics, live and ready must not be told at `place`, if they must not.
pub(super) fn admin_refused(place: &str, addresses: &[SocketAddr], exposed: AdminExposed) -> Option<String> {
    let allowing = AdminExposed::ClearTextToAnyone;
    (exposed != allowing && reachable(addresses)).then(|| {
        let allowing = allowing.word();
        format!(
            "{place} can be reached from other machines, and has neither TLS nor tokens: take 127.0.0.1, or set \
             admin-exposed = {allowing:?} if it is meant to be so"
        )
    })
}

/// Whether other machines can reach one of the addresses.
fn reachable(addresses: &[SocketAddr]) -> bool {
    let beyond = |address: &SocketAddr| !address.ip().to_canonical().is_loopback();
    addresses.iter().any(beyond)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_machines_reach_every_address_but_those_of_this_one() {
        for here in ["127.0.0.1:0", "127.9.9.9:80", "[::1]:80", "[::ffff:127.0.0.1]:80", "localhost:80"] {
            assert!(!reachable(&addresses("listen", here).unwrap()), "{here}");
        }
        for there in
            ["0.0.0.0:80", "[::]:0", "10.0.0.7:80", "192.0.2.1:1", "[fe80::1]:80", "[::ffff:10.0.0.7]:80"]
        {
            assert!(reachable(&addresses("listen", there).unwrap()), "{there}");
        }
        let both = vec!["127.0.0.1:80".parse().unwrap(), "10.0.0.7:80".parse().unwrap()];
        assert!(reachable(&both));
    }

    #[test]
    fn each_word_allows_what_it_says_and_the_error_names_the_least_that_is_needed() {
        let anywhere = addresses("listen", "0.0.0.0:0").unwrap();
        for (has_tls, asks_who, needed) in [
            (true, true, Exposed::No),
            (false, true, Exposed::ClearText),
            (true, false, Exposed::Anyone),
            (false, false, Exposed::ClearTextToAnyone),
        ] {
            for &(word, exposed) in Exposed::ALL {
                let allowed =
                    exposed == needed || needed == Exposed::No || exposed == Exposed::ClearTextToAnyone;
                match refused("listen", &anywhere, exposed, has_tls, asks_who) {
                    None => assert!(allowed, "{word} {needed:?}"),
                    Some(error) => {
                        assert!(!allowed, "{word} {needed:?}");
                        assert!(error.contains(&format!("exposed = {:?}", needed.word())), "{error}");
                    }
                }
                let here = addresses("listen", "127.0.0.1:0").unwrap();
                assert_eq!(refused("listen", &here, exposed, has_tls, asks_who), None);
            }
        }
    }
}

//! Domains at and below others.

use alloc::string::String;

/// Whether `domain` is one of `domains` or below one of them.
pub(crate) fn is_at(domain: &str, domains: &[String]) -> bool {
    domains.iter().any(|known| is_below(domain, known))
}

/// Whether `domain` is `known` or below it.
pub(super) fn is_below(domain: &str, known: &str) -> bool {
    domain.strip_suffix(known).is_some_and(|front| front.is_empty() || front.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subdomain_is_at_the_domain_and_a_lookalike_is_not() {
        let list = [String::from("rival.example")];
        assert!(is_at("rival.example", &list) && is_at("mail.rival.example", &list));
        assert!(!is_at("notrival.example", &list));
    }
}

//! Names of Worker secrets that site files may use.

/// What the names of our own secrets begin with: no site file sends them anywhere.
const OURS: &str = "LEADLINE_";

/// Whether text names a Worker secret that a sink may use: a capital letter, then capital letters, digits and underscores, 64
/// at most; none of our own.
///
/// ```
/// # use leadline_domain::sink::is_sink_secret;
/// assert!(is_sink_secret("CRM_WEBHOOK_SECRET"));
/// assert!(!is_sink_secret("LEADLINE_SECRET"));
/// ```
pub fn is_sink_secret(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
        && !name.starts_with(OURS)
}

//! Where a request goes.

use leadline_domain::route::{Method, NoRoute, Route};

/// A method, a space and a path. Asking for permission is allowed wherever any method is, a method that is refused is not
/// among those allowed, and nothing outside the prefix leads anywhere.
pub fn check(input: &[u8]) -> bool {
    let text = String::from_utf8_lossy(input);
    let (method, path) = text.split_once(' ').unwrap_or(("GET", &text));
    let route = Route::parse("ll", Method::parse(method), path);
    match route {
        Err(NoRoute::Unknown) => {
            assert_eq!(Route::parse("ll", Method::Options, path), Err(NoRoute::Unknown));
        }
        Err(NoRoute::Method(allowed)) => {
            assert!(!allowed.split(", ").any(|name| name == method), "{method} {path}");
            assert!(path.starts_with("/ll/"));
        }
        Ok(_) => {
            assert_eq!(Route::parse("ll", Method::Options, path), Ok(Route::Preflight));
            assert!(path.starts_with("/ll/") && !path.contains("//"));
        }
    }
    route.is_ok()
}

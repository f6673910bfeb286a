//! Who may do what through the API: roles, keys and what each of them opens.
//!
//! The deployment's own key opens every site. A [`Token`] opens one site, as far as its [`Role`] goes, and says so itself:
//! its text names the site, so nobody else's registry has to be asked. What a route takes is in [`need`], as one exhaustive
//! match: a route that nobody thought of does not compile.

mod holder;
mod need;
mod repeat;
mod role;
mod secret;
mod token;
mod verdicts;
mod wish;

pub use holder::{Actor, Caller, Denied, Holder};
pub use need::Change;
pub use repeat::{Named, REMEMBERED, Remembered, Repeat};
pub use role::Role;
pub use secret::{Secret, Shown};
pub use token::{Grant, MAX_LIVE, Over, State, Token, TokenView, TooMany, make_room};
pub use verdicts::{FRESH, Verdicts};
pub use wish::{Rotation, TokenWish};

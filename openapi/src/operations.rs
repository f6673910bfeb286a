//! The table: every operation of the API, one entry each. Whoever adds a route adds an entry; a test says so.

mod accounts;
mod delivery;
mod leads;
mod moves;
mod sites;
mod standing;
mod tokens;
mod transfer;

use crate::operation::Section;

/// All of them, in the order of the document.
pub(crate) fn all() -> Vec<Section> {
    vec![
        leads::section(),
        moves::section(),
        accounts::section(),
        standing::section(),
        delivery::section(),
        transfer::section(),
        sites::section(),
        tokens::section(),
    ]
}

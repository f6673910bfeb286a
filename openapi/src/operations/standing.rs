//! How a site stands: whether all is well, what was counted, who changed what.

use crate::{
    answers::standing::{Counters, Rescoring, Status, Trail},
    operation::{Section, operation},
    parameter::{CURSOR, FROM_DAY, LIMIT, TO_DAY},
};

pub(super) fn section() -> Section {
    let operations = vec![
        operation("GET status", "showStatus", "Show whether all is well").answers::<Status>(),
        operation("GET counters", "readCounters", "Read what was counted, by day")
            .about("Aggregates: at least once, and roughly. Leads and submissions are exact, and not here.")
            .takes(&[&FROM_DAY, &TO_DAY])
            .answers::<Counters>()
            .refusing(&["parameter-invalid"]),
        operation("GET rescoring", "showRescoring", "Show how far scoring all leads again is")
            .about("A shard that did not know of the model in force is told by this, and begins.")
            .answers::<Rescoring>(),
        operation("POST rescoring", "rescore", "Score all leads again")
            .about("By the model in force, for scores that decay. Answers how far it is.")
            .answers::<Rescoring>(),
        operation("GET audit", "readTrail", "Read who changed what")
            .about("Newest first. Ids and nothing else: no address, no name of a person.")
            .takes(&[&LIMIT, &CURSOR])
            .answers::<Trail>()
            .refusing(&["parameter-invalid"]),
    ];
    Section { tag: "standing", about: "How a site stands", operations }
}

//! Export and import.

use crate::{
    answers::transfer::{ExportLine, Imported},
    operation::{Section, operation},
    parameter::{CURSOR, DRY_RUN, PART, SHARD},
    requests::ImportLine,
};
use serde_json::json;

pub(super) fn section() -> Section {
    let person = json!({"person": {"traits": {"email": "ada@example.com"}, "at": 1_795_000_000_000_u64, "source": "import:customers"}});
    let operations = vec![
        operation("GET export", "export", "Export all that a shard keeps of leads")
            .about("At most 200 lines by id, and a last one that says where the next page begins.")
            .takes(&[&SHARD, &PART, &CURSOR])
            .lines_answered::<ExportLine>()
            .refusing(&["parameter-invalid"]),
        operation("POST import", "import", "Import lines of an export, or people from elsewhere")
            .about("At most 50 lines, 4 MiB together. What becomes of each is said in the answer; each is safe to send again.")
            .takes(&[&DRY_RUN])
            .lines_taken::<ImportLine>(person.to_string().into())
            .answers::<Imported>(),
    ];
    Section {
        tag: "transfer",
        about: "Leads that leave in a backup and come back, and people from elsewhere",
        operations,
    }
}

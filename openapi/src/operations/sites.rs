//! Sites: their versions, and which one is in force.

use crate::{
    answers::sites::{Diff, FileStored, SitePublished, SiteVersion, VersionShown, Versions},
    operation::{Section, operation},
    parameter::{CURSOR, FROM_VERSION, LIMIT, TO_VERSION},
    requests::SiteProposal,
};
use serde_json::json;

pub(super) fn section() -> Section {
    let proposal = json!({"version": "0123456789abcdef", "site": {}});
    let operations = vec![
        operation("GET sites/<site>", "showSite", "Show which version is in force").answers::<SiteVersion>(),
        operation("PUT sites/<site>", "publish", "Publish a version")
            .about(
                "The edge checks it once more. Where the scoring model changed, every lead is scored again in the background. The \
                 command line does this: `leadline publish`.",
            )
            .body::<SiteProposal>(proposal)
            .answers::<SitePublished>()
            .refusing(&["site-invalid"]),
        operation("PUT sites/<site>/files/<file>", "storeFile", "Store a file that forms hand out")
            .about(
                "At most 25 MiB. Sent again it changes nothing. `leadline publish` sends every file that a form names before it \
                 publishes.",
            )
            .bytes_taken()
            .answers::<FileStored>(),
        operation("GET sites/<site>/versions", "listVersions", "List what was published")
            .about("Newest first. A version that was put in force twice is listed once, by the last time.")
            .takes(&[&LIMIT, &CURSOR])
            .answers::<Versions>()
            .refusing(&["parameter-invalid"]),
        operation("GET sites/<site>/versions/<version>", "showVersion", "Show a version with its files")
            .answers::<VersionShown>()
            .refusing(&["unknown-version"]),
        operation("POST sites/<site>/versions/<version>/restore", "restoreVersion", "Put a version in force again")
            .about("Checked by today's rules. What is then in force may be called otherwise, if this release writes the same files differently.")
            .answers::<SitePublished>()
            .refusing(&["unknown-version", "site-invalid"]),
        operation("GET sites/<site>/diff", "compareVersions", "Show what differs between two versions")
            .takes(&[&FROM_VERSION, &TO_VERSION])
            .answers::<Diff>()
            .refusing(&["unknown-version"]),
    ];
    Section { tag: "sites", about: "A site's files, as versions", operations }
}

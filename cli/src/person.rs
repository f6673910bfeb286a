//! `leadline person`: everything that is kept of one person.

use crate::{args::SiteArgs, edge::Edge, expand::Environment, failure::Failure};
use leadline_domain::id::LeadId;

/// Hands over the edge's document as it is.
pub(crate) fn run(lead: &LeadId, of: &SiteArgs, environment: Environment<'_>) -> Result<String, Failure> {
    Edge::new(&of.edge, environment)?.get(&format!("api/v1/leads/{lead}/export"), of.site.as_deref())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{args::EdgeArgs, stub_edge::StubEdge};

    #[test]
    fn a_person_is_asked_for_by_the_lead_s_id_and_handed_over_as_they_are() {
        let edge = StubEdge::answering("200 OK", r#"{"leadline":"person","v":1}"#);
        let of =
            SiteArgs { edge: EdgeArgs { to: edge.origin(), prefix: "ll".to_owned() }, site: Some("demo".to_owned()) };
        let key = |name: &str| (name == "LEADLINE_API_TOKEN").then(|| "a-token-for-tests".to_owned());
        let lead = LeadId::new(2, &[1; 16]);
        assert_eq!(run(&lead, &of, &key).unwrap(), r#"{"leadline":"person","v":1}"#);
        assert!(edge.asked().starts_with(&format!("GET /ll/api/v1/leads/{lead}/export?site=demo HTTP/1.1\r\n")));
    }
}

//! Which column of a table says what.

use leadline_domain::{
    form::is_field_name,
    time::{Day, Millis},
};

/// Which column of a table says what.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Columns {
    /// Fields by the place of their column, `email` among them.
    fields: Vec<(usize, String)>,
    /// The place of the column that says since when.
    at: Option<usize>,
    /// Headings of the columns that say nothing.
    pub(super) left_out: Vec<String>,
}

impl Columns {
    /// Reads a heading. Errors are words that follow the file's name.
    pub(super) fn of(heading: &[&str], map: &[(String, String)], at: Option<&str>) -> Result<Self, String> {
        let place = |name: &str| {
            let found = heading.iter().position(|cell| cell.trim() == name);
            found.or_else(|| heading.iter().position(|cell| cell.trim().to_lowercase() == name.to_lowercase()))
        };
        let missing =
            |name: &str| format!("has no column {name:?} in its first line, which has: {}", heading.join(", "));
        let at = at.map(|name| place(name).ok_or_else(|| missing(name))).transpose()?;
        let mut fields = Vec::new();
        for (field, column) in map {
            fields.push((place(column).ok_or_else(|| missing(column))?, field.clone()));
        }
        let mut left_out = Vec::new();
        for (index, cell) in heading.iter().enumerate() {
            let name = cell.trim().to_lowercase();
            let is_known = fields.iter().any(|(place, field)| *place == index || *field == name);
            if at == Some(index) || fields.iter().any(|(place, _)| *place == index) {
                continue;
            }
            if is_field_name(&name) && !is_known {
                fields.push((index, name));
            } else if !name.is_empty() {
                left_out.push(cell.trim().to_owned());
            }
        }
        if !fields.iter().any(|(_, field)| field == "email") {
            return Err(missing("email") + "; say which one it is: --map email=…");
        }
        Ok(Self { fields, at, left_out })
    }

    /// What a row says of its fields; what is empty is left out.
    pub(super) fn traits<'a>(&'a self, row: &'a csv::StringRecord) -> impl Iterator<Item = (&'a str, &'a str)> {
        let said = self.fields.iter().filter_map(|(place, field)| Some((field.as_str(), row.get(*place)?.trim())));
        said.filter(|(_, value)| !value.is_empty())
    }

    /// Since when a row is so, if it says so; an error if it says something else.
    pub(super) fn at(&self, row: &csv::StringRecord) -> Result<Option<Millis>, String> {
        let Some(said) = self.at.and_then(|place| row.get(place)).map(str::trim).filter(|said| !said.is_empty()) else {
            return Ok(None);
        };
        let midnight = || Millis::parse(&format!("{}T00:00:00Z", Day::parse(said)?.iso()));
        let at = Millis::parse(said).or_else(midnight);
        at.map(Some).ok_or_else(|| format!("{said:?} is no time: expected 2026-11-22, or 2026-11-22T08:00:00Z"))
    }
}

/// What stands between cells: the most frequent in the heading of comma, semicolon and tab, outside of quotes.
pub(super) fn delimiter(text: &str) -> u8 {
    let heading = text.lines().next().unwrap_or_default();
    // Every second piece between quotes is within them.
    let outside: String = heading.split('"').step_by(2).collect();
    let often = |mark: &u8| outside.bytes().filter(|byte| byte == mark).count();
    // Of several that are as frequent `max_by_key` takes the last: the comma, also where there is a single column.
    b"\t;,".iter().copied().max_by_key(often).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(heading: &[&str], map: &[(&str, &str)], at: Option<&str>) -> Result<Columns, String> {
        let map: Vec<_> = map.iter().map(|(field, column)| ((*field).to_owned(), (*column).to_owned())).collect();
        Columns::of(heading, &map, at)
    }

    #[test]
    fn columns_are_found_by_the_mapping_and_by_their_names() {
        let found = columns(
            &["E-Mail", "Firma", "Job_Title", "Since", "Notes on it", ""],
            &[("email", "e-mail"), ("company", "Firma")],
            Some("Since"),
        );
        let found = found.unwrap();
        let row = csv::StringRecord::from(vec!["a@b.example", " Acme ", "", "2026-11-22", "x", "y"]);
        let traits: Vec<_> = found.traits(&row).collect();
        assert_eq!(traits, [("email", "a@b.example"), ("company", "Acme")]);
        assert_eq!(found.left_out, ["Notes on it"]);
        assert_eq!(found.at(&row).unwrap().unwrap().rfc3339(), "2026-11-22T00:00:00Z");
        let row = csv::StringRecord::from(vec!["a@b.example", "", "", "yesterday"]);
        assert!(found.at(&row).unwrap_err().contains("yesterday"));
        assert_eq!(found.at(&csv::StringRecord::from(vec!["a@b.example"])).unwrap(), None);
    }

    #[test]
    fn a_table_without_what_is_needed_says_what_it_has() {
        for (map, at) in [(&[][..], None), (&[("email", "Mail")][..], None), (&[("email", "E-Mail")][..], Some("When"))]
        {
            let why = columns(&["E-Mail", "Firma"], map, at).unwrap_err();
            assert!(why.contains("which has: E-Mail, Firma"), "{why}");
        }
    }

    #[test]
    fn a_column_that_is_mapped_away_does_not_speak_for_its_own_name() {
        let found = columns(&["email", "company", "Firma"], &[("company", "Firma")], None).unwrap();
        let row = csv::StringRecord::from(vec!["a@b.example", "Old", "New"]);
        assert_eq!(found.traits(&row).find(|(field, _)| *field == "company"), Some(("company", "New")));
        assert_eq!(found.left_out, ["company"]);
    }

    #[test]
    fn commas_semicolons_and_tabs_are_told_apart() {
        for (text, mark) in [
            ("email,company", b','),
            ("email;company;\"a, b, c\"\n,,,", b';'),
            ("email\tcompany", b'\t'),
            ("email", b','),
            ("", b','),
        ] {
            assert_eq!(delimiter(text), mark, "{text}");
        }
    }
}

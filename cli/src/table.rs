//! A table in plain text, as wide as its widest words.

/// Two spaces between columns.
const GAP: &str = "  ";

/// On which side the cells of a column stand in line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    /// Words.
    Left,
    /// Whole numbers, and such as have equally many decimals.
    Right,
    /// Numbers with and without decimals, by the point.
    Point,
}

/// Lays rows out in columns that begin at the left; the first row is the heading.
pub(crate) fn lay_out<const COLUMNS: usize>(rows: &[[String; COLUMNS]]) -> String {
    lay_out_by([Align::Left; COLUMNS], rows)
}

/// Lays rows out in columns, each with its own alignment.
pub(crate) fn lay_out_by<const COLUMNS: usize>(aligns: [Align; COLUMNS], rows: &[[String; COLUMNS]]) -> String {
    let (mut widths, mut tails) = ([0; COLUMNS], [0; COLUMNS]);
    for row in rows {
        for (longest, cell) in tails.iter_mut().zip(row) {
            *longest = tail(cell).max(*longest);
        }
    }
    let rows: Vec<[String; COLUMNS]> = rows.iter().map(|row| to_the_point(row, aligns, tails)).collect();
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    rows.iter().map(|row| line(row, aligns, widths)).collect::<Vec<_>>().join("\n")
}

/// How long a number is from its point on.
fn tail(cell: &str) -> usize {
    cell.split_once('.').map_or(0, |(_, decimals)| 1 + decimals.chars().count())
}

/// Numbers with room for the decimals that others have. What is no number, such as a heading, has no point to stand at.
fn to_the_point<const COLUMNS: usize>(
    row: &[String; COLUMNS],
    aligns: [Align; COLUMNS],
    tails: [usize; COLUMNS],
) -> [String; COLUMNS] {
    let mut cells = row.clone();
    for ((cell, align), longest) in cells.iter_mut().zip(aligns).zip(tails) {
        if align == Align::Point && cell.ends_with(|c: char| c.is_ascii_digit()) {
            cell.push_str(&" ".repeat(longest - tail(cell)));
        }
    }
    cells
}

fn line<const COLUMNS: usize>(row: &[String; COLUMNS], aligns: [Align; COLUMNS], widths: [usize; COLUMNS]) -> String {
    let cells = row.iter().zip(aligns).zip(widths).map(|((cell, align), width)| match align {
        Align::Left => format!("{cell:<width$}"),
        Align::Right | Align::Point => format!("{cell:>width$}"),
    });
    cells.collect::<Vec<_>>().join(GAP).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_in_line_by_their_points() {
        let rows = [["points", "pass", "name"], ["+10.606", "5", "a"], ["-2", "10", "bcd"], ["–", "–", ""]];
        let rows = rows.map(|row| row.map(ToOwned::to_owned));
        let laid = lay_out_by([Align::Point, Align::Right, Align::Left], &rows);
        insta::assert_snapshot!(laid, @r"
         points  pass  name
        +10.606     5  a
         -2        10  bcd
              –     –
        ");
    }
}

//! What a million of something costs, line by line.

use std::fmt::Write;

use super::prices::{Key, Table};

/// Memory an object is billed for, in gigabytes.
const OBJECT: f64 = 0.128;

/// What a million of something costs.
pub(super) struct Bill<'a> {
    table: &'a Table,
    lines: Vec<Line>,
}

/// So many of what has this price, for each.
struct Line {
    what: &'static str,
    each: f64,
    key: Key,
}

impl<'a> Bill<'a> {
    pub(super) fn of_page_views(table: &'a Table) -> Self {
        let assumed = &table.assumed;
        let batches = assumed.batches_per_visit / assumed.page_views_per_visit;
        let handovers = batches / assumed.batches_per_handover;
        let mut bill = Self { table, lines: Vec::new() };
        bill.put("batches", batches, Key::Request);
        bill.put("… milliseconds of the processor", batches * assumed.batch_cpu_ms, Key::Cpu);
        bill.call("counts handed over", handovers, assumed.call_seconds);
        bill.put("… rows", handovers * assumed.names_per_handover, Key::RowWritten);
        bill.put("… the site's pointer, read as often", handovers, Key::KvRead);
        bill
    }

    pub(super) fn of_submissions(table: &'a Table, rows: f64) -> Self {
        let assumed = &table.assumed;
        let batches = 1.0 / assumed.messages_per_batch;
        let mut bill = Self { table, lines: Vec::new() };
        bill.put("a form opened, a form submitted", 2.0, Key::Request);
        bill.put("… milliseconds of the processor", assumed.opening_cpu_ms + assumed.submission_cpu_ms, Key::Cpu);
        bill.call("the lead's object", 1.0, assumed.submission_seconds);
        bill.put("… rows written, in all objects", rows, Key::RowWritten);
        bill.put("… rows read", assumed.rows_read_per_submission, Key::RowRead);
        bill.call("its alarm, one for many", 1.0 / assumed.submissions_per_alarm, assumed.call_seconds);
        bill.call("its account's object", 1.0, assumed.call_seconds);
        bill.put("message", 1.0, Key::Message);
        bill.put("… the consumer, ten messages at once", batches, Key::Request);
        bill.put("… milliseconds of the processor", assumed.message_cpu_ms, Key::Cpu);
        bill.call("… it asks what to deliver", 1.0, assumed.call_seconds);
        bill.call("… it says what was delivered", 1.0, assumed.call_seconds);
        bill.put("shown in KV", assumed.qualified_share, Key::KvWrite);
        bill
    }

    fn put(&mut self, what: &'static str, each: f64, key: Key) {
        self.lines.push(Line { what, each, key });
    }

    /// A call of an object, and what it holds in memory meanwhile.
    fn call(&mut self, what: &'static str, each: f64, seconds: f64) {
        self.put(what, each, Key::Call);
        self.put("… gigabyte-seconds", each * seconds * OBJECT, Key::GigabyteSecond);
    }

    fn dollars(&self, line: &Line) -> f64 {
        line.each * self.table.dollars(line.key)
    }

    /// Dollars.
    pub(super) fn sum(&self) -> f64 {
        self.lines.iter().map(|line| self.dollars(line)).sum()
    }

    pub(super) fn markdown(&self) -> String {
        let mut text = "| what | for each | dollars a million | comes to |\n|---|---:|---:|---:|\n".to_owned();
        for line in &self.lines {
            let price = self.table.dollars(line.key);
            let _ = writeln!(text, "| {} | {} | {price} | {:.3} |", line.what, rounded(line.each), self.dollars(line));
        }
        let _ = writeln!(text, "| | | | **{:.2}** |", self.sum());
        text
    }
}

/// To four places, without noughts at the end.
fn rounded(number: f64) -> String {
    let text = format!("{number:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(one: f64, other: f64) -> bool {
        (one - other).abs() < 1e-9
    }

    #[test]
    fn page_views_cost_batches_and_counts() {
        let table = Table::known().unwrap();
        // Two batches for three page views: 0.30 each, 2.5 ms of the processor, and a fiftieth of ten rows, a call and a read.
        let handover = 10.0 + 0.15 + 0.05 * 0.128 * 12.5 + 0.5;
        let sum = 2.0 / 3.0 * (0.30 + 2.5 * 0.02 + handover / 50.0);
        assert!(near(Bill::of_page_views(&table).sum(), sum));
        assert!(near(Bill::of_page_views(&table.clone().quiet()).sum(), 2.0 / 3.0 * (0.35 + handover)));
    }

    #[test]
    fn a_row_more_costs_a_dollar_more() {
        let table = Table::known().unwrap();
        let sum = |rows| Bill::of_submissions(&table, rows).sum();
        assert!(near(sum(9.0) - sum(8.0), 1.0));
    }

    #[test]
    fn lines_add_up() {
        let table = Table::known().unwrap();
        let text = Bill::of_submissions(&table, 6.0).markdown();
        let cells = text.lines().filter_map(|line| line.rsplit('|').nth(1)?.trim().parse::<f64>().ok());
        assert!((cells.sum::<f64>() - Bill::of_submissions(&table, 6.0).sum()).abs() < 0.01);
    }

    #[test]
    fn numbers_are_short() {
        assert_eq!([rounded(2.0), rounded(2.0 / 3.0), rounded(0.0064)], ["2", "0.6667", "0.0064"]);
    }
}

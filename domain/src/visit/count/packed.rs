//! Counts within the fewest bytes: keys of four, days as the distance from the oldest.

use super::{Counts, DayCount, SignalCounts};
use crate::{site::SignalKey, time::Day};
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// Counts as a passport keeps them: at most 5 bytes a dated entry (2 for a distance up to 44 years, 3 for the count), and 8
/// a signal.
#[derive(Serialize, Deserialize)]
pub(in crate::visit) struct PackedCounts {
    horizon: Day,
    oldest: Day,
    signals: Vec<PackedSignal>,
}

#[derive(Serialize, Deserialize)]
struct PackedSignal {
    key: [u8; 4],
    undated: u16,
    dated: Vec<DayCount>,
}

impl From<&SignalCounts> for PackedCounts {
    fn from(counts: &SignalCounts) -> Self {
        let firsts = counts.by_signal.values().filter_map(|counts| counts.dated.first());
        let oldest = firsts.map(|entry| entry.day).min().unwrap_or_default();
        let since = |entry: &DayCount| DayCount { day: Day(entry.day.0.saturating_sub(oldest.0)), ..*entry };
        let pack = |(key, counts): (&SignalKey, &Counts)| PackedSignal {
            key: key.0.to_le_bytes(),
            undated: counts.undated,
            dated: counts.dated.iter().map(since).collect(),
        };
        Self { horizon: counts.horizon, oldest, signals: counts.by_signal.iter().map(pack).collect() }
    }
}

impl From<PackedCounts> for SignalCounts {
    fn from(packed: PackedCounts) -> Self {
        let dated = |entry: DayCount| DayCount { day: Day(entry.day.0.saturating_add(packed.oldest.0)), ..entry };
        let unpack = |signal: PackedSignal| {
            let dated = signal.dated.into_iter().map(dated).collect();
            (SignalKey(u32::from_le_bytes(signal.key)), Counts { undated: signal.undated, dated })
        };
        Self { horizon: packed.horizon, by_signal: packed.signals.into_iter().map(unpack).collect() }.in_order()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    #[test]
    fn days_out_of_order_are_read_in_order() {
        let day = |day, count| DayCount { day: Day(day), count };
        let dated = vec![day(3, 1), day(77, 22), day(0, 4), day(3, 2)];
        let signals = vec![PackedSignal { key: [1, 0, 0, 0], undated: 0, dated }];
        let read = SignalCounts::from(PackedCounts { horizon: Day(0), oldest: Day(20_000), signals });
        let (_, dated) = read.of(SignalKey(1));
        assert_eq!(dated, [day(20_000, 4), day(20_003, 3), day(20_077, 22)]);
        assert_eq!(SignalCounts::from(PackedCounts::from(&read)), read);
    }
}

//! What an answer means for a batch, and how long to wait before sending it again.

/// The first wait, and the longest, in milliseconds.
const FIRST: u32 = 1_000;
const LONGEST: u32 = 300_000;

/// What becomes of a batch that was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The edge has it.
    Taken,
    /// Nobody can say whether the edge has it, or it asked for patience: the same batch goes out again.
    Again,
    /// The edge will never take it; sending it again is noise.
    Refused,
}

impl Verdict {
    /// Reads the status of an answer; 0 is no answer at all.
    pub const fn of(status: u32) -> Self {
        match status {
            200..=299 => Self::Taken,
            0 | 408 | 429 | 500.. => Self::Again,
            _ => Self::Refused,
        }
    }
}

/// Milliseconds to wait after this many failures in a row: from one second, doubled each time, up to five minutes; a
/// half of it left to chance, so that the tabs of a lost network don't all come back at once. Where the edge `asked` for a
/// number of seconds (`Retry-After`, RFC 9110, 10.2.3), no less than that, and no more than five minutes.
pub fn wait(failures: u32, chance: u8, asked: &str) -> u32 {
    let doubled = FIRST.saturating_mul(1 << failures.saturating_sub(1).min(16)).min(LONGEST);
    let drawn = doubled / 2 + doubled / 2 * u32::from(chance) / 255;
    drawn.max(seconds(asked).saturating_mul(1_000).min(LONGEST))
}

/// Reads digits; anything else is nothing, as a date is, which our edge does not send.
fn seconds(text: &str) -> u32 {
    let mut seconds = 0_u32;
    for byte in text.bytes() {
        let b'0'..=b'9' = byte else { return 0 };
        seconds = seconds.saturating_mul(10).saturating_add(u32::from(byte - b'0'));
    }
    seconds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_no_gives_a_batch_up() {
        let table = [
            (200, Verdict::Taken),
            (204, Verdict::Taken),
            (0, Verdict::Again),
            (408, Verdict::Again),
            (429, Verdict::Again),
            (500, Verdict::Again),
            (599, Verdict::Again),
            (301, Verdict::Refused),
            (400, Verdict::Refused),
            (403, Verdict::Refused),
            (413, Verdict::Refused),
        ];
        for (status, verdict) in table {
            assert_eq!(Verdict::of(status), verdict, "{status}");
        }
    }

    #[test]
    fn the_wait_doubles_from_a_second_to_five_minutes() {
        let longest: alloc::vec::Vec<u32> = (0..12).map(|failures| wait(failures, 255, "")).collect();
        let doubled = [1, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300].map(|seconds| seconds * 1_000);
        assert_eq!(longest, doubled);
        assert_eq!(wait(u32::MAX, 0, "Sat, 21 Nov 2026 08:00:00 GMT"), 150_000);
        assert_eq!(wait(1, 0, "-1"), 500);
    }

    #[test]
    fn the_edge_s_wish_is_a_lower_bound_within_reason() {
        assert_eq!(wait(1, 0, "7"), 7_000);
        assert_eq!(wait(9, 255, "7"), 256_000);
        assert_eq!(wait(1, 0, "99999999999"), 300_000);
    }
}

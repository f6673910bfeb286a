//! Timing a call that takes less than a clock tick: as many in a row as take a while, several times over.
//!
//! Counted is the processor's time, so that whatever else the machine does is not taken for ours. What it does to caches and
//! to the processor's speed still is.

use std::{hint::black_box, time::Duration};

const ROUNDS: usize = 11;
const ROUND: Duration = Duration::from_millis(150);

/// Times one call of `work` and prints the median of the rounds, in nanoseconds, with the least and the most. Whoever names
/// keys as arguments gets these only: a profiler wants one thing at a time.
pub(crate) fn measure<T>(key: &str, mut work: impl FnMut() -> T) {
    let mut named = std::env::args().skip(1).peekable();
    if named.peek().is_some() && !named.any(|name| name == key) {
        return;
    }
    let times = calls_within(ROUND, &mut work);
    let mut rounds: Vec<f64> = (0..ROUNDS).map(|_| time_of_one(times, &mut work)).collect();
    rounds.sort_by(f64::total_cmp);
    let at = |position: usize| rounds.get(position).copied().unwrap_or_default();
    let (median, least, most) = (at(ROUNDS / 2), at(0), at(ROUNDS - 1));
    println!("{}", serde_json::json!({"key": key, "nanoseconds": median, "least": least, "most": most}));
}

/// How many calls fill a round; finding that out warms everything up.
fn calls_within<T>(round: Duration, work: &mut impl FnMut() -> T) -> u32 {
    let mut times = 1;
    loop {
        let started = processor_time();
        (0..times).for_each(|_| drop(black_box(work())));
        if processor_time().saturating_sub(started) >= round || times >= 1 << 30 {
            return times;
        }
        times *= 2;
    }
}

fn time_of_one<T>(times: u32, work: &mut impl FnMut() -> T) -> f64 {
    let started = processor_time();
    (0..times).for_each(|_| drop(black_box(work())));
    processor_time().saturating_sub(started).as_secs_f64() * 1e9 / f64::from(times)
}

/// What the processor spent on this thread.
#[cfg(unix)]
fn processor_time() -> Duration {
    use nix::time::{ClockId, clock_gettime};
    clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).map(Duration::from).expect("a clock of this thread")
}

/// Where the processor's time can't be had, all time passes for it.
#[cfg(not(unix))]
fn processor_time() -> Duration {
    static STARTED: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
    STARTED.elapsed()
}

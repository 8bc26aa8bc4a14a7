//! What reading may take: memory by the size of what is read, and processor time.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use peak_alloc::PeakAlloc;
use rustix::time::{ClockId, clock_gettime};

/// Counts every byte of this program. Where a piece of memory grows it counts both the old one and the
/// new one, as if it always had to move.
#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// How often the size of an input may be taken in memory.
const TIMES: usize = 16;

/// What an input may take beyond that, however small it is.
pub(crate) const GRACE: usize = 2560 * 1024;

/// How long reading may take of the processor.
const LONGEST: Duration = Duration::from_millis(50);

/// How much longer it may take where this program is not optimised.
const SLOWNESS: u32 = if IS_OPTIMISED { 1 } else { 20 };

/// Whether this program is built as `make fuzz` builds it.
pub(crate) const IS_OPTIMISED: bool = option_env!("WAIL_FUZZ_OPTIMISED").is_some();

/// What was taken.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Taken {
    pub(crate) bytes: usize,
    pub(crate) time: Duration,
}

/// Memory is counted for the whole program, so one test runs at a time.
pub(crate) fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn processor_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap())
}

/// How often work that took too long is done again. What others cost the machine's caches is counted for
/// ours, and only ever adds: the least of some times is what the work costs.
const AGAIN: usize = 4;

/// Does the work, counts what it takes while it is done, and what it leaves.
pub(crate) fn counted<T>(work: impl Fn() -> T) -> (T, Taken) {
    let (mut made, mut taken) = counted_once(&work);
    for _ in 0..AGAIN {
        if taken.time <= LONGEST * SLOWNESS {
            break;
        }
        // What one time leaves must not count for the next.
        drop(made);
        let (again, once) = counted_once(&work);
        made = again;
        taken = Taken { bytes: taken.bytes.max(once.bytes), time: taken.time.min(once.time) };
    }
    (made, taken)
}

fn counted_once<T>(work: impl FnOnce() -> T) -> (T, Taken) {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let began = processor_time();
    let made = work();
    let time = processor_time().saturating_sub(began);
    (made, Taken { bytes: MEMORY.peak_usage().saturating_sub(before), time })
}

impl Taken {
    /// Why that is too much for an input of this size, if it is.
    pub(crate) fn excess(self, size: usize) -> Option<String> {
        let most = TIMES * size + GRACE;
        if self.bytes > most {
            let times = self.bytes / size.max(1);
            return Some(format!("{} bytes of memory for {size}, {times} times", self.bytes));
        }
        (self.time > LONGEST * SLOWNESS).then(|| format!("{:?} for {size} bytes", self.time))
    }
}

#[test]
fn what_is_taken_is_counted() {
    let _alone = alone();
    let (made, taken) = counted(|| {
        drop(vec![1_u8; 3_000_000]);
        vec![1_u8; 1_000_000]
    });
    drop(made);
    // Another thread of the program, the one that runs tests, may give back a little meanwhile.
    assert!((2_900_000..3_100_000).contains(&taken.bytes), "{taken:?}");
    assert!(taken.excess(0).is_some());
    assert!(taken.excess(3_000_000).is_none());
    let slow = Taken { bytes: 0, time: LONGEST * SLOWNESS + Duration::from_millis(1) };
    assert!(slow.excess(1_000_000).is_some());
}

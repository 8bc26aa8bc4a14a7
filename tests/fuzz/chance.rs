//! Inputs by chance, for as long as there is time; and of one that breaks a bound, the smallest that
//! still does.

use std::fmt::Debug;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

use crate::bounds;

/// How large an input may become: as large as a body may be by default, and less where the build is
/// slow.
pub(crate) const SIZE: usize = if bounds::IS_OPTIMISED { 1 << 20 } else { 1 << 18 };

/// A number from the environment.
#[expect(clippy::disallowed_methods, reason = "how long to search is up to the tester")]
fn given(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Makes inputs and checks them for `WAIL_FUZZ_SECONDS`, or for one. The first is the same every time,
/// unless `WAIL_FUZZ_SEED` says another.
pub(crate) fn search<S: Strategy>(inputs: &S, check: impl Fn(&S::Value) -> Result<(), String>)
where
    S::Value: Debug,
{
    let _alone = bounds::alone();
    let seed = given("WAIL_FUZZ_SEED").unwrap_or(0);
    let seconds = given("WAIL_FUZZ_SECONDS").unwrap_or(1);
    let bytes: Vec<u8> = (0..4).flat_map(|part| (seed + part).to_le_bytes()).collect();
    let config = Config {
        failure_persistence: None,
        max_shrink_iters: 4096,
        max_shrink_time: 20_000,
        ..Config::default()
    };
    let chance = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(config, chance);
    let end = Instant::now() + Duration::from_secs(seconds);
    let mut number = 0_u64;
    while Instant::now() < end {
        let tree = inputs.new_tree(&mut runner).unwrap();
        let outcome = runner.run_one(tree, |input| check(&input).map_err(TestCaseError::fail));
        if let Err(error) = outcome {
            let error: String = error.to_string().chars().take(4000).collect();
            panic!("input {number} of WAIL_FUZZ_SEED={seed}: {error}");
        }
        number += 1;
    }
    assert!(number > 10, "only {number} inputs in {seconds} s");
}

/// Pieces of a language in any order, some of them as often as there is room.
pub(crate) fn soup(words: &'static [&'static str]) -> impl Strategy<Value = Vec<u8>> {
    let word = prop_oneof![
        8 => select(words).prop_map(|word| word.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..8),
    ];
    let times = prop_oneof![20 => Just(1_usize), 2 => 2..100_usize, 1 => 100..100_000_usize];
    prop::collection::vec((word, times), 0..24).prop_map(|words| {
        let mut soup = Vec::new();
        for (word, times) in words {
            let room = SIZE - soup.len();
            soup.extend(word.repeat(times.min(room / word.len().max(1))));
        }
        soup
    })
}

#[test]
#[should_panic(expected = "minimal failing input: 1000")]
fn what_is_found_is_made_small() {
    search(&(0..1_000_000_u32), |number| match number {
        0..1000 => Ok(()),
        _ => Err("too large".to_owned()),
    });
}

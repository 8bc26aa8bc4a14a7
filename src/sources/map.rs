//! Anything that can be read, by a map that the configuration has: see [`Map`].

use super::mapping::Map;
use super::{ParseError, Proof, Reading, Request, Resolves, Samples, Source};

pub(super) const SOURCE: Source = Source {
    name: "map",
    about: "any JSON, form or query, by a map of your own",
    docs: "docs/webhooks.md",
    setup: "send anything to this address, and say in `[sources.NAME.map]` what stands where in it",
    resolves: Resolves::Some,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/map/firing.json"),
        include_str!("../../tests/fixtures/map/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    request.map.ok_or(ParseError::NoMap).and_then(|map| Map::read(map, request))
}

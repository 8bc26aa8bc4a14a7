//! Gauges: what is foretold of series of which the end is known, and the story of one that runs out.

mod forecasts;
mod series;
mod story;

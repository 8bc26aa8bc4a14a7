//! Every test that runs the product from outside, in one program.

mod pulse;
mod sound;

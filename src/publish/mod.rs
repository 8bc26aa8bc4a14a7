//! What is made for others to read: pages, feeds, write-ups and pictures. Values in, text out.
//!
//! Whatever stands in it from outside is escaped here, and nowhere else.

pub mod svg;
pub mod writeup;

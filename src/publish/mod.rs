//! What is made for others to read: pages, feeds, write-ups and pictures. Values in, text out.
//!
//! Whatever stands in it from outside is escaped here, and nowhere else.

pub mod csv;
pub mod load;
pub mod status;
pub mod svg;
pub mod timeline;
pub mod update;
pub mod weekly;
pub mod writeup;

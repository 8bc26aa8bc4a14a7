//! What may go wrong around a pager, each fault with what is to come of it.

mod crash;
mod daemons;
mod durable;
mod store;

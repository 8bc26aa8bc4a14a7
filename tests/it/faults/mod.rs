//! What may go wrong around a pager, each fault with what is to come of it.

mod bodies;
mod clients;
mod crash;
mod crowds;
mod daemons;
mod durable;
mod neighbours;
mod order;
mod probes;
mod programs;
mod proofs;
mod reload;
mod rotas;
mod store;
mod storm;

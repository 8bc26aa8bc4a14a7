//! The rules of on-call: values in, values out; no clock, no IO, no async.
#![deny(clippy::wildcard_enum_match_arm)]

pub mod alert;
pub mod caption;
pub mod cron;
pub mod drill;
pub mod explain;
pub mod flapping;
pub mod gauge;
pub mod heart;
pub mod heartbeat;
pub mod incident;
pub mod label;
pub mod load;
pub mod name;
pub mod nines;
pub mod noise;
pub mod notification;
pub mod numbers;
pub mod page;
pub mod promise;
pub mod quiet;
pub mod record;
pub mod relief;
pub mod resend;
pub mod rota;
pub mod routing;
pub mod rules;
pub mod spoken;
pub mod station;
pub mod status;
pub mod text;
pub mod update;
pub mod wait;
pub mod watch;
pub mod weekday;
pub mod word;

//! The program as it is typed: what it prints, where, and its exit code.

mod act;
mod beat;
mod catalogue;
mod change;
mod check;
mod completions;
mod config;
mod demo;
mod doctor;
mod doctor_report;
mod doctor_senders;
mod drill;
mod everywhere;
mod formats;
pub(crate) mod fortnight;
mod gauge;
mod handover;
mod helped;
mod ics;
mod inbox;
mod init;
mod keep;
mod list;
mod load;
mod log;
mod man;
mod mute;
mod output;
mod owed;
mod page;
mod promise;
#[cfg(debug_assertions)]
mod prune;
mod relief;
mod report;
mod restore;
mod rota;
mod schemas;
mod send;
mod serve;
mod show;
mod silence;
mod sound;
mod sources;
mod split;
mod undo;
mod unknown;
mod update;
mod update_promise;
mod watch;
mod who;
mod why;
mod writeup;

/// What a command says to whoever pages while nothing decides.
const NO_DAEMON: &str = "\
warning: no daemon is running here: nobody is called until one is
hint: `wail watch` starts one in this terminal
";

/// A webhook of the documented shape.
const DISK_FULL: &[u8] = br#"{"key": "disk", "severity": "critical", "summary": "disk full"}"#;

/// The end of the same problem.
const DISK_IS_FINE: &[u8] = br#"{"key": "disk", "status": "resolved", "summary": "disk full"}"#;

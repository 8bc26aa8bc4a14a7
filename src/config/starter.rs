//! The configuration that `wail init` writes: commented, and working as it is.

use jiff::civil::{Date, Weekday};

use super::check::is_name;
use super::environment::Environment;
use super::zones;

/// A first configuration for whoever runs this, in that zone. The rota starts on the Monday before
/// `today`.
#[must_use]
pub fn starter(environment: &Environment, zone: Option<&str>, today: Date) -> String {
    let user = environment.user().filter(|user| is_name(user) && user != "everyone");
    let user = user.filter(|user| user != "primary").unwrap_or_else(|| "you".to_owned());
    let zone = zone.filter(|zone| zones::zone(zone).is_some()).unwrap_or("UTC");
    let monday = today.tomorrow().and_then(|after| after.nth_weekday(-1, Weekday::Monday));
    include_str!("starter.toml")
        .replace("NAME", &user)
        .replace("ZONE", zone)
        .replace("START", &monday.unwrap_or(today).to_string())
}

#[cfg(test)]
mod tests;

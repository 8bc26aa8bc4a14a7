//! The week behind the team, told once when it is due.

use wail::engine::ToTell;

use super::{Night, TEAM};

/// On a Sunday evening.
const SUNDAY: &str = "2026-11-08T20:00:00Z";

fn weekly(more: &str) -> Night {
    Night::of(&format!("{TEAM}[reports.weekly]\nto = \"ana\"\n{more}")).at(SUNDAY)
}

/// Whatever is said of the week.
fn told(night: &mut Night) -> Vec<String> {
    night.still_told().into_iter().filter(|told| told.contains("the week on call")).collect()
}

#[test]
fn the_week_is_told_on_monday_at_nine_and_once() {
    let mut night = weekly("").fires().acks("ana").clears().wait(13 * 60 - 1);
    assert!(told(&mut night).is_empty());
    let mut night = night.wait(1);
    let expected = [
        "ana: the week on call: 1 incident, 1 more than the week before; 1 paged somebody and was answered. `wail report weekly` tells it",
    ];
    assert_eq!(told(&mut night), expected);
    let mut night = night.everybody_restarts().wait(6 * 24 * 60);
    assert_eq!(told(&mut night), expected, "it is told once");
}

#[test]
fn a_week_that_was_due_while_nobody_looked_is_told_late() {
    let mut night = weekly("at = \"sunday 21:00\"").fires().acks("ana").clears().sleeps_for(24);
    assert_eq!(told(&mut night).len(), 1);
}

#[test]
fn what_was_due_before_anybody_looked_is_not_made_up_for() {
    let mut night = weekly("at = \"sunday 19:00\"").fires().wait(60);
    assert!(told(&mut night).is_empty());
}

impl Night {
    /// Whoever decides tells what it can by the channels that need no station, and that is what comes of it.
    fn hands_out(mut self, result: Result<&str, &str>) -> (Self, Vec<ToTell>) {
        let taken = self.decide(|_, engine| engine.take_notifications()).unwrap();
        let result = result.map(str::to_owned).map_err(str::to_owned);
        for it in &taken {
            self.decide(|_, engine| engine.told(it.id, &result)).unwrap();
        }
        (self, taken)
    }
}

/// Ana has a mailbox, by which she is told the week.
const MAILBOX: &str = r#"people.ana.channels = ["sound", { use = "push", name = "mail", to = "mail",
    address = "ana@example.org", from = "wail@example.org", server = "127.0.0.1:2525", tls = "none" }]"#;

fn by_mail() -> Night {
    let team = TEAM.replace("people.ana.channels = [\"sound\"]", MAILBOX);
    assert_ne!(team, TEAM);
    let team = format!("{team}[reports.weekly]\nto = \"ana\"\nchannel = \"mail\"\n");
    let mut night = Night::of(&team).at(SUNDAY);
    // Somebody has looked before.
    night.turn();
    night
}

#[test]
fn a_letter_that_fails_is_tried_again_until_it_goes_out() {
    // Monday, nine in the morning.
    let night = by_mail().wait(13 * 60);
    let (night, taken) = night.hands_out(Err("the mail server does not answer"));
    assert_eq!(taken.iter().map(|it| it.channel.as_str()).collect::<Vec<_>>(), ["mail"]);
    let (night, taken) = night.wait(4).hands_out(Ok("250"));
    assert!(taken.is_empty(), "it is not five minutes later");
    let (night, taken) = night.wait(1).hands_out(Err("the mail server does not answer"));
    assert_eq!(taken.len(), 1);
    let (night, taken) = night.wait(10).hands_out(Ok("250"));
    assert_eq!(taken.len(), 1, "a quarter of an hour later");
    let (night, taken) = night.wait(3 * 24 * 60).hands_out(Ok("250"));
    assert!(taken.is_empty(), "it went out");
    let log = night.log();
    let failed = log.matches("the mail server does not answer").count();
    let told = log.lines().filter(|line| line.contains("the week on call")).count();
    assert_eq!((failed, told), (2, 1), "{log}");
}

#[test]
fn a_letter_that_never_goes_out_is_given_up_and_that_is_said() {
    let mut night = by_mail().wait(13 * 60);
    let mut times = 0;
    for _ in 0..24 * 60 {
        let (later, taken) = night.hands_out(Err("refused"));
        times += taken.len();
        night = later.wait(1);
    }
    // At once, and 5 and 15 minutes, 1, 4 and 12 hours later.
    assert_eq!(times, 6);
    let log = night.log();
    let given_up: Vec<&str> =
        log.lines().filter(|line| line.contains("no channel is left")).collect();
    assert_eq!(given_up.len(), 1, "{log}");
    assert!(given_up[0].contains("the week on call"), "{log}");
}

#[test]
fn a_week_that_is_told_late_says_so_and_is_told_once() {
    let mut night = weekly("at = \"sunday 21:00\"").fires().acks("ana").clears().sleeps_for(24);
    assert_eq!(
        told(&mut night),
        [
            "ana: the week on call (late: it was due Sunday 21:00): no incident, as many as the week before. `wail report weekly` tells it",
        ]
    );
    // Who tells it on another day from then on does not tell that week again.
    let team = format!("{TEAM}[reports.weekly]\nto = \"ana\"\nat = \"tuesday 09:00\"\n");
    let mut night = night.changes_rules(&team).wait(24 * 60);
    assert_eq!(told(&mut night).len(), 2, "that week is another");
    let team = team.replace("tuesday", "wednesday");
    let mut night = night.changes_rules(&team).wait(24 * 60);
    assert_eq!(told(&mut night).len(), 2);
}

#[test]
fn a_clock_that_was_ahead_keeps_no_week_from_being_told() {
    let night = weekly("").fires().acks("ana").clears();
    // For a moment it is a month later, and then it is not.
    let mut night = night.sleeps_for(28 * 24).sleeps_for(-28 * 24);
    let before = told(&mut night).len();
    let mut night = night.wait(13 * 60);
    assert_eq!(told(&mut night).len(), before + 1);
}

#[test]
fn a_week_that_somebody_has_sent_is_not_told_again_when_it_is_due() {
    // Monday, eight in the morning.
    let mut night = weekly("").wait(12 * 60);
    night.decide(|_, engine| engine.tell_week_now()).unwrap();
    let expected = told(&mut night);
    assert_eq!(expected.len(), 1);
    let mut night = night.wait(6 * 24 * 60);
    assert_eq!(told(&mut night), expected, "it was told by hand");
    let mut night = night.wait(25 * 60);
    assert_eq!(told(&mut night).len(), 2, "the next week is another");
}

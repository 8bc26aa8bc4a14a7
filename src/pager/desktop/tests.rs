//! What the desktop is told, and what is said when it does not listen.

use std::ffi::OsString;
use std::fs;
use std::task::Poll;

use tempfile::TempDir;

use super::super::tests::{call, telling};
use super::*;
use crate::domain::alert::Severity;

/// A desktop whose `notify-send` is this script.
fn desktop(script: &str) -> Desktop {
    let arguments = ["-c", script, "notify-send"].map(ToOwned::to_owned).to_vec();
    Desktop::new("sh", arguments, LIMIT, variables(&[]))
}

/// An environment with nothing but these variables.
fn variables(all: &[(&str, &str)]) -> Variable {
    let all: Vec<(String, OsString)> =
        all.iter().map(|(name, value)| ((*name).to_owned(), value.into())).collect();
    Arc::new(move |wanted| {
        all.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone())
    })
}

#[tokio::test]
async fn the_page_is_told_as_text_and_not_as_options_or_markup() {
    let folder = TempDir::new().unwrap();
    let told = folder.path().join("told");
    let desktop = desktop(&format!("printf '%s|' \"$@\" > {}", told.display()));
    let call = Call {
        summary: "--icon=x \u{1b}[2Jdisk <b>full</b>".to_owned(),
        reason: "first page & <i>more</i>".to_owned(),
        seen: Some("as in incident 3: \u{1b}[2J<restart> it".to_owned()),
        ..call()
    };
    assert_eq!(desktop.ring(call).await, Ok("shown by `notify-send`".to_owned()));
    assert_eq!(
        fs::read_to_string(told).unwrap(),
        "--urgency=critical|--app-name=wail|--print-id|--|--icon=x \\x1b[2Jdisk <b>full</b>|\
         incident 412, error, first page &amp; &lt;i&gt;more&lt;/i&gt;\n\
         as in incident 3: \\x1b[2J&lt;restart&gt; it\nwail ack 412|"
    );
}

#[tokio::test]
async fn what_is_only_told_is_of_low_urgency() {
    let folder = TempDir::new().unwrap();
    let told = folder.path().join("told");
    let desktop = desktop(&format!("printf '%s|' \"$@\" > {}", told.display()));
    let telling = Telling { text: "you are \u{1b}[2Jon call".to_owned(), ..telling() };
    assert_eq!(desktop.tell(telling).await, Ok("shown by `notify-send`".to_owned()));
    assert_eq!(
        fs::read_to_string(told).unwrap(),
        "--urgency=low|--app-name=wail|--|you are \\x1b[2Jon call|"
    );
}

#[tokio::test]
async fn a_failure_says_the_exit_status_and_the_last_complaint() {
    let desktop = desktop("echo one >&2; echo 'no \u{1b}[1mbus' >&2; exit 3");
    let error = desktop.ring(call()).await.unwrap_err();
    assert_eq!(error.to_string(), "`notify-send` failed with exit status: 3: no \\x1b[1mbus");
}

#[tokio::test]
async fn a_program_that_is_not_there_is_named_with_its_package() {
    let desktop = Desktop::new("/nowhere/notify-send", Vec::new(), LIMIT, variables(&[]));
    let error = desktop.ring(call()).await.unwrap_err();
    assert!(error.to_string().starts_with("`notify-send` is not installed"), "{error}");
    assert!(error.to_string().contains("libnotify-bin"), "{error}");
}

#[tokio::test]
async fn a_desktop_that_does_not_answer_is_not_waited_for() {
    let arguments = ["-c", "exec sleep 60", "notify-send"].map(ToOwned::to_owned).to_vec();
    let desktop = Desktop::new("sh", arguments, Duration::from_millis(50), variables(&[]));
    let error = desktop.ring(call()).await.unwrap_err();
    assert!(error.to_string().contains("no desktop answers"), "{error}");
}

#[tokio::test]
async fn a_storm_is_one_notification_with_a_number() {
    let folder = TempDir::new().unwrap();
    let told = folder.path().join("told");
    let desktop = desktop(&format!("printf '%s\\n' \"$5\" >> {}", told.display()));
    let calls = (1..=1000).map(|number| Call {
        incident: IncidentId(number),
        severity: if number == 500 { Severity::Critical } else { Severity::Warning },
        summary: format!("disk {number} is full"),
        ..call()
    });
    let mut ringing: Vec<_> = calls.map(|call| desktop.ring(call)).collect();
    // All have asked before the first answer comes.
    let answers = std::future::poll_fn(move |cx| {
        ringing.retain_mut(|ring| ring.as_mut().poll(cx).is_pending());
        if ringing.is_empty() { Poll::Ready(()) } else { Poll::Pending }
    });
    answers.await;
    let told = fs::read_to_string(told).unwrap();
    assert_eq!(told, "disk 500 is full, and 999 more\n");
}

#[tokio::test]
async fn a_later_page_replaces_the_notification_until_nothing_rings() {
    let folder = TempDir::new().unwrap();
    let told = folder.path().join("told");
    let desktop =
        desktop(&format!("printf '%s|' \"$@\" | head -n 1 >> {}; echo 23", told.display()));
    let page = |number: i64, severity| Call {
        incident: IncidentId(number),
        severity,
        summary: format!("disk {number}"),
        ..call()
    };
    desktop.ring(page(1, Severity::Critical)).await.unwrap();
    desktop.ring(page(2, Severity::Error)).await.unwrap();
    desktop.ring(page(3, Severity::Critical)).await.unwrap();
    desktop.hush(IncidentId(3));
    desktop.ring(page(2, Severity::Error)).await.unwrap();
    desktop.hush(IncidentId(1));
    desktop.hush(IncidentId(2));
    desktop.ring(page(4, Severity::Error)).await.unwrap();
    let told = fs::read_to_string(told).unwrap();
    let told: Vec<&str> = told.lines().map(|line| line.split("wail|").nth(1).unwrap()).collect();
    let below = |number| format!("|incident {number}, ");
    let begins = [
        format!("--print-id|--|disk 1{}critical", below(1)),
        format!("--print-id|--replace-id=23|--|disk 1, and 1 more{}critical", below(1)),
        format!("--print-id|--replace-id=23|--|disk 3, and 2 more{}critical", below(3)),
        format!("--print-id|--replace-id=23|--|disk 1, and 1 more{}critical", below(1)),
        format!("--print-id|--|disk 4{}error", below(4)),
    ];
    assert_eq!(told.len(), begins.len(), "{told:?}");
    for (told, begin) in told.iter().zip(begins) {
        assert!(told.starts_with(&begin), "{told} does not begin with {begin}");
    }
}

#[tokio::test]
async fn a_program_that_cannot_replace_a_notification_shows_another() {
    let folder = TempDir::new().unwrap();
    let told = folder.path().join("told");
    let desktop = desktop(&format!(
        "[ \"$3\" = -- ] || {{ echo 'Unknown option --print-id' >&2; exit 1; }}; \
         printf '%s\\n' \"$4\" >> {}",
        told.display()
    ));
    desktop.ring(call()).await.unwrap();
    desktop.ring(Call { incident: IncidentId(413), ..call() }).await.unwrap();
    assert_eq!(fs::read_to_string(told).unwrap(), "disk full\ndisk full, and 1 more\n");
}

#[tokio::test]
async fn a_desktop_is_there_if_the_program_and_a_session_bus_are() {
    let folder = TempDir::new().unwrap();
    let place = folder.path().display().to_string();
    let with_bus = format!("unix:path={place}/bus,guid=1");
    let looks = |all: &[(&str, &str)]| {
        let all: Vec<(&str, &str)> = all.iter().copied().chain([("PATH", &*place)]).collect();
        let desktop = Desktop::new("notify-send", Vec::new(), LIMIT, variables(&all));
        async move { desktop.probe().await.map_err(|error| error.to_string()) }
    };
    let bus: [&[(&str, &str)]; 2] =
        [&[("DBUS_SESSION_BUS_ADDRESS", &with_bus)], &[("XDG_RUNTIME_DIR", &place)]];
    for variables in bus {
        assert!(looks(variables).await.unwrap_err().starts_with("`notify-send` is not installed"));
    }
    fs::write(folder.path().join("notify-send"), "").unwrap();
    for variables in bus {
        assert!(looks(variables).await.unwrap_err().contains("no session bus"));
    }
    let _bus = std::os::unix::net::UnixListener::bind(folder.path().join("bus")).unwrap();
    for variables in bus {
        assert_eq!(looks(variables).await, Ok(()));
    }
    assert_eq!(looks(&[("DISPLAY", ":0")]).await, Ok(()));
    assert!(looks(&[]).await.is_err(), "a bus that nobody names is not found");
}

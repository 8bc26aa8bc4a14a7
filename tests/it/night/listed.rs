//! Sources that are asked: what their lists open and end, and what becomes of one that is silent.

use jiff::SignedDuration;
use wail::domain::alert::{Alert, Severity, Signal};
use wail::domain::incident::IncidentId;
use wail::domain::name::SourceName;
use wail::inbox::read;

use super::{Night, alert, assert_log};

impl Night {
    /// The source lists these as everything that is open there.
    fn lists(self, open: &[Alert]) -> Self {
        self.lists_so(open, true)
    }

    fn lists_so(mut self, open: &[Alert], is_whole: bool) -> Self {
        let source = SourceName::from("prometheus");
        self.decide(|_, engine| engine.hear_list(&source, open, is_whole)).unwrap();
        self.turn();
        self
    }

    /// There is no word from the source, or there is again.
    fn word(mut self, silent_for: Option<i64>) -> Self {
        let source = SourceName::from("prometheus");
        let alert = match silent_for {
            Some(minutes) => {
                let length = SignedDuration::from_mins(minutes);
                read::silent(&source, "connection refused", length)
            }
            None => read::heard_again(&source),
        };
        self.decide(|_, engine| engine.hear_once(&alert)).unwrap();
        self.turn();
        self
    }
}

fn problem(name: &str) -> Alert {
    let began = "2026-11-03T02:50:00Z".parse().unwrap();
    alert(name, Signal::Firing, Severity::Error).started_at(Some(began))
}

fn taken(name: &str) -> Alert {
    Alert { signal: Signal::Acknowledged, ..problem(name) }
}

#[test]
fn what_is_listed_no_longer_is_over_and_what_is_listed_again_is_news_at_once() {
    let night = Night::new().lists(&[problem("disk"), problem("memory")]).wait(1);
    let night = night.lists(&[problem("disk")]).wait(1).lists(&[]).wait(1);
    // A server that was started again names the same beginning, minutes later.
    let night = night.lists(&[problem("disk")]);
    assert_log(
        night,
        "
            0m  prometheus reports error: disk
            0m  page ana by sound, first page
            0m  prometheus reports error: memory
            0m  page ana by sound, first page
            1m  over, it is not listed there any more: memory
            1m  resolved, prometheus reports that it is over
            2m  over, it is not listed there any more: disk
            2m  resolved, prometheus reports that it is over
            3m  prometheus reports error: disk
            3m  the same problem was incident 1, 3m ago for 2m
            3m  page ana by sound, first page
        ",
    );
}

#[test]
fn a_list_that_is_not_whole_opens_and_ends_nothing() {
    let night = Night::new().lists(&[problem("disk")]).wait(1);
    let night = night.lists_so(&[problem("memory")], false).wait(1).lists_so(&[], false);
    assert_log(
        night,
        "
            0m  prometheus reports error: disk
            0m  page ana by sound, first page
            1m  prometheus reports error: memory
            1m  page ana by sound, first page
        ",
    );
}

#[test]
fn what_somebody_ends_here_is_not_opened_by_the_next_list_but_by_the_next_episode() {
    let night = Night::new().lists(&[problem("disk")]).wait(1).resolves("ana").wait(1);
    let night = night.lists(&[problem("disk")]).wait(30).lists(&[problem("disk")]).wait(1);
    let night = night.lists(&[]).wait(1).lists(&[problem("disk")]);
    assert_log(
        night,
        "
            0m  prometheus reports error: disk
            0m  page ana by sound, first page
            1m  ana resolves it
           34m  prometheus reports error: disk
           34m  the same problem was incident 1, 34m ago for 1m; ana had it
           34m  page ana by sound, first page
        ",
    );
}

#[test]
fn that_somebody_has_it_there_is_heard_once_and_what_somebody_has_there_from_the_first_pages_nobody()
 {
    let night = Night::new().lists(&[problem("disk"), taken("memory")]).wait(1);
    let night = night.lists(&[taken("disk"), taken("memory")]).wait(1);
    // The same list again does not put the check-in off.
    let night = night.lists(&[taken("disk"), taken("memory")]).wait(1);
    let night = night.lists(&[taken("disk"), problem("memory")]);
    assert_log(
        night,
        "
            0m  prometheus reports error: disk
            0m  page ana by sound, first page
            0m  prometheus reports error: memory (somebody has it there, and nothing is open here)
            1m  prometheus acknowledges, check-in in 30m
            3m  prometheus reports error: memory
            3m  page ana by sound, first page
        ",
    );
}

#[test]
fn a_silent_source_is_told_of_once_ends_nothing_and_is_over_with_the_next_word() {
    let night = Night::new().lists(&[problem("disk")]).acks("ana").wait(1);
    let mut night = night.word(Some(1));
    night.about = IncidentId(2);
    let night = night.acks("ana").wait(1).word(Some(2)).word(Some(3));
    let night = night.wait(1).word(None).word(None).lists(&[problem("disk")]);
    assert_log(
        night,
        "
            0m  prometheus reports error: disk
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
            1m  prometheus reports error: no word from prometheus for 1m: connection refused
            1m  page ana by sound, first page
            1m  ana acknowledges, check-in in 30m
            3m  over: there is word from prometheus again
            3m  resolved, prometheus reports that it is over
        ",
    );
}

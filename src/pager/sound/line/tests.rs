//! Every line is read back as what was written.

use super::*;

#[test]
fn events_are_read_back() {
    for event in [
        Event::Opened("Default device".to_owned()),
        Event::Noted("/a b.wav is silent, playing the siren".to_owned()),
        Event::Beat(Beat { samples: 9600, position: 480 }),
        Event::Done(33_600),
        Event::Room,
        Event::Unspoken("the words could not be decoded".to_owned()),
        Event::Failed("this machine has no sound device".to_owned()),
    ] {
        assert_eq!(Event::from_line(&event.to_string()), Some(event));
    }
}

#[test]
fn an_event_is_one_line() {
    let event = Event::Opened("two\nlines\u{1b}[2J".to_owned());
    assert_eq!(event.to_string(), "opened two lines\\x1b[2J");
}

#[test]
fn other_lines_are_no_events() {
    for line in ["", "beat", "beat x", "Connection refused", "opened"] {
        assert_eq!(Event::from_line(line), None, "{line}");
    }
}

#[test]
fn requests_are_read_back() {
    let sound = Sound::new("/tmp/a \"b\"\n.wav", 0.5);
    let request = Request::new(&sound, true);
    let line = request.to_line().unwrap();
    assert_eq!(line.matches('\n').count(), 1);
    assert_eq!(Request::from_line(&line).unwrap(), request);
}

#[test]
fn words_are_read_back() {
    let request = Request::new(&Sound::new("siren", 0.5), true);
    for words in [Words::Nothing, Words::Wave(vec![0, 10, 255]), Words::Room(20_000)] {
        let request = request.saying(words);
        assert_eq!(Request::from_line(&request.to_line().unwrap()).unwrap(), request);
    }
}

#[test]
fn a_volume_that_is_no_number_is_loud() {
    let sound = Sound::new("siren", f32::NAN);
    assert_eq!(Request::new(&sound, true).volume.to_bits(), 1.0_f32.to_bits());
}

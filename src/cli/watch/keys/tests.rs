//! What terminals send, whole and in pieces.

use proptest::prelude::*;

use super::*;

fn keys(bytes: &[u8]) -> Vec<Key> {
    Decoder::default().read(bytes)
}

#[test]
fn every_key_is_known_by_what_it_sends() {
    for (bytes, key) in [
        (&b"a"[..], Key::Letter('a')),
        ("ü".as_bytes(), Key::Letter('ü')),
        ("数".as_bytes(), Key::Letter('数')),
        ("💾".as_bytes(), Key::Letter('💾')),
        (b"\r", Key::Enter),
        (b"\x7f", Key::Backspace),
        (b"\x03", Key::Control('c')),
        (b"\x1a", Key::Control('z')),
        (b"\x1b[A", Key::Up),
        (b"\x1bOB", Key::Down),
        (b"\x1b[1;5C", Key::Right),
        (b"\x1b[H", Key::Home),
        (b"\x1b[4~", Key::End),
        (b"\x1b[5~", Key::PageUp),
        (b"\x1b[6~", Key::PageDown),
        (b"\x1b[3~", Key::Delete),
        (b"\x1ba", Key::Other),
        (b"\xff", Key::Other),
    ] {
        assert_eq!(keys(bytes), [key], "{bytes:?}");
    }
}

#[test]
fn a_key_that_comes_in_two_parts_is_one_key() {
    let mut decoder = Decoder::default();
    assert_eq!(decoder.read(b"\x1b"), []);
    assert!(decoder.waits());
    assert_eq!(decoder.read(b"[A"), [Key::Up]);
    assert_eq!(decoder.read(&"ü".as_bytes()[..1]), []);
    assert_eq!(decoder.read(&"ü".as_bytes()[1..]), [Key::Letter('ü')]);
}

#[test]
fn an_escape_after_which_nothing_comes_is_the_key_that_leaves() {
    let mut decoder = Decoder::default();
    assert_eq!(decoder.read(b"\x1b"), []);
    assert_eq!(decoder.settle(), Some(Key::Escape));
    assert_eq!(decoder.settle(), None);
    assert_eq!(keys(b"\x1b\x1b[A"), [Key::Escape, Key::Up]);
}

#[test]
fn a_paste_is_one_thing_and_never_keys() {
    let paste = b"\x1b[200~wail ack 1\r\x1b[Aq\x1b[201~a";
    let expected = [Key::Paste("wail ack 1\r\x1b[Aq".to_owned()), Key::Letter('a')];
    assert_eq!(keys(paste), expected);
    let mut decoder = Decoder::default();
    let read: Vec<Key> = paste.iter().flat_map(|byte| decoder.read(&[*byte])).collect();
    assert_eq!(read, expected, "byte by byte");
}

#[test]
fn of_a_paste_without_end_only_so_much_is_kept() {
    let mut decoder = Decoder::default();
    decoder.read(b"\x1b[200~");
    for _ in 0..100 {
        assert_eq!(decoder.read(&[b'x'; 1000]), []);
    }
    let [Key::Paste(text)] = &decoder.read(b"\x1b[201~")[..] else { panic!("no paste") };
    assert_eq!(text.len(), LONGEST_PASTE);
}

proptest! {
    #[test]
    fn whatever_comes_is_read_alike_whole_and_byte_by_byte(bytes: Vec<u8>) {
        let mut whole = Decoder::default();
        let mut parts = Decoder::default();
        let of_whole = whole.read(&bytes);
        let of_parts: Vec<Key> = bytes.iter().flat_map(|byte| parts.read(&[*byte])).collect();
        prop_assert_eq!(of_whole, of_parts);
        prop_assert!(whole.rest.len() <= bytes.len());
    }
}

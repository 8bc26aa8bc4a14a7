//! Packets of requests and replies, byte by byte.

use super::*;

const TOKEN: [u8; 8] = *b"distinct";

/// What a host sends back.
fn reply(is_v6: bool, sequence: u16) -> Vec<u8> {
    let mut packet = request(is_v6, sequence, TOKEN).to_vec();
    packet[0] = types(is_v6).1;
    // The system may have written its own identifier.
    packet[4] = 0xfe;
    packet
}

#[test]
fn a_packet_protects_itself_with_a_sum() {
    let packet = request(false, 7, TOKEN);
    // With its sum in its place, the sum over everything is nothing.
    assert_eq!(checksum(&packet), 0);
    assert_eq!(checksum(&[0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7]), !0xddf2);
    assert_eq!(checksum(&[0xff]), 0x00ff);
}

#[test]
fn only_the_reply_to_this_request_is_its_reply() {
    for is_v6 in [false, true] {
        assert!(is_reply(is_v6, &reply(is_v6, 7), 7, TOKEN));
        assert!(!is_reply(is_v6, &reply(is_v6, 6), 7, TOKEN), "a late one");
        assert!(!is_reply(is_v6, &reply(is_v6, 7), 7, *b"anothers"));
        assert!(!is_reply(is_v6, &request(is_v6, 7, TOKEN), 7, TOKEN), "our own request");
        assert!(!is_reply(!is_v6, &reply(is_v6, 7), 7, TOKEN));
        for length in 0..16 {
            assert!(!is_reply(is_v6, &reply(is_v6, 7)[..length], 7, TOKEN));
        }
    }
}

#[test]
fn the_header_of_version_4_is_passed_over() {
    let mut header = vec![0; 24];
    header[0] = 0x46;
    header.extend(reply(false, 7));
    assert!(is_reply(false, &header, 7, TOKEN));
    assert!(!is_reply(false, &[0x4f; 20], 7, TOKEN));
}

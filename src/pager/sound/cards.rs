//! The cards that the system knows, by name.

/// Their names as the kernel tells them: `HDA-Intel - HDA Intel PCH`. None where it tells nothing.
#[must_use]
pub fn cards() -> Vec<String> {
    listed(&std::fs::read_to_string("/proc/asound/cards").unwrap_or_default())
}

/// Each card has two lines, and the first has its name behind its number and its short name:
/// ` 0 [PCH            ]: HDA-Intel - HDA Intel PCH`.
fn listed(text: &str) -> Vec<String> {
    let names = text.lines().filter_map(|line| line.split_once("]: "));
    names.map(|(_, name)| name.trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_card_is_named_once() {
        let text = " 0 [PCH            ]: HDA-Intel - HDA Intel PCH\n                      HDA Intel PCH at 0xf7 irq 31\n 1 [USB ]: USB-Audio - Desk\n                      Desk at usb-1\n";
        assert_eq!(listed(text), ["HDA-Intel - HDA Intel PCH", "USB-Audio - Desk"]);
        assert!(listed("--- no soundcards ---\n").is_empty());
    }
}

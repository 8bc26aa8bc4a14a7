//! What is said of a device that does not open.

use super::*;

#[test]
fn the_reason_why_a_device_does_not_open_is_one_sentence() {
    for (kind, sentence) in [
        (CpalErrorKind::DeviceBusy, "the sound device is held by another program"),
        (
            CpalErrorKind::DeviceNotAvailable,
            "this machine has no sound device, or its sound server does not run",
        ),
        (CpalErrorKind::PermissionDenied, "the sound device may not be used by this user"),
    ] {
        for error in [
            DeviceSinkError::BuildError(CpalError::new(kind)),
            DeviceSinkError::PlayError(CpalError::new(kind)),
            DeviceSinkError::DefaultSinkConfigError(CpalError::new(kind)),
            DeviceSinkError::SupportedConfigsError(CpalError::new(kind)),
        ] {
            assert_eq!(not_opened(&error), sentence);
        }
    }
}

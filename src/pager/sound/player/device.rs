//! A device, most often the machine's default one: opened, watched, and opened again when its stream breaks.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rodio::cpal::traits::HostTrait;
use rodio::cpal::{self, BufferSize};
use rodio::{
    CpalError, CpalErrorKind, DeviceSinkBuilder, DeviceSinkError, DeviceTrait, MixerDeviceSink,
};

use super::super::line::Outlet;
use super::Message;
use super::voice::{BUFFERED, Progress, Shared, Voice};

/// How long a stream that reported an error may show that it goes on all the same, and how long to
/// wait before another is tried. PulseAudio's way through ALSA reports an error in passing when the
/// machine is busy, about once in ten openings.
const PAUSE: Duration = Duration::from_millis(250);

/// How long there may be no stream that plays before the alarm is given up: less than whoever
/// listens for beats waits, so that they are told why.
const RECOVERY: Duration = Duration::from_millis(600);

/// What went wrong with a stream last, in words. Not a queue: a broken stream may report without end.
#[derive(Clone, Default)]
struct Trouble(Arc<Mutex<Option<String>>>);

impl Trouble {
    fn take(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn put(&self, sentence: String) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(sentence);
    }
}

/// Lets the voice sound until nobody is there to stay for, or until it cannot.
pub(super) fn hold(
    outlet: &Outlet,
    voice: Voice,
    progress: &Progress,
    messages: &Sender<Message>,
    stay: &Receiver<()>,
) {
    let voice = Shared::new(voice);
    let mut broken_at = Instant::now();
    let mut has_been_open = false;
    loop {
        let trouble = match open(outlet, &voice, progress) {
            Ok((device, sink, trouble)) => {
                // The main thread may have ended meanwhile; then nobody needs to know.
                drop(messages.send(Message::Opened(device)));
                has_been_open = true;
                match watch(progress, &trouble, stay, &mut broken_at) {
                    Some(sentence) => {
                        drop(sink);
                        sentence
                    }
                    None => return,
                }
            }
            Err(sentence) if has_been_open => format!("the sound stopped, and then {sentence}"),
            // What does not open at all is for whoever knows of another.
            Err(sentence) => return drop(messages.send(Message::Failed(sentence))),
        };
        if broken_at.elapsed() >= RECOVERY {
            return drop(messages.send(Message::Failed(trouble)));
        }
        if stay.recv_timeout(PAUSE) == Err(RecvTimeoutError::Disconnected) {
            return;
        }
    }
}

/// Waits for an error after which the stream takes no more samples, and returns it; or nothing, when
/// nobody is there to stay for. While the stream plays, `broken_at` is kept at now.
fn watch(
    progress: &Progress,
    trouble: &Trouble,
    stay: &Receiver<()>,
    broken_at: &mut Instant,
) -> Option<String> {
    let opened = progress.pulled();
    let mut suspicion = None;
    loop {
        let before = progress.pulled();
        match stay.recv_timeout(PAUSE) {
            Err(RecvTimeoutError::Timeout) => {}
            Ok(()) | Err(RecvTimeoutError::Disconnected) => return None,
        }
        let reported = trouble.take();
        let pulled = progress.pulled();
        if pulled == before {
            suspicion = reported.or(suspicion);
            if suspicion.is_some() {
                return suspicion;
            }
            continue;
        }
        if pulled > opened + BUFFERED {
            *broken_at = Instant::now();
        }
        // It may have been reported after the last sample; the next look will tell.
        suspicion = reported;
    }
}

/// Opens the device and lets the voice sound. No other device is tried: an alarm that sounds where
/// nobody is, such as a screen that is off, is worse than one known to have failed.
fn open(
    outlet: &Outlet,
    voice: &Shared,
    progress: &Progress,
) -> Result<(String, MixerDeviceSink, Trouble), String> {
    let device = device_of(outlet)?;
    let name = match outlet {
        Outlet::Device(name) => name.clone(),
        Outlet::Default | Outlet::Program(_) => name_of(&device),
    };
    let trouble = Trouble::default();
    let stream = |buffer: Option<BufferSize>| {
        let builder = DeviceSinkBuilder::from_device(device.clone())?;
        let builder = match buffer {
            Some(buffer) => builder.with_buffer_size(buffer),
            None => builder,
        };
        let trouble = trouble.clone();
        builder.with_error_callback(move |error| report(&error, &trouble)).open_stream()
    };
    let opened = match stream(None) {
        // Rodio's choice of buffer is not every device's.
        Err(DeviceSinkError::BuildError(error))
            if error.kind() == CpalErrorKind::UnsupportedConfig =>
        {
            stream(Some(BufferSize::Default))
        }
        opened => opened,
    };
    let mut sink = opened.map_err(|error| not_opened(&error))?;
    sink.log_on_drop(false);
    progress.opening();
    sink.mixer().add(voice.clone());
    Ok((name, sink, trouble))
}

/// The device of that name: one that ALSA knows by it, else the sound server's, which has been told the
/// name by `PULSE_SINK` and knows its outputs itself.
fn device_of(outlet: &Outlet) -> Result<cpal::Device, String> {
    const NO_DEVICE: &str = "this machine has no default sound device";

    let host = cpal::default_host();
    let Outlet::Device(name) = outlet else {
        return host.default_output_device().ok_or_else(|| NO_DEVICE.to_owned());
    };
    let devices: Vec<cpal::Device> = host.output_devices().into_iter().flatten().collect();
    let called = |wanted: &str| {
        let id = |device: &&cpal::Device| device.id().is_ok_and(|id| id.id() == wanted);
        devices.iter().find(id).cloned()
    };
    called(name)
        .or_else(|| devices.iter().find(|device| name_of(device) == *name).cloned())
        .or_else(|| called(SERVER))
        .ok_or_else(|| format!("there is no sound device `{name}`"))
}

/// What ALSA calls the way to PulseAudio or to what stands in for it.
const SERVER: &str = "pulse";

fn name_of(device: &cpal::Device) -> String {
    device.description().map_or_else(
        |_| "the default device".to_owned(),
        |description| description.name().to_owned(),
    )
}

/// Notes an error that may end the stream; the others are heard as a crackle.
fn report(error: &CpalError, trouble: &Trouble) {
    let passes = matches!(
        error.kind(),
        CpalErrorKind::Xrun | CpalErrorKind::DeviceChanged | CpalErrorKind::RealtimeDenied
    );
    if !passes {
        trouble.put(format!("the sound stopped: {}", cause(error)));
    }
}

/// Why the device did not open, in one sentence.
fn not_opened(error: &DeviceSinkError) -> String {
    let (DeviceSinkError::PlayError(error)
    | DeviceSinkError::DefaultSinkConfigError(error)
    | DeviceSinkError::BuildError(error)
    | DeviceSinkError::SupportedConfigsError(error)) = error
    else {
        return format!("the sound device could not be opened: {error}");
    };
    match error.kind() {
        CpalErrorKind::DeviceNotAvailable | CpalErrorKind::HostUnavailable => {
            "this machine has no sound device, or its sound server does not run".to_owned()
        }
        CpalErrorKind::PermissionDenied => {
            "the sound device may not be used by this user".to_owned()
        }
        CpalErrorKind::DeviceBusy => "the sound device is held by another program".to_owned(),
        _ => format!("the sound device could not be opened: {}", cause(error)),
    }
}

fn cause(error: &CpalError) -> String {
    error.to_string().trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests;

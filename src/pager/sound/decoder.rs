//! Sound files of every kind that is understood, as the samples that are played.

use std::io::{Read, Seek};
use std::iter;
use std::num::NonZero;

use rodio::conversions::SampleRateConverter;
use rodio::{Decoder, Source};

use super::tones::RATE;

/// A sound file of so many bytes as mono samples at [`RATE`], or nothing if it is none. `kind` is how
/// its name ends.
pub(super) fn samples<Data>(
    data: Data,
    length: u64,
    kind: &str,
) -> Option<impl Iterator<Item = f32> + use<Data>>
where
    Data: Read + Seek + Send + Sync + 'static,
{
    // Told its length, the decoder looks for the true end of a file and cuts off what an encoder
    // added: a round must not pause before it begins again.
    let decoder = Decoder::builder()
        .with_data(data)
        .with_byte_len(length)
        .with_seekable(true)
        .with_hint(kind)
        .build()
        .ok()?;
    let rate = decoder.sample_rate();
    Some(SampleRateConverter::new(mono(decoder), rate, NonZero::new(RATE)?, NonZero::<u16>::MIN))
}

/// The mean of all channels.
fn mono(mut source: impl Source) -> impl Iterator<Item = f32> {
    let channels = source.channels().get();
    iter::from_fn(move || {
        let first = source.next()?;
        let others: f32 = (1..channels).map_while(|_| source.next()).sum();
        Some((first + others) / f32::from(channels))
    })
}

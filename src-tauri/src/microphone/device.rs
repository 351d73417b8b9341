use cpal::traits::{DeviceTrait as _, HostTrait as _, StreamTrait as _};
use cpal::{Device, ErrorKind, FromSample, SampleFormat, SizedSample, StreamConfig};
use parlance_app::ipc::MicrophoneProblem;
use parlance_app::{Heard, Hearing, Microphone};
use tokio::sync::mpsc::UnboundedSender;

/// The microphones of this machine, over the system's own interface.
pub(super) struct Devices;

impl Microphone for Devices {
    fn names(&self) -> Vec<String> {
        let devices = cpal::default_host().input_devices();
        let mut names: Vec<_> = devices.into_iter().flatten().filter_map(|device| name(&device)).collect();
        names.sort();
        names.dedup();
        names
    }

    fn open(
        &self,
        wanted: Option<&str>,
        heard: UnboundedSender<Heard>,
    ) -> Result<Hearing, MicrophoneProblem> {
        let host = cpal::default_host();
        let named = wanted.and_then(|wanted| {
            host.input_devices().ok()?.find(|device| name(device).as_deref() == Some(wanted))
        });
        // One that was chosen and is unplugged today is no reason to hear nothing.
        let device = named.or_else(|| host.default_input_device()).ok_or(MicrophoneProblem::Missing)?;
        let config = device.default_input_config().map_err(|error| problem(&error))?;
        let format = config.sample_format();
        let config: StreamConfig = config.into();
        let stream = match format {
            SampleFormat::I8 => stream::<i8>(&device, config, heard),
            SampleFormat::I16 => stream::<i16>(&device, config, heard),
            SampleFormat::I32 => stream::<i32>(&device, config, heard),
            SampleFormat::U8 => stream::<u8>(&device, config, heard),
            SampleFormat::U16 => stream::<u16>(&device, config, heard),
            SampleFormat::F32 => stream::<f32>(&device, config, heard),
            SampleFormat::F64 => stream::<f64>(&device, config, heard),
            other => {
                tracing::warn!(format = ?other, "the microphone speaks in an unknown form");
                return Err(MicrophoneProblem::Failed);
            }
        };
        let stream = stream.and_then(|stream| stream.play().map(|()| stream));
        let stream = stream.map_err(|error| problem(&error))?;
        Ok(Hearing { rate_hz: config.sample_rate, open: Box::new(stream) })
    }
}

fn name(device: &Device) -> Option<String> {
    Some(device.description().ok()?.name().to_owned())
}

fn stream<T>(
    device: &Device,
    config: StreamConfig,
    heard: UnboundedSender<Heard>,
) -> Result<cpal::Stream, cpal::Error>
where
    T: SizedSample,
    f32: FromSample<T>,
{
    let lost = heard.clone();
    let channels = usize::from(config.channels.max(1));
    device.build_input_stream(
        config,
        move |samples: &[T], _: &_| {
            let one = samples.chunks(channels).map(|frame| {
                frame.iter().map(|sample| f32::from_sample_(*sample)).sum::<f32>() / frame.len() as f32
            });
            // Nobody listens any more.
            let _ = heard.send(Heard::Samples(one.collect()));
        },
        move |error| match error.kind() {
            // It goes on.
            ErrorKind::DeviceChanged | ErrorKind::Xrun | ErrorKind::RealtimeDenied => {}
            kind => {
                tracing::warn!(?kind, "the microphone was lost");
                let _ = lost.send(Heard::Lost);
            }
        },
        None,
    )
}

fn problem(error: &cpal::Error) -> MicrophoneProblem {
    tracing::warn!(kind = ?error.kind(), "the microphone did not open");
    match error.kind() {
        ErrorKind::PermissionDenied => MicrophoneProblem::Refused,
        ErrorKind::DeviceBusy => MicrophoneProblem::Busy,
        ErrorKind::DeviceNotAvailable | ErrorKind::HostUnavailable => MicrophoneProblem::Missing,
        _ => MicrophoneProblem::Failed,
    }
}

//! What the machine hears. The page needs no leave to use a microphone: it never gets one.

mod device;
mod file;

use std::sync::Arc;

use parlance_app::Microphone;

/// A sound file that is heard in place of a microphone, as if somebody said it: 16 bits, one channel. For tests.
const FILE_VARIABLE: &str = "PARLANCE_MICROPHONE";

pub(crate) fn of_this_machine() -> Arc<dyn Microphone> {
    match std::env::var_os(FILE_VARIABLE).filter(|path| !path.is_empty()) {
        Some(path) => Arc::new(file::SoundFile::new(path.into())),
        None => Arc::new(device::Devices),
    }
}

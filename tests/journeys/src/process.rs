use std::fs;
use std::path::Path;

/// The id of the app's main process that runs on the data folder `home`.
pub fn app_process(home: &Path) -> Option<u32> {
    process_of("parlance", home)
}

/// As [`app_process`], of the program with this file name, which the system cuts after 15 bytes.
pub(crate) fn process_of(program: &str, home: &Path) -> Option<u32> {
    let wanted = format!("PARLANCE_HOME={}", home.display());
    fs::read_dir("/proc").ok()?.flatten().find_map(|entry| {
        let id: u32 = entry.file_name().to_str()?.parse().ok()?;
        let name = fs::read_to_string(entry.path().join("comm")).ok()?;
        let environment = fs::read(entry.path().join("environ")).ok()?;
        let matches = environment.split(|byte| *byte == 0).any(|variable| variable == wanted.as_bytes());
        (name.trim() == program && matches).then_some(id)
    })
}

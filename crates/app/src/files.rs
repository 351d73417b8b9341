//! Files that the app writes for the user.

use std::path::{Path, PathBuf};
use std::{fs, io};

/// Writes a file beside those that are there: `<name><ending>`, `<name>-2<ending>`, and so on.
pub(crate) fn write_new(folder: &Path, name: &str, ending: &str, text: &str) -> io::Result<PathBuf> {
    fs::create_dir_all(folder)?;
    let mut number = 1_u32;
    loop {
        let number_word = if number == 1 { String::new() } else { format!("-{number}") };
        let path = folder.join(format!("{name}{number_word}{ending}"));
        match fs::File::create_new(&path) {
            Ok(mut file) => {
                io::Write::write_all(&mut file, text.as_bytes())?;
                return Ok(path);
            }
            Err(taken) if taken.kind() == io::ErrorKind::AlreadyExists => number += 1,
            Err(failure) => return Err(failure),
        }
    }
}

//! A small file system in memory, for what happens when it is full or may not be written.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A disk of its own over a folder, unmounted with the value. Linux, and only where this process may mount.
#[derive(Debug)]
pub struct Disk {
    folder: PathBuf,
    /// Removed with the value, after it was unmounted.
    own: Option<TempDir>,
}

impl Disk {
    /// 8 MB over a new folder. `None`, said aloud, where mounting is not allowed.
    pub fn small() -> Option<Self> {
        let own = TempDir::new().ok()?;
        let mut disk = Self::over(own.path(), "8m")?;
        disk.own = Some(own);
        Some(disk)
    }

    /// Over an existing folder, with a size as `mount` takes it.
    #[expect(clippy::print_stderr, reason = "a skipped test must not look like one that passed")]
    pub fn over(folder: &Path, size: &str) -> Option<Self> {
        let size = format!("size={size}");
        if mount(&["-t", "tmpfs", "-o", &size, "tmpfs"], folder) {
            return Some(Self { folder: folder.to_owned(), own: None });
        }
        let test = std::thread::current().name().unwrap_or("a test").to_owned();
        eprintln!("SKIPPED {test}: mounting a file system is not allowed here");
        None
    }

    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// Takes the room that is left. Removing the file that is returned gives it back.
    ///
    /// # Errors
    /// When the file cannot be made at all.
    pub fn fill(&self) -> std::io::Result<PathBuf> {
        let ballast = self.folder.join("ballast");
        let mut file = File::options().create(true).append(true).open(&ballast)?;
        for size in [64 * 1024, 4096, 1] {
            while file.write_all(&vec![b'x'; size]).is_ok() {}
        }
        Ok(ballast)
    }

    /// Allows writing, or forbids it. False when that did not work.
    pub fn set_writable(&self, writable: bool) -> bool {
        let option = if writable { "remount,rw" } else { "remount,ro" };
        // A process that another test is just starting holds every open file for a moment, and the disk is busy.
        (0..100).any(|_| mount(&["-o", option], &self.folder))
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.folder).status();
    }
}

fn mount(options: &[&str], at: &Path) -> bool {
    Command::new("mount").args(options).arg(at).output().is_ok_and(|done| done.status.success())
}

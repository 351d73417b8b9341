//! How WebKitGTK draws. Must be decided before GTK starts.

/// Without a GPU, WebKitGTK's default path composes in software and plain text falls to 30 frames a second at three times the
/// processor time; this setting draws directly instead. With a GPU it would turn acceleration off, so it stays unset.
/// A setting that the user made wins.
#[cfg(target_os = "linux")]
pub(crate) fn prefer_what_the_machine_can_draw() {
    const VARIABLE: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    if std::env::var_os(VARIABLE).is_none() && !has_render_node() {
        #[expect(unsafe_code, reason = "called first in main, while this thread is the only one")]
        // SAFETY: no other thread exists yet that could read the environment.
        unsafe {
            std::env::set_var(VARIABLE, "1");
        }
    }
}

#[cfg(target_os = "linux")]
fn has_render_node() -> bool {
    let Ok(nodes) = std::fs::read_dir("/dev/dri") else { return false };
    nodes
        .flatten()
        .filter(|node| node.file_name().to_string_lossy().starts_with("renderD"))
        .any(|node| std::fs::OpenOptions::new().read(true).write(true).open(node.path()).is_ok())
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn prefer_what_the_machine_can_draw() {}

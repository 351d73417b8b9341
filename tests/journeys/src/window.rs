use parlance_testkit::TempHome;
use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{
    AtomEnum, ClientMessageEvent, ConnectionExt as _, EventMask, MapState, Window,
};
use x11rb::rust_connection::RustConnection;

use crate::Error;
use crate::process::process_of;

/// Asks the app's window on the data folder of `home` to close, as the button in its title bar does.
///
/// # Errors
/// When there is no display, or no such window on it.
pub fn close_window(home: &TempHome) -> Result<(), Error> {
    close_window_of("parlance", home)
}

/// As [`close_window`], of another program.
pub(crate) fn close_window_of(program: &str, home: &TempHome) -> Result<(), Error> {
    let process = process_of(program, &home.parlance()).ok_or("the app has gone")?;
    let (display, screen) = x11rb::connect(None)?;
    let root = display.setup().roots[screen].root;
    let window = window_of(&display, root, process)?.ok_or("the app has no window")?;
    let atom =
        |name: &str| -> Result<u32, Error> { Ok(display.intern_atom(false, name.as_bytes())?.reply()?.atom) };
    let message = ClientMessageEvent::new(
        32,
        window,
        atom("WM_PROTOCOLS")?,
        [atom("WM_DELETE_WINDOW")?, x11rb::CURRENT_TIME, 0, 0, 0],
    );
    display.send_event(false, window, EventMask::NO_EVENT, message)?.check()?;
    Ok(())
}

/// The visible top-level window of a process.
fn window_of(display: &RustConnection, root: Window, process: u32) -> Result<Option<Window>, Error> {
    let owner = display.intern_atom(false, b"_NET_WM_PID")?.reply()?.atom;
    for window in display.query_tree(root)?.reply()?.children {
        let owned = display.get_property(false, window, owner, AtomEnum::CARDINAL, 0, 1)?.reply()?;
        let visible = display.get_window_attributes(window)?.reply()?.map_state == MapState::VIEWABLE;
        if owned.value32().and_then(|mut values| values.next()) == Some(process) && visible {
            return Ok(Some(window));
        }
    }
    Ok(None)
}

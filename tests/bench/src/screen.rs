//! Sees on the display itself when a window has been drawn, so that nothing in the window can say so too early.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, timeout};
use x11rb::connection::Connection;
use x11rb::protocol::Event;
use x11rb::protocol::damage::{self, ConnectionExt as _};
use x11rb::protocol::xproto::{
    ChangeWindowAttributesAux, ClientMessageEvent, ConnectionExt as _, EventMask, ImageFormat, Window,
};
use x11rb::rust_connection::RustConnection;

use crate::run::Result;

const PATIENCE: Duration = Duration::from_secs(60);
/// Menus, tooltips and the toolkit's helper windows are narrower.
const MAIN_WINDOW_PX: u16 = 400;
/// The composer is more than twice as high; a line of text, a spinner or a button is not as high.
const FIELD_PX: usize = 48;
/// Within the sidebar.
const SIDE_PX: u16 = 200;
/// More than a panel, its line and a flat icon have.
const SHADES: usize = 16;

/// The X display; nothing else is shown on it meanwhile.
pub(crate) struct Screen {
    connection: Arc<RustConnection>,
    events: mpsc::UnboundedReceiver<Event>,
    root: Window,
    damage: damage::Damage,
}

impl Screen {
    pub(crate) fn open() -> Result<Self> {
        let (connection, number) = RustConnection::connect(None)?;
        let root = connection.setup().roots.get(number).ok_or("no X screen")?.root;
        connection.damage_query_version(1, 1)?.reply()?;
        let damage = connection.generate_id()?;
        connection.damage_create(damage, root, damage::ReportLevel::NON_EMPTY)?;
        let wanted = ChangeWindowAttributesAux::new().event_mask(EventMask::SUBSTRUCTURE_NOTIFY);
        connection.change_window_attributes(root, &wanted)?;
        connection.flush()?;
        let connection = Arc::new(connection);
        let (told, events) = mpsc::unbounded_channel();
        let heard = connection.clone();
        // Ends with the process, or when nobody listens any more.
        std::thread::spawn(move || {
            while let Ok(event) = heard.wait_for_event()
                && told.send(event).is_ok()
            {}
        });
        Ok(Self { connection, events, root, damage })
    }

    /// Waits until a window with a field to write in has been drawn; gives it and the moment.
    pub(crate) async fn first_frame(&mut self) -> Result<(Window, Instant)> {
        timeout(PATIENCE, self.look_for_frame()).await.map_err(|_| "no window with a field was drawn")?
    }

    /// Waits until the list beside the conversation has been drawn too; gives the moment.
    pub(crate) async fn whole_frame(&mut self, window: Window) -> Result<Instant> {
        let whole = async {
            while !has_words(&self.left(window)?) {
                self.change().await?;
            }
            Ok(Instant::now())
        };
        timeout(PATIENCE, whole).await.map_err(|_| "the window was never drawn whole")?
    }

    async fn look_for_frame(&mut self) -> Result<(Window, Instant)> {
        let mut window = None;
        loop {
            if let Some(mapped) = self.change().await?
                && self.is_main(mapped)
            {
                window = Some(mapped);
            }
            if let Some(window) = window
                && has_field(&self.middle(window)?)
            {
                return Ok((window, Instant::now()));
            }
        }
    }

    /// Waits until a window was mapped, which is given, or anything was drawn.
    async fn change(&mut self) -> Result<Option<Window>> {
        loop {
            match self.events.recv().await.ok_or("the display has gone")? {
                Event::MapNotify(map) => return Ok(Some(map.window)),
                // Before the look at the picture: what changes after it is told again.
                Event::DamageNotify(_) => {
                    self.connection.damage_subtract(self.damage, x11rb::NONE, x11rb::NONE)?;
                    self.connection.flush()?;
                    return Ok(None);
                }
                _ => {}
            }
        }
    }

    /// Asks a window to close, as its title bar does.
    pub(crate) fn close(&self, window: Window) -> Result<()> {
        let atom = |name: &str| -> Result<u32> {
            Ok(self.connection.intern_atom(false, name.as_bytes())?.reply()?.atom)
        };
        let (protocols, delete) = (atom("WM_PROTOCOLS")?, atom("WM_DELETE_WINDOW")?);
        let message = ClientMessageEvent::new(32, window, protocols, [delete, 0, 0, 0, 0]);
        self.connection.send_event(false, window, EventMask::NO_EVENT, message)?;
        self.connection.flush()?;
        Ok(())
    }

    /// A window that is gone already is not the main one.
    fn is_main(&self, window: Window) -> bool {
        let geometry = self.connection.get_geometry(window).ok().and_then(|cookie| cookie.reply().ok());
        geometry.is_some_and(|geometry| geometry.width >= MAIN_WINDOW_PX)
    }

    /// The pixels on the screen along the vertical line through the window's middle.
    fn middle(&self, window: Window) -> Result<Vec<[u8; 4]>> {
        let width = self.connection.get_geometry(window)?.reply()?.width;
        self.pixels(window, width / 2, 1)
    }

    /// The pixels of the window's left edge.
    fn left(&self, window: Window) -> Result<Vec<[u8; 4]>> {
        self.pixels(window, 0, SIDE_PX)
    }

    /// The pixels on the screen of `width` columns of the window, from column `x` on.
    fn pixels(&self, window: Window, x: u16, width: u16) -> Result<Vec<[u8; 4]>> {
        let height = self.connection.get_geometry(window)?.reply()?.height;
        let place = self.connection.translate_coordinates(window, self.root, 0, 0)?.reply()?;
        let x = place.dst_x + i16::try_from(x)?;
        let image = self
            .connection
            .get_image(ImageFormat::Z_PIXMAP, self.root, x, place.dst_y, width, height, u32::MAX)?
            .reply()?;
        Ok(image.data.chunks_exact(4).map(|pixel| [pixel[0], pixel[1], pixel[2], pixel[3]]).collect())
    }
}

/// Whether there is text: its edges are in many shades.
fn has_words(pixels: &[[u8; 4]]) -> bool {
    pixels.iter().collect::<HashSet<_>>().len() > SHADES
}

/// Whether the line crosses a plain area in another colour than the page's, with page above and below it.
fn has_field(line: &[[u8; 4]]) -> bool {
    let mut counts: HashMap<[u8; 4], usize> = HashMap::new();
    for pixel in line {
        *counts.entry(*pixel).or_default() += 1;
    }
    let page = counts.into_iter().max_by_key(|(_, count)| *count).map(|(pixel, _)| pixel);
    let runs: Vec<&[[u8; 4]]> = line.chunk_by(|one, next| one == next).collect();
    let inner = runs.get(1..runs.len().saturating_sub(1)).unwrap_or_default();
    inner.iter().any(|run| run.len() >= FIELD_PX && run.first().copied() != page)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(runs: &[(u8, usize)]) -> bool {
        let pixels: Vec<_> = runs.iter().flat_map(|(grey, count)| vec![[*grey; 4]; *count]).collect();
        has_field(&pixels)
    }

    #[test]
    fn only_a_field_on_a_page_counts() {
        assert!(line(&[(10, 300), (51, 1), (28, 90), (51, 1), (10, 300)]));
        assert!(!line(&[]));
        assert!(!line(&[(0, 800)]), "not shown");
        assert!(!line(&[(10, 800)]), "shown and not drawn");
        assert!(!line(&[(10, 500), (0, 300)]), "drawn in half");
        assert!(!line(&[(10, 388), (200, 24), (10, 388)]), "a spinner");
    }
    #[test]
    fn only_many_shades_are_words() {
        let shades = |count: u8| (0..count).map(|grey| [grey; 4]).collect::<Vec<_>>();
        assert!(!has_words(&shades(3)));
        assert!(has_words(&shades(40)));
    }
}

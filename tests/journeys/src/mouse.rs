use std::time::Duration;

use fantoccini::actions::{InputSource, MOUSE_BUTTON_LEFT, MouseActions, PointerAction};
use serde_json::json;

use crate::{Error, Page, Role};

impl Page {
    /// Drags something with the mouse onto something else of the same role.
    pub async fn drag(&self, role: Role, name: &str, onto: &str) -> Result<(), Error> {
        let (from, to) = (self.find(role, name).await?, self.find(role, onto).await?);
        // As slowly as a quick hand.
        let duration = Some(Duration::from_millis(200));
        let over = |element, x| PointerAction::MoveToElement { element, duration, x, y: 0.0 };
        let actions = MouseActions::new("mouse".into())
            .then(over(from.clone(), 0.0))
            .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT })
            .then(over(from, 20.0))
            .then(over(to.clone(), 0.0))
            .then(over(to, 4.0))
            .then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
        self.client.perform_actions(actions).await?;
        Ok(())
    }

    /// Drags something with the mouse to one side, by CSS pixels.
    pub async fn pull(&self, role: Role, name: &str, x: f64) -> Result<(), Error> {
        let element = self.find(role, name).await?;
        let duration = Some(Duration::from_millis(200));
        let actions = MouseActions::new("mouse".into())
            .then(PointerAction::MoveToElement { element, duration, x: 0.0, y: 0.0 })
            .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT })
            .then(PointerAction::MoveBy { duration, x, y: 0.0 })
            .then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
        self.client.perform_actions(actions).await?;
        Ok(())
    }

    /// Clicks with the mouse what it has rested on for a while.
    pub async fn click_at_rest(&self, role: Role, name: &str, rest: Duration) -> Result<(), Error> {
        let element = self.find(role, name).await?;
        let actions = MouseActions::new("mouse".into())
            .then(PointerAction::MoveToElement { element, duration: None, x: 0.0, y: 0.0 })
            .then(PointerAction::Pause { duration: rest })
            .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT })
            .then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
        self.client.perform_actions(actions).await?;
        Ok(())
    }

    /// Brings a piece of the conversation into view as the wheel does, after which nothing else moves it.
    pub async fn wheel_to(&self, selector: &str) -> Result<(), Error> {
        let script = "const piece = document.querySelector(arguments[0]);
            const log = piece?.closest('[role=log]');
            log?.dispatchEvent(new WheelEvent('wheel', { deltaY: -1, bubbles: true }));
            piece?.scrollIntoView({ block: 'center' });
            return log != null";
        self.until_with("the piece", script, vec![json!(selector)]).await?;
        Ok(())
    }
}

//! What a person does who has a keyboard and nothing else. Keys go to the window, as those of a keyboard do, and not to an
//! element: what has the focus gets them, and a focus that is lost stays lost.

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;
use serde_json::json;

use crate::page::FIND;
use crate::{Error, Page};

/// More stops than any screen has.
const STOPS: usize = 120;

impl Page {
    /// Holds all but the last of the keys while that is pressed.
    pub async fn stroke(&self, keys: &[char]) -> Result<(), Error> {
        let mut actions = KeyActions::new("keyboard".into());
        for &value in keys {
            actions = actions.then(KeyAction::Down { value });
        }
        for &value in keys.iter().rev() {
            actions = actions.then(KeyAction::Up { value });
        }
        Ok(self.client.perform_actions(actions).await?)
    }

    pub async fn strike(&self, key: Key) -> Result<(), Error> {
        self.stroke(&[key.into()]).await
    }

    pub async fn strike_shifted(&self, key: Key) -> Result<(), Error> {
        self.stroke(&[Key::Shift.into(), key.into()]).await
    }

    pub async fn strike_control(&self, key: char) -> Result<(), Error> {
        self.stroke(&[Key::Control.into(), key]).await
    }

    /// Types what a keyboard has keys for, one letter after the other.
    pub async fn write(&self, text: &str) -> Result<(), Error> {
        let mut actions = KeyActions::new("keyboard".into());
        for value in text.chars() {
            actions = actions.then(KeyAction::Down { value }).then(KeyAction::Up { value });
        }
        Ok(self.client.perform_actions(actions).await?)
    }

    /// The accessible name of what has the focus; empty where nothing has, or where it has no name.
    pub async fn focus(&self) -> Result<String, Error> {
        let script = format!(
            "{FIND}\nconst at = document.activeElement;\nreturn at && at !== document.body ? name_of(at) : '';"
        );
        let name = self.run(&script, Vec::new()).await?;
        Ok(name.as_str().unwrap_or_default().to_owned())
    }

    /// Waits until what has this name has the focus. A name that ends with "…" goes on.
    pub async fn at(&self, name: &str) -> Result<(), Error> {
        let script = format!(
            "{FIND}\nconst at = document.activeElement;
            if (!at || at === document.body) return false;
            const name = name_of(at), wanted = arguments[0];
            return wanted.endsWith('…') ? name.startsWith(wanted.slice(0, -1)) : name === wanted;"
        );
        let waited = self.until_with(&format!("the focus on \"{name}\""), &script, vec![json!(name)]).await;
        match waited {
            Ok(_) => Ok(()),
            Err(error) => Err(format!("the focus is on \"{}\"; {error}", self.focus().await?).into()),
        }
    }

    /// Waits until the focus is within what a CSS selector finds, on something that has a name, and gives that.
    pub async fn at_in(&self, selector: &str) -> Result<String, Error> {
        let script = format!(
            "{FIND}\nconst at = document.activeElement;
            return at && at.closest(arguments[0]) ? name_of(at) : '';"
        );
        let waited =
            self.until_with(&format!("the focus in {selector}"), &script, vec![json!(selector)]).await;
        match waited {
            Ok(name) => Ok(name.as_str().unwrap_or_default().to_owned()),
            Err(error) => Err(format!("the focus is on \"{}\"; {error}", self.focus().await?).into()),
        }
    }

    /// Goes from stop to stop until it is there.
    pub async fn tab_to(&self, name: &str) -> Result<(), Error> {
        self.go_to(name, &[Key::Tab]).await
    }

    /// As [`Page::tab_to`], the other way.
    pub async fn tab_back_to(&self, name: &str) -> Result<(), Error> {
        self.go_to(name, &[Key::Shift, Key::Tab]).await
    }

    /// Goes down a list or an open menu until it is there.
    pub async fn down_to(&self, name: &str) -> Result<(), Error> {
        self.go_to(name, &[Key::Down]).await
    }

    async fn go_to(&self, name: &str, keys: &[Key]) -> Result<(), Error> {
        let keys: Vec<char> = keys.iter().map(|&key| key.into()).collect();
        let mut passed = Vec::new();
        for _ in 0..STOPS {
            let focus = self.focus().await?;
            if focus == name {
                return Ok(());
            }
            passed.push(focus);
            self.stroke(&keys).await?;
        }
        Err(format!("no key leads to \"{name}\"; passed {passed:?}").into())
    }
}

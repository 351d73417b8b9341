use std::time::Duration;

use fantoccini::Client;
use fantoccini::elements::Element;
use fantoccini::error::{CmdError, ErrorStatus, WebDriver};
use fantoccini::key::Key;
use fantoccini::wd::TimeoutConfiguration;
use serde_json::{Value, json};
use tokio::time::{Instant, interval};

use crate::{Error, artifacts};

const PATIENCE: Duration = Duration::from_secs(40);

/// Finds what has the role and the name, among what is visible.
pub(crate) const FIND: &str = include_str!("find.js");

/// The roles that journeys look for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Button,
    Textbox,
    Searchbox,
    List,
    Log,
    Article,
    Link,
    Option,
    Dialog,
    Heading,
    Alert,
    Combobox,
    Radio,
    Switch,
    MenuItem,
    Tab,
    Separator,
    Complementary,
}

/// The page in the window.
#[derive(Clone)]
pub struct Page {
    pub(crate) client: Client,
    patience: Duration,
}

impl Page {
    pub(crate) fn new(client: Client) -> Self {
        Self { client, patience: PATIENCE }
    }

    /// As it is, but waits this long for what is looked for, also while the page is busy.
    pub async fn patient(self, patience: Duration) -> Result<Self, Error> {
        self.client.update_timeouts(TimeoutConfiguration::new(Some(patience), None, None)).await?;
        Ok(Self { patience, ..self })
    }

    /// Runs a function body in the page.
    pub async fn run(&self, script: &str, args: Vec<Value>) -> Result<Value, Error> {
        Ok(self.client.execute(script, args).await?)
    }

    /// Waits until a function body gives something truthy, and gives that.
    pub async fn until(&self, what: &str, script: &str) -> Result<Value, Error> {
        self.until_with(what, script, Vec::new()).await
    }

    pub async fn until_with(&self, what: &str, script: &str, args: Vec<Value>) -> Result<Value, Error> {
        let end = Instant::now() + self.patience;
        let mut ticks = interval(Duration::from_millis(25));
        loop {
            ticks.tick().await;
            let value = self.client.execute(script, args.clone()).await?;
            let truthy =
                !(value.is_null() || value == json!(false) || value == json!("") || value == json!(0));
            if truthy {
                return Ok(value);
            }
            if Instant::now() > end {
                self.picture("in-vain").await?;
                let text = self.client.execute("return document.body.innerText", Vec::new()).await?;
                return Err(format!(
                    "waited in vain for {what}; the page says:\n{}",
                    text.as_str().unwrap_or("")
                )
                .into());
            }
        }
    }

    /// Waits for the first visible element with this role and name.
    pub async fn find(&self, role: Role, name: &str) -> Result<Element, Error> {
        let found = self
            .until_with(
                &format!("{role:?} \"{name}\""),
                &format!("{FIND}\nreturn find(arguments[0], arguments[1])[0];"),
                vec![json!(role.word()), json!(name)],
            )
            .await?;
        let id =
            found.as_object().and_then(|map| map.values().next()).and_then(Value::as_str).unwrap_or_default();
        Ok(Element::from_element_id(self.client.clone(), id.to_owned().into()))
    }

    /// How many visible elements have this role and name now.
    pub async fn count(&self, role: Role, name: &str) -> Result<u64, Error> {
        let script = format!("{FIND}\nreturn find(arguments[0], arguments[1]).length;");
        Ok(self.run(&script, vec![json!(role.word()), json!(name)]).await?.as_u64().unwrap_or(0))
    }

    pub async fn click(&self, role: Role, name: &str) -> Result<(), Error> {
        let end = Instant::now() + PATIENCE;
        loop {
            match self.find(role, name).await?.click().await {
                // It was drawn anew, or what stands before it was, between the look and the click.
                Err(CmdError::Standard(error)) if moved(&error) && Instant::now() < end => {}
                clicked => return Ok(clicked?),
            }
        }
    }

    /// Types into a field, after what it holds. A line end is the Enter key.
    pub async fn type_into(&self, role: Role, name: &str, text: &str) -> Result<(), Error> {
        let keys = text.replace('\n', &char::from(Key::Enter).to_string());
        self.find(role, name).await?.send_keys(&keys).await?;
        Ok(())
    }

    /// Chooses an option of a list by its words. The driver cannot click what the toolkit draws in a window of its own.
    pub async fn choose(&self, name: &str, option: &str) -> Result<(), Error> {
        let list = self.find(Role::Combobox, name).await?;
        let script = "const [list, words] = arguments;
            list.value = [...list.options].find((option) => option.text === words).value;
            list.dispatchEvent(new Event('change', { bubbles: true }));";
        self.run(script, vec![serde_json::to_value(list)?, json!(option)]).await?;
        Ok(())
    }

    /// Gives a file to a field for files. Nobody sees that one, and its button opens a dialog of the system, so that the
    /// driver reaches neither.
    pub async fn choose_file(&self, name: &str, file: &str, text: &str) -> Result<(), Error> {
        let script = "const [name, file, text] = arguments;
            const field = document.querySelector(`input[type=file][aria-label=\"${name}\"]`);
            const chosen = new DataTransfer();
            chosen.items.add(new File([text], file));
            field.files = chosen.files;
            field.dispatchEvent(new Event('change', { bubbles: true }));";
        self.run(script, vec![json!(name), json!(file), json!(text)]).await?;
        Ok(())
    }

    /// Types into a field in place of what it holds.
    pub async fn retype(&self, role: Role, name: &str, text: &str) -> Result<(), Error> {
        self.find(role, name).await?.clear().await?;
        self.type_into(role, name, text).await
    }

    /// As [`Page::retype`], for a field that takes note of being empty: the old text goes with the first new letter.
    pub async fn type_over(&self, role: Role, name: &str, text: &str) -> Result<(), Error> {
        let field = serde_json::to_value(self.find(role, name).await?)?;
        self.run("arguments[0].focus(); arguments[0].select()", vec![field]).await?;
        self.type_into(role, name, text).await
    }

    /// Presses a key with Control held.
    pub async fn control(&self, key: char) -> Result<(), Error> {
        let body = self.client.active_element().await?;
        body.send_keys(&format!("{}{key}{}", char::from(Key::Control), char::from(Key::Null))).await?;
        Ok(())
    }

    pub async fn press(&self, key: Key) -> Result<(), Error> {
        self.client.active_element().await?.send_keys(&char::from(key).to_string()).await?;
        Ok(())
    }

    /// Presses a key together with Shift.
    pub async fn shift(&self, key: Key) -> Result<(), Error> {
        let focused = self.client.active_element().await?;
        focused.send_keys(&[Key::Shift, key, Key::Null].map(char::from).iter().collect::<String>()).await?;
        Ok(())
    }

    /// Clicks the first visible element that a CSS selector finds.
    pub async fn click_css(&self, selector: &str) -> Result<(), Error> {
        self.client
            .wait()
            .at_most(PATIENCE)
            .for_element(fantoccini::Locator::Css(selector))
            .await?
            .click()
            .await?;
        Ok(())
    }

    /// Puts text into the focused field at once, as a paste does.
    pub async fn insert(&self, text: &str) -> Result<(), Error> {
        self.run("document.execCommand('insertText', false, arguments[0])", vec![json!(text)]).await?;
        Ok(())
    }

    /// Pastes text of any size into the focused field, as the clipboard would.
    pub async fn paste(&self, text: &str) -> Result<(), Error> {
        let script = "const data = new DataTransfer();
            data.setData('text/plain', arguments[0]);
            const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
            if (document.activeElement.dispatchEvent(event)) document.execCommand('insertText', false, arguments[0]);";
        self.run(script, vec![json!(text)]).await?;
        Ok(())
    }

    /// What a person would get by pasting.
    pub async fn clipboard(&self) -> Result<String, Error> {
        self.click(Role::Textbox, "Message").await?;
        self.control('v').await?;
        let script = "return document.activeElement.value";
        let text = self.until("a pasted text", script).await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Asks through the composer.
    pub async fn ask(&self, text: &str) -> Result<(), Error> {
        self.type_into(Role::Textbox, "Message", text).await?;
        self.click(Role::Button, "Send").await
    }

    /// The visible text of the last answer and its status.
    pub async fn last_answer(&self) -> Result<(String, String), Error> {
        let script = format!(
            "{FIND}\nconst last = find('article', 'Assistant').at(-1);
            return last ? [last.innerText, last.dataset.status] : ['', ''];"
        );
        let value = self.run(&script, Vec::new()).await?;
        let text = |index: usize| value[index].as_str().unwrap_or_default().to_owned();
        Ok((text(0), text(1)))
    }

    /// Waits until the last answer has the status and holds the text.
    pub async fn answered(&self, status: &str, text: &str) -> Result<(), Error> {
        let script = format!(
            "{FIND}\nconst last = find('article', 'Assistant').at(-1);
            return last?.dataset.status === arguments[0] && last.innerText.includes(arguments[1]);"
        );
        let what = format!("a {status} answer with \"{text}\"");
        self.until_with(&what, &script, vec![json!(status), json!(text)]).await?;
        Ok(())
    }

    pub async fn says(&self, text: &str) -> Result<(), Error> {
        let what = format!("the page to say \"{text}\"");
        self.until_with(&what, "return document.body.innerText.includes(arguments[0])", vec![json!(text)])
            .await?;
        Ok(())
    }

    /// Waits until nothing moves or fades but what always does.
    async fn still(&self) -> Result<(), Error> {
        let still = "return document.getAnimations().every((one) =>
            one.playState !== 'running' || one.effect.getComputedTiming().iterations === Infinity)";
        self.until("the end of every transition", still).await?;
        Ok(())
    }

    /// Keeps a picture of the window at rest.
    pub async fn screenshot(&self, name: &str) -> Result<(), Error> {
        self.still().await?;
        self.picture(name).await
    }

    async fn picture(&self, name: &str) -> Result<(), Error> {
        // The driver waits for the next painting, which a page at rest never does.
        let painting = "const spot = document.createElement('i');
            spot.style.cssText = 'position:fixed;width:1px;height:1px;top:0;left:0;pointer-events:none';
            spot.ariaHidden = 'true';
            document.body.append(spot);
            let count = 0;
            const timer = setInterval(() => {
              if (!spot.isConnected) clearInterval(timer);
              spot.style.background = `rgb(0 0 0 / ${count++ % 2}%)`;
            }, 20);
            window.restAgain = () => spot.remove();";
        self.run(painting, Vec::new()).await?;
        let picture = self.client.screenshot().await?;
        self.run("window.restAgain()", Vec::new()).await?;
        tokio::fs::write(artifacts().join(format!("{name}.png")), picture).await?;
        Ok(())
    }

    /// Resizes the window so that the page has this size, in CSS pixels.
    pub async fn resize(&self, width: u32, height: u32) -> Result<(), Error> {
        self.client.set_window_size(width, height).await?;
        let script = "return Math.abs(innerWidth - arguments[0]) < 3";
        self.until_with("the window's new size", script, vec![json!(width)]).await?;
        self.still().await
    }

    /// Keeps pictures of the present screen, wide and narrow, and gives what axe-core finds on each.
    pub async fn look(&self, name: &str) -> Result<Vec<String>, Error> {
        self.look_after(name, async || Ok(())).await
    }

    /// As [`Page::look`]; a section of the settings is gone to again in each size.
    pub async fn look_at_section(&self, name: &str, section: &str) -> Result<Vec<String>, Error> {
        let there = "return document.querySelector(`[aria-label=Sections] [aria-current=true]`)?.textContent === arguments[0]";
        let go = async || {
            self.click(Role::Button, section).await?;
            self.until_with("the section", there, vec![json!(section)]).await?;
            // It is scrolled to.
            let rest = "const at = document.querySelector('#settings-providers').getBoundingClientRect().top;
                const same = window.lastSeen === at;
                window.lastSeen = at;
                return same";
            self.until("the page at rest", rest).await?;
            Ok(())
        };
        self.look_after(name, go).await
    }

    async fn look_after(
        &self,
        name: &str,
        prepare: impl AsyncFn() -> Result<(), Error>,
    ) -> Result<Vec<String>, Error> {
        let mut found = Vec::new();
        for (width, height) in [(1280, 800), (400, 800)] {
            self.resize(width, height).await?;
            prepare().await?;
            self.screenshot(&format!("{name}-{width}")).await?;
            found.extend(self.axe().await?.into_iter().map(|finding| format!("{name} {width}: {finding}")));
        }
        self.resize(1280, 800).await?;
        Ok(found)
    }
}

impl Role {
    fn word(self) -> &'static str {
        match self {
            Self::Button => "button",
            Self::Textbox => "textbox",
            Self::Searchbox => "searchbox",
            Self::List => "list",
            Self::Log => "log",
            Self::Article => "article",
            Self::Link => "link",
            Self::Option => "option",
            Self::Dialog => "dialog",
            Self::Heading => "heading",
            Self::Alert => "alert",
            Self::Combobox => "combobox",
            Self::Radio => "radio",
            Self::Switch => "switch",
            Self::MenuItem => "menuitem",
            Self::Separator => "separator",
            Self::Tab => "tab",
            Self::Complementary => "complementary",
        }
    }
}

fn moved(error: &WebDriver) -> bool {
    matches!(error.error, ErrorStatus::StaleElementReference | ErrorStatus::ElementNotInteractable)
}

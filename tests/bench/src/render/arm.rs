//! The renderers that are measured, and their windows.

use std::path::Path;

use parlance_journeys::{Desktop, Keyring, Page, Role, scene};
use parlance_testkit::{Exchange, ScriptedServer, TempHome};

use crate::process;
use crate::report::Machine;
use crate::run::Result;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arm {
    Parlance,
    ReactMarkdown,
    Memoised,
    Streamdown,
    StreamingMarkdown,
    /// The floor: no Markdown at all.
    Plain,
}

impl Arm {
    pub(super) const ALL: [Self; 6] = [
        Self::Parlance,
        Self::ReactMarkdown,
        Self::Memoised,
        Self::Streamdown,
        Self::StreamingMarkdown,
        Self::Plain,
    ];

    /// As it is asked for; those of the peers are known to their page (`peers/page/src/main.ts`).
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Parlance => "parlance",
            Self::ReactMarkdown => "react-markdown",
            Self::Memoised => "memoised",
            Self::Streamdown => "streamdown",
            Self::StreamingMarkdown => "streaming-markdown",
            Self::Plain => "plain",
        }
    }

    pub(super) fn what(self) -> &'static str {
        match self {
            Self::Parlance => "Parlance",
            Self::ReactMarkdown => "react-markdown, remark-gfm, rehype-highlight",
            Self::Memoised => "the same, memoised by block",
            Self::Streamdown => "streamdown with its code plugin",
            Self::StreamingMarkdown => "streaming-markdown, DOMPurify; highlights nothing",
            Self::Plain => "plain text (the floor)",
        }
    }
}

/// One start of an arm, at rest.
pub(super) struct Window {
    pub(super) page: Page,
    pub(super) process: u32,
    /// Of all its processes, before anything is drawn.
    pub(super) empty_mib: f64,
    desktop: Desktop,
    home: TempHome,
    provider: Option<ScriptedServer>,
}

impl Window {
    pub(super) async fn app(home: TempHome, provider: ScriptedServer) -> Result<Self> {
        let environment = scene::environment(&provider);
        let (desktop, page) = Desktop::start_with(&home, Keyring::Unlocked, &environment).await?;
        page.find(Role::Textbox, "Message").await?;
        Self::at_rest(home, desktop, page, Some(provider)).await
    }

    /// `task`: the variable that names what is drawn, and its value.
    pub(super) async fn peer(
        arm: Arm,
        task: (&str, String),
        home: TempHome,
        machine: &Machine,
    ) -> Result<Self> {
        let program = std::env::var("PARLANCE_PEERS").map_err(|_| "PARLANCE_PEERS names no program")?;
        let mut environment =
            vec![("PARLANCE_PEERS_ARM".to_owned(), arm.name().to_owned()), (task.0.to_owned(), task.1)];
        if !machine.gpu {
            // The app sets it for itself on such a machine.
            environment.push(("WEBKIT_DISABLE_DMABUF_RENDERER".to_owned(), "1".to_owned()));
        }
        let (desktop, page) =
            Desktop::start_program(Path::new(&program), &home, Keyring::Absent, &environment).await?;
        Self::at_rest(home, desktop, page, None).await
    }

    async fn at_rest(
        home: TempHome,
        desktop: Desktop,
        page: Page,
        provider: Option<ScriptedServer>,
    ) -> Result<Self> {
        let process = desktop.process(&home).ok_or("the window has gone")?;
        let empty_mib = process::idle_pss_mib(process).await?;
        Ok(Self { page, process, empty_mib, desktop, home, provider })
    }

    /// Asks in the app; gives the provider's side of it.
    pub(super) async fn ask(&self, question: &str) -> Result<Exchange> {
        self.page.ask(question).await?;
        let provider = self.provider.as_ref().ok_or("a peer takes no questions")?;
        Ok(provider.exchange().await?)
    }

    pub(super) async fn close(self) -> Result<()> {
        Ok(self.desktop.quit(&self.home).await?)
    }
}

use serde_json::json;

use crate::{Error, Page};

impl Page {
    /// Loads axe-core and gives what it finds on the present screen, as `rule: targets`.
    pub async fn axe(&self) -> Result<Vec<String>, Error> {
        self.axe_in("html").await
    }

    /// As [`Page::axe`], of the first element that a CSS selector finds. A modal menu keeps the focus and hides the page behind it,
    /// of which axe says that it could still be focused: there the menu alone is looked at.
    pub async fn axe_in(&self, selector: &str) -> Result<Vec<String>, Error> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../node_modules/axe-core/axe.min.js");
        let source = std::fs::read_to_string(folder)?;
        self.run(&source, Vec::new()).await?;
        // A colour that is fading in is measured as what it becomes.
        let script = "const calm = new CSSStyleSheet();
            calm.replaceSync('* { transition: none !important; animation: none !important }');
            document.adoptedStyleSheets = [calm];
            const last = arguments[arguments.length - 1];
            const done = (found) => { document.adoptedStyleSheets = []; last(found); };
            const within = arguments[0] === 'html' ? document : document.querySelector(arguments[0]);
            axe.run(within, { resultTypes: ['violations'] }).then(
              (result) => done(result.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.target.join(' ') + ' ' + (n.any[0]?.message ?? '')).join(' | '))),
              (error) => done(['axe failed: ' + error]));";
        let found = self.client.execute_async(script, vec![json!(selector)]).await?;
        Ok(serde_json::from_value(found)?)
    }
}

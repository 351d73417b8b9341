use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{DictationSettings, ListSort, ModelChoice, Overflow, SpeechSettings};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, Default)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    #[default]
    System,
    Dark,
    Light,
    /// High contrast, dark or light as the system is.
    Contrast,
}

/// The colours of code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, Default)]
#[serde(rename_all = "snake_case")]
pub enum CodeTheme {
    /// As the window is.
    #[default]
    App,
    Dark,
    Light,
    Contrast,
    /// The tones of Monokai, as many editors have them.
    Classic,
}

/// Preferences of this device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Settings {
    pub theme: Theme,
    /// A language tag such as `de`; `None` follows the system.
    pub language: Option<String>,
    /// Body text in CSS pixels, 13 to 20.
    pub text_size: u8,
    /// How large the whole window is drawn, in percent, 50 to 300.
    pub zoom: u16,
    pub sidebar_open: bool,
    pub code_theme: CodeTheme,
    /// Long lines of code are broken instead of scrolled.
    pub code_wrap: bool,
    /// Lines of code are numbered.
    pub code_numbers: bool,
    /// The model that the new chat offers.
    pub last_model: Option<ModelChoice>,
    /// Ask the model for a title after its first answer; off, the first words are the title.
    pub model_titles: bool,
    /// What happens with a conversation that is too long for its model.
    pub overflow: Overflow,
    pub speech: SpeechSettings,
    pub dictation: DictationSettings,
    /// The order of the list of conversations.
    pub list_sort: ListSort,
    /// The folders of the list that are open, by their ids.
    pub open_folders: Vec<String>,
    /// How much of the window an artifact takes beside the conversation, in percent of its width.
    pub artifact_share: u8,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            language: None,
            text_size: 15,
            zoom: 100,
            sidebar_open: true,
            code_theme: CodeTheme::App,
            code_wrap: false,
            code_numbers: false,
            last_model: None,
            model_titles: false,
            overflow: Overflow::Ask,
            speech: SpeechSettings::default(),
            dictation: DictationSettings::default(),
            list_sort: ListSort::Updated,
            open_folders: Vec::new(),
            artifact_share: 50,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct AppInfo {
    pub version: String,
    pub data_folder: String,
    pub log_folder: String,
    pub database_file: String,
    /// The end of the last crash report, if the last run ended with one.
    pub last_crash: Option<String>,
    /// Whether that ended the window before this one.
    pub restarted: bool,
}

/// An address to show to the user and open in the browser; http, https or mailto.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct LinkArgs {
    pub url: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Folder {
    Data,
    Logs,
    /// The one whose files describe providers. It is made when there is none.
    Providers,
    /// What was exported.
    Exports,
    /// Where pictures are saved: the system's own folder for that, or else that of exports.
    Downloads,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
pub struct FolderArgs {
    pub folder: Folder,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct CopyArgs {
    pub text: String,
    /// The same as rich text, for programs that take it.
    pub html: Option<String>,
}

pub(crate) mod chatbox;
pub(crate) mod chatgpt;
pub(crate) mod claude;
pub(crate) mod jan;
pub(crate) mod librechat;
mod model;
pub(crate) mod open_webui;
pub(crate) mod parlance;
mod pieces;

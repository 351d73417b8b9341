import type { Settings } from "@/ipc/generated";

/** Until the shell has answered, and when it cannot. Mirrors `Settings::default` of crates/ipc. */
export const defaultSettings: Settings = {
  theme: "system",
  language: null,
  text_size: 15,
  zoom: 100,
  sidebar_open: true,
  code_theme: "app",
  code_wrap: false,
  code_numbers: false,
  last_model: null,
  model_titles: false,
  overflow: "ask",
  speech: { provider: null, model: "", voice: "", speed: 100 },
  dictation: { provider: null, model: "", language: null, microphone: null },
  list_sort: "updated",
  open_folders: [],
  artifact_share: 50,
};

// npm start: sets up, builds, opens the app; in the terminal where there is no display.

import { build_app, build_cli, build_ui } from "./build.mjs";
import { attempt, say } from "./run.mjs";
import { set_up } from "./setup.mjs";

const args = process.argv.slice(2);
const has_display = process.platform !== "linux" || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;

set_up(["build"]);
if (has_display) {
  build_ui();
  const app = build_app({ release: true });
  say("Opening Parlance");
  process.exit(attempt(app, args).status ?? 1);
} else {
  const cli = build_cli({ release: true });
  console.log("There is no display here, so Parlance starts in the terminal.");
  process.exit(attempt(cli, args.length > 0 ? args : ["chat"]).status ?? 1);
}

// npm run dev: the window reloads as its files change, the app is rebuilt as the core changes.

import { npm, run } from "./run.mjs";
import { set_up } from "./setup.mjs";

set_up(["build"]);
run(npm, ["exec", "--", "tauri", "dev", ...process.argv.slice(2)]);

// npm run check: formatting, lint and types of everything.

import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { npm, root, run, say } from "./run.mjs";
import { set_up } from "./setup.mjs";

set_up(["build"]);
say("Window");
run(npm, ["run", "-s", "-w", "ui", "lint"]);
run(npm, ["run", "-s", "-w", "ui", "types"]);
say("Core");
run("cargo", ["fmt", "--all", "--check"]);
// The shell's crate embeds the built window; for its lints an empty one will do.
const dist = join(root, "ui", "dist");
if (!existsSync(dist)) {
  mkdirSync(dist, { recursive: true });
  writeFileSync(join(dist, "index.html"), "<!doctype html>");
}
run("cargo", ["clippy", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings"]);

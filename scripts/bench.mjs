// npm run bench: builds the released app and an empty window, measures both and prints the table.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build_app, build_ui } from "./build.mjs";
import { attempt, give_up, run, say, target_folder } from "./run.mjs";
import { set_up } from "./setup.mjs";

if (process.platform !== "linux") give_up("The measurements read /proc and an X display: they run on Linux.");

set_up(["build", "test"]);
build_ui();
// Together, so that both stand on the very same build of Tauri.
const app = build_app({ release: true, extra: ["-p", "parlance-empty-window"] });
say("Building the measurements");
run("cargo", ["build", "--locked", "--release", "-p", "parlance-bench"]);

const built = join(target_folder(), "release");
const home = mkdtempSync(join(tmpdir(), "parlance-bench-"));
const env = {
  ...process.env,
  PARLANCE_APP: app,
  PARLANCE_EMPTY_WINDOW: join(built, "parlance-empty-window"),
  // The keyring that is unlocked here is a new one and nobody's own.
  HOME: home,
  XDG_DATA_HOME: join(home, "data"),
  XDG_CONFIG_HOME: join(home, "config"),
  XDG_CACHE_HOME: join(home, "cache"),
};
// What the session's own services say goes nowhere: the measurements write to where the script does.
const session = 'exec 3>&1 >/dev/null; exec dbus-run-session -- sh -c "$0" _ "$@"';
const unlocked =
  'printf %s pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; exec "$@" >&3';
say("Measuring (about five minutes; leave the machine alone meanwhile)");
const result = attempt(
  "xvfb-run",
  ["-a", "-s", "-screen 0 1600x1200x24", "sh", "-c", session, unlocked, join(built, "parlance-bench")],
  // Of interest only when something fails.
  { env, stdio: ["inherit", "inherit", "pipe"] },
);
rmSync(home, { recursive: true, force: true });
if (result.status !== 0) process.stderr.write(result.stderr ?? "");
process.exit(result.status ?? 1);

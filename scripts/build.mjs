// Building the app with its window inside.

import { join } from "node:path";
import { exe, npm, run, say, target_folder } from "./run.mjs";

export function build_ui() {
  say("Building the window");
  run(npm, ["run", "-s", "-w", "ui", "build"]);
}

/** Builds the desktop app and gives the path of its program. */
export function build_app({ release, extra = [] }) {
  say(release ? "Building the app (the first time takes some minutes)" : "Building the app for tests");
  const profile = release ? ["--release"] : [];
  run("cargo", [
    "build",
    "--locked",
    "-p",
    "parlance",
    "--features",
    "custom-protocol",
    ...profile,
    ...extra,
  ]);
  return join(target_folder(), release ? "release" : "debug", `parlance${exe}`);
}

/** Builds the terminal face and gives the path of its program. */
export function build_cli({ release }) {
  say("Building the terminal face");
  run("cargo", ["build", "--locked", "-p", "parlance-cli", ...(release ? ["--release"] : [])]);
  return join(target_folder(), release ? "release" : "debug", `parlance-cli${exe}`);
}

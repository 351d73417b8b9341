// Everything that a machine with Node and Rust still needs before the app can be built.

import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { give_up, npm, output, root, run, say } from "./run.mjs";
import { ensure_system_packages } from "./system-packages.mjs";

const NODE = [20, 19];

function at_least(version, minimum) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > minimum[0] || (major === minimum[0] && minor >= minimum[1]);
}

function check_node() {
  if (!at_least(process.versions.node, NODE)) {
    give_up(
      `Parlance needs Node ${NODE.join(".")} or newer; this is ${process.versions.node}. See https://nodejs.org`,
    );
  }
}

function check_rust() {
  const manifest = readFileSync(join(root, "Cargo.toml"), "utf8");
  const minimum = /rust-version = "(\d+)\.(\d+)/.exec(manifest).slice(1).map(Number);
  const version = output("rustc", ["--version"]);
  if (version === null || output("cargo", ["--version"]) === null) {
    give_up("Parlance needs Rust, which is not here. Install it from https://rustup.rs");
  }
  if (!at_least(version.split(" ")[1], minimum)) {
    give_up(
      `Parlance needs Rust ${minimum.join(".")} or newer; this is ${version}. Run: rustup update stable`,
    );
  }
}

/** `npm ci` in a folder, unless the installed modules are those of its lock file. */
export function install_modules(folder, whose) {
  const stamp = join(folder, "node_modules", ".parlance-lock");
  const lock = createHash("sha256")
    .update(readFileSync(join(folder, "package-lock.json")))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  say(`Installing ${whose} packages`);
  run(npm, ["ci", "--no-audit", "--no-fund"], { cwd: folder });
  writeFileSync(stamp, lock);
}

/** @param {("build" | "test")[]} kinds what the machine is going to be used for */
export function set_up(kinds) {
  check_node();
  check_rust();
  ensure_system_packages(kinds);
  install_modules(root, "the window's");
}

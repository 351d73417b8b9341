// Running other programs, and saying what is run.

import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const npm = process.platform === "win32" ? "npm.cmd" : "npm";
export const exe = process.platform === "win32" ? ".exe" : "";

const bold = (text) => (process.stdout.isTTY ? `\u001b[1m${text}\u001b[0m` : text);

export function say(text) {
  console.log(bold(`▸ ${text}`));
}

/** Ends the script with one plain sentence. */
export function give_up(text) {
  console.error(`\n${text}`);
  process.exit(1);
}

/** Runs a program in the foreground. A failure ends the script with the program's own exit code. */
export function run(program, args, options = {}) {
  const result = attempt(program, args, options);
  if (result.error) give_up(`${program} could not be started: ${result.error.message}`);
  if (result.status !== 0) {
    console.error(`\n${program} ${args.join(" ")} ended with ${result.signal ?? result.status}.`);
    process.exit(result.status ?? 1);
  }
}

/** Runs a program in the foreground and gives its result. */
export function attempt(program, args, options = {}) {
  // npm is a script on Windows and starts only through the shell there.
  const shell = process.platform === "win32" && program.endsWith(".cmd");
  return spawnSync(program, args, { cwd: root, stdio: "inherit", shell, ...options });
}

/** The output of a program, trimmed; `null` when it is not there or fails. */
export function output(program, args) {
  const result = spawnSync(program, args, { cwd: root, encoding: "utf8" });
  return result.status === 0 ? result.stdout.trim() : null;
}

/** The folder into which cargo builds. */
export function target_folder() {
  const metadata = output("cargo", ["metadata", "--format-version=1", "--no-deps", "--locked"]);
  return metadata ? JSON.parse(metadata).target_directory : join(root, "target");
}

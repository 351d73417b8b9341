// npm test: sets up and runs every test. Parts can be named: rust, ui, journeys.

import { build_app, build_cli, build_ui } from "./build.mjs";
import { npm, output, run, say } from "./run.mjs";
import { set_up } from "./setup.mjs";

const parts = process.argv.slice(2);
const wanted = (part) => parts.length === 0 || parts.includes(part);

set_up(["build", "test"]);

if (wanted("ui")) {
  say("Window: formatting, lint, types, unit tests");
  run(npm, ["run", "-s", "-w", "ui", "lint"]);
  run(npm, ["run", "-s", "-w", "ui", "types"]);
  run(npm, ["run", "-s", "-w", "ui", "test"]);
}

if (wanted("rust") || wanted("journeys")) build_ui();

if (wanted("rust")) {
  say("Core: formatting and tests of every crate");
  run("cargo", ["fmt", "--all", "--check"]);
  const nextest = output("cargo", ["nextest", "--version"]) !== null;
  const scope = ["--locked", "--workspace", "--exclude", "parlance-journeys"];
  run("cargo", nextest ? ["nextest", "run", ...scope] : ["test", ...scope]);
}

if (wanted("journeys")) {
  if (process.platform === "linux") {
    const app = build_app({ release: false });
    const cli = build_cli({ release: false });
    say("Journeys in the real window");
    const env = { ...process.env, PARLANCE_APP: app, PARLANCE_CLI: cli };
    run(
      "xvfb-run",
      [
        "-a",
        "-s",
        "-screen 0 1600x1200x24",
        "cargo",
        "test",
        "--locked",
        "-p",
        "parlance-journeys",
        "--no-fail-fast",
        "--",
        "--test-threads=1",
      ],
      { env },
    );
  } else {
    say("The journeys drive WebKitGTK and run on Linux only: left out here.");
  }
}
say("Everything passed.");

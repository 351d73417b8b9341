// npm run package: the installer of this system; other bundles by name: npm run package -- rpm appimage.

import { join } from "node:path";
import { npm, run, say, target_folder } from "./run.mjs";
import { set_up } from "./setup.mjs";

const usual = { linux: "deb", darwin: "dmg", win32: "nsis" };
const bundles = process.argv.slice(2);
if (bundles.length === 0) bundles.push(usual[process.platform] ?? "deb");

set_up(["build"]);
run(npm, [
  "exec",
  "--",
  "tauri",
  "build",
  "--features",
  "custom-protocol",
  "--bundles",
  bundles.join(","),
  "--",
  "--locked",
]);
say(`The bundles are in ${join(target_folder(), "release", "bundle")}`);

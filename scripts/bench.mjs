// npm run bench: builds the released app and an empty window, measures both, and the way to an answer's first word, and
// prints the tables. npm run bench -- first-token measures the first word alone, npm run bench -- history a large history:
// --messages=100000 or another number, --keep=folder to keep the history there and to measure it again the next time.
// npm run bench -- render measures how answers are drawn, beside other renderers: --rounds=1 or another number, --only=W1,W3,
// --arms=parlance,plain, --rate=250 chunks a second.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build_app, build_ui } from "./build.mjs";
import { behind, install_litellm, Servers } from "./peer-servers.mjs";
import { attempt, give_up, npm, root, run, say, target_folder } from "./run.mjs";
import { install_modules, set_up } from "./setup.mjs";

const parts = process.argv.slice(2);
const option = (name) => {
  const at = parts.findIndex((part) => part.startsWith(`--${name}=`));
  return at < 0 ? undefined : parts.splice(at, 1)[0].slice(name.length + 3);
};
const messages = option("messages") ?? "1000000";
const keep = option("keep");
const of_render = ["rounds", "only", "arms", "rate"].flatMap((name) => {
  const value = option(name);
  return value === undefined ? [] : [`--${name}=${value}`];
});
const PARTS = ["first-token", "history", "render"];
const misplaced = of_render.length > 0 && parts[0] !== "render";
if (misplaced || parts.length > 1 || parts.some((part) => !PARTS.includes(part)) || !/^\d+$/.test(messages))
  give_up(
    "Parts with a name are first-token; history, which takes --messages=100000 and --keep=folder; and render, which takes --rounds=1, --only=W1,W3, --arms=parlance,plain and --rate=250.",
  );
if (process.platform !== "linux") give_up("The measurements read /proc and an X display: they run on Linux.");

set_up(["build", "test"]);
const whole = parts.length === 0;
const peers_page = join(root, "tests/bench/peers/page");
const with_peers = parts[0] === "render" && !of_render.includes("--arms=parlance");
if (with_peers) {
  install_modules(peers_page, "the other renderers'");
  say("Building the page of the other renderers");
  run(npm, ["run", "-s", "build"], { cwd: peers_page });
}
if (whole || parts[0] !== "first-token") {
  build_ui();
  // Together, so that both stand on the very same build of Tauri.
  build_app({
    release: true,
    extra: ["-p", "parlance-empty-window", ...(with_peers ? ["-p", "parlance-peers"] : [])],
  });
}
say("Building the measurements");
run("cargo", ["build", "--locked", "--release", "-p", "parlance-bench", "-p", "parlance-testkit"]);

const built = join(target_folder(), "release");
const home = mkdtempSync(join(tmpdir(), "parlance-bench-"));
const env = {
  ...process.env,
  PARLANCE_APP: join(built, "parlance"),
  PARLANCE_EMPTY_WINDOW: join(built, "parlance-empty-window"),
  PARLANCE_PEERS: join(built, "parlance-peers"),
  PARLANCE_PEERS_PAGE: join(peers_page, "dist"),
  // The keyring that is unlocked here is a new one and nobody's own.
  HOME: home,
  XDG_DATA_HOME: join(home, "data"),
  XDG_CONFIG_HOME: join(home, "config"),
  XDG_CACHE_HOME: join(home, "cache"),
};

/** Runs the measurements on a display and a bus of their own; gives the exit code. */
function measure(args, more = {}) {
  // What the session's own services say goes nowhere: the measurements write to where the script does.
  const session = 'exec 3>&1 >/dev/null; exec dbus-run-session -- sh -c "$0" _ "$@"';
  const unlocked =
    'printf %s pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; exec "$@" >&3';
  const program = [join(built, "parlance-bench"), ...args];
  const display = ["-a", "-s", "-screen 0 1600x1200x24"];
  const result = attempt("xvfb-run", [...display, "sh", "-c", session, unlocked, ...program], {
    env: { ...env, ...more },
    // Of interest only when something fails.
    stdio: ["inherit", "inherit", "pipe"],
  });
  if (result.status !== 0) process.stderr.write(result.stderr ?? "");
  return result.status ?? 1;
}

/** litellm's proxy over the provider, or null where it cannot be had. */
async function proxy_over(port, servers) {
  try {
    const proxy = await servers.litellm(install_litellm(), { long: behind(port) });
    return { base_url: `http://127.0.0.1:${proxy.port}/v1`, model: "long", key: proxy.key };
  } catch (error) {
    say(`The row of litellm's proxy is left out: ${error.message.split("\n")[0]}`);
    return null;
  }
}

/** Before the others, and its servers end with it: they would take processor time from what is measured after it. */
async function measure_first_token() {
  const servers = new Servers();
  // The proxy ends an answer that repeats one word.
  const answer = { chunks: ["one ", "two ", "three ", "four "], repeat: 50, interval_ms: 1 };
  const port = await servers.scripted("long", { profile: "release", ...answer });
  const provider = { base_url: `http://127.0.0.1:${port}/v1`, model: "long", key: null };
  const proxy = await proxy_over(port, servers);
  const status = measure(["first-token"], { PARLANCE_BENCH_SERVERS: JSON.stringify({ provider, proxy }) });
  servers.stop();
  return status;
}

if (parts[0] === "history") {
  say("Measuring a large history (a million messages take some minutes)");
  const status = measure(["history", messages, ...(keep === undefined ? [] : [resolve(keep)])]);
  rmSync(home, { recursive: true, force: true });
  process.exit(status);
}
if (parts[0] === "render") {
  const corpora = join(home, "corpora");
  run("node", [join(root, "tests/bench/render/corpus.mjs"), corpora]);
  say(
    "Measuring how answers are drawn (a round of everything takes a quarter of an hour; leave the machine alone meanwhile)",
  );
  const status = measure(["render", corpora, ...of_render]);
  rmSync(home, { recursive: true, force: true });
  process.exit(status);
}
say(`Measuring (about ${whole ? "six minutes" : "two minutes"}; leave the machine alone meanwhile)`);
const status = (await measure_first_token()) || (whole ? measure([]) : 0);
rmSync(home, { recursive: true, force: true });
process.exit(status);

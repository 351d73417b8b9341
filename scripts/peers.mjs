// npm run test:peers: chats with servers that other people wrote, litellm's proxy and aimock, on this machine.
// They are installed into a folder of the user's cache, once, and are no part of the project.

import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { attempt, exe, give_up, npm, output, root, run, say, target_folder } from "./run.mjs";

const WINDOWS = process.platform === "win32";
const ANSWER = ["Hello ", "from ", "the ", "peer."];

function cache_folder() {
  if (WINDOWS) return process.env.LOCALAPPDATA ?? join(homedir(), "AppData", "Local");
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches");
  return process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
}

const cache = join(cache_folder(), "parlance", "peers");

function install_litellm() {
  const folder = join(cache, "litellm");
  const programs = join(folder, WINDOWS ? "Scripts" : "bin");
  const litellm = join(programs, `litellm${exe}`);
  if (existsSync(litellm)) return litellm;
  const python = WINDOWS ? "python" : "python3";
  if (output(python, ["--version"]) === null) give_up("litellm needs Python 3, which is not here.");
  if (attempt(python, ["-m", "venv", folder]).status !== 0) {
    rmSync(folder, { recursive: true, force: true });
    give_up(
      "Python could not make a virtual environment. On Debian and Ubuntu it needs: apt install python3-venv",
    );
  }
  say("Installing litellm's proxy");
  run(join(programs, `pip${exe}`), ["install", "--disable-pip-version-check", "-q", "litellm[proxy]"]);
  return litellm;
}

function install_aimock() {
  const folder = join(cache, "aimock");
  const package_folder = join(folder, "node_modules", "@copilotkit", "aimock");
  if (!existsSync(package_folder)) {
    mkdirSync(folder, { recursive: true });
    say("Installing aimock");
    // Its scripts stay where they are: they are a stranger's.
    run(npm, [
      "install",
      "--prefix",
      folder,
      "--ignore-scripts",
      "--no-audit",
      "--no-fund",
      "@copilotkit/aimock",
    ]);
  }
  const { bin } = JSON.parse(readFileSync(join(package_folder, "package.json"), "utf8"));
  return join(package_folder, bin.llmock);
}

function free_port() {
  return new Promise((found, failed) => {
    const server = createServer().once("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });
}

const work = mkdtempSync(join(tmpdir(), "parlance-peers-"));
const servers = [];

function stop() {
  for (const server of servers) server.kill();
  rmSync(work, { recursive: true, force: true });
}

/** Starts a server and waits until it answers at `url`, whatever it answers. */
async function start(name, program, args, url, env = {}) {
  const log = join(work, `${name}.log`);
  const file = openSync(log, "w");
  const server = spawn(program, args, { stdio: ["ignore", file, file], env: { ...process.env, ...env } });
  let failure = null;
  server.once("error", (error) => {
    failure = error.message;
  });
  server.once("exit", (code) => {
    failure ??= `it ended with ${code}`;
  });
  servers.push(server);
  const deadline = Date.now() + 180_000;
  while (failure === null && Date.now() < deadline) {
    const answers = await fetch(url).then(
      () => true,
      () => false,
    );
    if (answers) return;
    await new Promise((next) => setTimeout(next, 200));
  }
  const said = readFileSync(log, "utf8").split("\n").slice(-20).join("\n");
  throw new Error(`${name} did not start: ${failure ?? "it does not answer"}\n${said}`);
}

/** A provider of ours behind the proxy: what it relays is a stream and no canned answer. */
function scripted(port, model, chunks, repeat, interval_ms) {
  const program = join(target_folder(), "debug", `parlance-scripted-provider${exe}`);
  const pieces = chunks.flatMap((chunk) => ["--chunk", chunk]);
  const pace = ["--repeat", `${repeat}`, "--interval-ms", `${interval_ms}`];
  const args = ["--port", `${port}`, "--model", model, ...pieces, ...pace];
  return start(`scripted-${model}`, program, args, `http://127.0.0.1:${port}/v1/models`);
}

async function chat() {
  const litellm = install_litellm();
  const aimock = install_aimock();
  say("Building the tests");
  run("cargo", ["build", "--locked", "-p", "parlance-testkit", "--bin", "parlance-scripted-provider"]);
  run("cargo", ["test", "--locked", "-p", "parlance-providers", "--test", "peers", "--no-run"]);

  say("Starting the peers");
  const [proxy, mock, short, long] = [
    await free_port(),
    await free_port(),
    await free_port(),
    await free_port(),
  ];
  // The proxy starts with a key alone, and asks for it.
  const key = `sk-${randomBytes(24).toString("hex")}`;
  const upstream = (name, port) => ({
    model_name: name,
    litellm_params: { model: `openai/${name}`, api_key: "none", api_base: `http://127.0.0.1:${port}/v1` },
  });
  const config = join(work, "litellm.yaml");
  // JSON is YAML.
  writeFileSync(
    config,
    JSON.stringify({
      model_list: [
        {
          model_name: "mock",
          litellm_params: { model: "openai/mock", api_key: "none", mock_response: ANSWER.join("") },
        },
        upstream("relayed", short),
        upstream("long", long),
      ],
      general_settings: { master_key: key },
    }),
  );
  const fixtures = join(work, "aimock.json");
  writeFileSync(
    fixtures,
    JSON.stringify({
      fixtures: [{ match: { userMessage: "Say hello" }, response: { content: ANSWER.join("") } }],
    }),
  );
  await Promise.all([
    scripted(short, "relayed", ANSWER, 1, 0),
    // The proxy ends an answer that repeats one word.
    scripted(long, "long", ["one ", "two ", "three ", "four "], 50, 5),
    start(
      "aimock",
      process.execPath,
      [aimock, "--host", "127.0.0.1", "--port", `${mock}`, "--fixtures", fixtures, "--strict"],
      `http://127.0.0.1:${mock}/v1/models`,
    ),
    start(
      "litellm",
      litellm,
      ["--config", config, "--host", "127.0.0.1", "--port", `${proxy}`, "--telemetry", "False"],
      `http://127.0.0.1:${proxy}/health/liveliness`,
      { LITELLM_LOCAL_MODEL_COST_MAP: "True", PYTHONUTF8: "1" },
    ),
  ]);

  const of = (peer, port, model, key) => (wire, path) => ({
    peer,
    wire,
    base_url: `http://127.0.0.1:${port}${path}`,
    model,
    key,
  });
  const mocked = of("litellm", proxy, "mock", key);
  const relayed = of("litellm", proxy, "relayed", key);
  const aimocked = of("aimock", mock, "mock", null);
  const chats = [
    mocked("openai-chat", "/v1"),
    // To a question that asks for a stream the proxy gives its canned answer whole here.
    mocked("anthropic-messages", "/v1"),
    mocked("gemini", "/v1beta"),
    relayed("openai-chat", "/v1"),
    relayed("openai-responses", "/v1"),
    relayed("anthropic-messages", "/v1"),
    relayed("gemini", "/v1beta"),
    aimocked("openai-chat", "/v1"),
    aimocked("openai-responses", "/v1"),
    aimocked("anthropic-messages", "/v1"),
    aimocked("gemini", "/v1beta"),
    aimocked("ollama-chat", "/v1"),
  ];
  const relay = {
    direct: of("our own server", long, "long", null)("openai-chat", "/v1"),
    through: of("litellm", proxy, "long", key)("openai-chat", "/v1"),
  };
  say("Chatting");
  const args = ["test", "--locked", "-p", "parlance-providers", "--test", "peers"];
  const options = { cwd: root, env: { ...process.env, PARLANCE_PEERS: JSON.stringify({ chats, relay }) } };
  const tests = ["--", "--ignored", "--nocapture", "--test-threads=1"];
  return attempt("cargo", [...args, ...tests], options).status ?? 1;
}

process.once("exit", stop);
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));
process.exit(
  await chat().catch((error) => {
    console.error(`\n${error.message}`);
    return 1;
  }),
);

// Servers that other people wrote, and ours, on this machine: installed into a folder of the user's cache, once, and no part of
// the project. For the tests with peers and for the measurements.

import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { attempt, exe, npm, output, say, target_folder } from "./run.mjs";

const WINDOWS = process.platform === "win32";

function cache_folder() {
  if (WINDOWS) return process.env.LOCALAPPDATA ?? join(homedir(), "AppData", "Local");
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches");
  return process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
}

const cache = join(cache_folder(), "parlance", "peers");

/** Gives the path of litellm's proxy. Throws one plain sentence where it is not here and cannot be had. */
export function install_litellm() {
  const folder = join(cache, "litellm");
  const programs = join(folder, WINDOWS ? "Scripts" : "bin");
  const litellm = join(programs, `litellm${exe}`);
  if (existsSync(litellm)) return litellm;
  const python = WINDOWS ? "python" : "python3";
  if (output(python, ["--version"]) === null) throw new Error("litellm needs Python 3, which is not here.");
  if (attempt(python, ["-m", "venv", folder]).status !== 0) {
    rmSync(folder, { recursive: true, force: true });
    throw new Error(
      "Python could not make a virtual environment. On Debian and Ubuntu it needs: apt install python3-venv",
    );
  }
  say("Installing litellm's proxy");
  const pip = ["install", "--disable-pip-version-check", "-q", "litellm[proxy]"];
  if (attempt(join(programs, `pip${exe}`), pip).status !== 0) {
    throw new Error("pip could not install litellm's proxy.");
  }
  return litellm;
}

/** Gives the path of aimock's script. */
export function install_aimock() {
  const folder = join(cache, "aimock");
  const package_folder = join(folder, "node_modules", "@copilotkit", "aimock");
  if (!existsSync(package_folder)) {
    mkdirSync(folder, { recursive: true });
    say("Installing aimock");
    // Its scripts stay where they are: they are a stranger's.
    const quiet = ["--ignore-scripts", "--no-audit", "--no-fund"];
    if (attempt(npm, ["install", "--prefix", folder, ...quiet, "@copilotkit/aimock"]).status !== 0) {
      throw new Error("npm could not install aimock.");
    }
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

/** Servers that end with the script, or when they are stopped. */
export class Servers {
  /** For what they read and write. */
  folder = mkdtempSync(join(tmpdir(), "parlance-peers-"));
  #running = [];

  constructor() {
    process.once("exit", () => this.stop());
    for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));
  }

  stop() {
    for (const server of this.#running.splice(0)) server.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Starts a server on a free port, which is given, and waits until it answers at `path`, whatever it answers. */
  async #start(name, program, arguments_at, path, env = {}) {
    const port = await free_port();
    const log = join(this.folder, `${name}.log`);
    const file = openSync(log, "w");
    const options = { stdio: ["ignore", file, file], env: { ...process.env, ...env } };
    const server = spawn(program, arguments_at(`${port}`), options);
    let failure = null;
    server.once("error", (error) => {
      failure = error.message;
    });
    server.once("exit", (code) => {
      failure ??= `it ended with ${code}`;
    });
    this.#running.push(server);
    const deadline = Date.now() + 180_000;
    while (failure === null && Date.now() < deadline) {
      const answers = await fetch(`http://127.0.0.1:${port}${path}`).then(
        () => true,
        () => false,
      );
      if (answers) return port;
      await new Promise((next) => setTimeout(next, 200));
    }
    const said = readFileSync(log, "utf8").split("\n").slice(-20).join("\n");
    throw new Error(`${name} did not start: ${failure ?? "it does not answer"}\n${said}`);
  }

  /** Our own provider, which streams `chunks`, `repeat` times over. It is built already, as `profile`. */
  scripted(model, { profile, chunks, repeat = 1, interval_ms = 0 }) {
    const program = join(target_folder(), profile, `parlance-scripted-provider${exe}`);
    const pieces = chunks.flatMap((chunk) => ["--chunk", chunk]);
    const pace = ["--repeat", `${repeat}`, "--interval-ms", `${interval_ms}`];
    const args = (port) => ["--port", port, "--model", model, ...pieces, ...pace];
    return this.#start(`scripted-${model}`, program, args, "/v1/models");
  }

  /** aimock, which has an answer to one question. */
  aimock(script, question, answer) {
    const fixtures = join(this.folder, "aimock.json");
    const fixture = { match: { userMessage: question }, response: { content: answer } };
    writeFileSync(fixtures, JSON.stringify({ fixtures: [fixture] }));
    const args = (port) => [
      script,
      "--host",
      "127.0.0.1",
      "--port",
      port,
      "--fixtures",
      fixtures,
      "--strict",
    ];
    return this.#start("aimock", process.execPath, args, "/v1/models");
  }

  /**
   * litellm's proxy over models by name, each what litellm calls its parameters. Gives its port and the key that it asks for:
   * without one it does not start.
   */
  async litellm(program, models) {
    const key = `sk-${randomBytes(24).toString("hex")}`;
    const config = join(this.folder, "litellm.yaml");
    const entry = ([name, params]) => ({
      model_name: name,
      litellm_params: { model: `openai/${name}`, api_key: "none", ...params },
    });
    const model_list = Object.entries(models).map(entry);
    // JSON is YAML.
    writeFileSync(config, JSON.stringify({ model_list, general_settings: { master_key: key } }));
    const args = (port) => [
      "--config",
      config,
      "--host",
      "127.0.0.1",
      "--port",
      port,
      "--telemetry",
      "False",
    ];
    const env = { LITELLM_LOCAL_MODEL_COST_MAP: "True", PYTHONUTF8: "1" };
    return { key, port: await this.#start("litellm", program, args, "/health/liveliness", env) };
  }
}

/** The parameters of a model behind litellm's proxy that our own provider serves. */
export function behind(port) {
  return { api_base: `http://127.0.0.1:${port}/v1` };
}

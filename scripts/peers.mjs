// npm run test:peers: chats with servers that other people wrote, litellm's proxy and aimock, on this machine.

import { behind, install_aimock, install_litellm, Servers } from "./peer-servers.mjs";
import { attempt, root, run, say } from "./run.mjs";

const QUESTION = "Say hello";
const ANSWER = ["Hello ", "from ", "the ", "peer."];

async function chat() {
  const litellm = install_litellm();
  const aimock = install_aimock();
  say("Building the tests");
  run("cargo", ["build", "--locked", "-p", "parlance-testkit", "--bin", "parlance-scripted-provider"]);
  run("cargo", ["test", "--locked", "-p", "parlance-providers", "--test", "peers", "--no-run"]);

  say("Starting the peers");
  const servers = new Servers();
  const [relayed, mocking] = await Promise.all([
    // What the proxy relays is a stream and no canned answer.
    servers.scripted("relayed", { profile: "debug", chunks: ANSWER }),
    servers.aimock(aimock, QUESTION, ANSWER.join("")),
  ]);
  const proxy = await servers.litellm(litellm, {
    mock: { mock_response: ANSWER.join("") },
    relayed: behind(relayed),
  });

  const of = (peer, port, model, key) => (wire, path) => ({
    peer,
    wire,
    base_url: `http://127.0.0.1:${port}${path}`,
    model,
    key,
  });
  const mocked = of("litellm", proxy.port, "mock", proxy.key);
  const through = of("litellm", proxy.port, "relayed", proxy.key);
  const aimocked = of("aimock", mocking, "mock", null);
  const chats = [
    mocked("openai-chat", "/v1"),
    // To a question that asks for a stream the proxy gives its canned answer whole here.
    mocked("anthropic-messages", "/v1"),
    mocked("gemini", "/v1beta"),
    through("openai-chat", "/v1"),
    through("openai-responses", "/v1"),
    through("anthropic-messages", "/v1"),
    through("gemini", "/v1beta"),
    aimocked("openai-chat", "/v1"),
    aimocked("openai-responses", "/v1"),
    aimocked("anthropic-messages", "/v1"),
    aimocked("gemini", "/v1beta"),
    aimocked("ollama-chat", "/v1"),
  ];
  say("Chatting");
  const args = ["test", "--locked", "-p", "parlance-providers", "--test", "peers"];
  const options = { cwd: root, env: { ...process.env, PARLANCE_PEERS: JSON.stringify({ chats }) } };
  return attempt("cargo", [...args, "--", "--ignored", "--nocapture"], options).status ?? 1;
}

process.exit(
  await chat().catch((error) => {
    console.error(`\n${error.message}`);
    return 1;
  }),
);

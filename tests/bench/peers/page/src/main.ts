// Reads which arm draws what out of its own address, and hands it on. What is drawn lies where the app's transcript has it too, in
// `[role=log] article .md`, so that both are measured by the same script.
import "./style.css";
import { Channel, invoke } from "@tauri-apps/api/core";
import { type Arm, article, type Message } from "./arm";

const ARMS: Record<string, () => Promise<{ arm: Arm }>> = {
  "react-markdown": () => import("./arms/react-markdown"),
  memoised: () => import("./arms/memoised"),
  streamdown: () => import("./arms/streamdown"),
  "streaming-markdown": () => import("./arms/streaming-markdown"),
  plain: () => import("./arms/plain"),
};
const BEYOND_THE_END = 1e9;

const asked = new URLSearchParams(location.search);
const load = ARMS[asked.get("arm") ?? ""];
if (!load) throw new Error(`There is no arm ${asked.get("arm")}`);
const { arm } = await load();

const transcript = document.createElement("main");
transcript.role = "log";
const column = document.createElement("div");
column.className = "column";
transcript.append(column);
document.querySelector("#root")?.append(transcript);

/** Once a frame: `write`, and the end in view, as in a chat; text below the window would never be painted. */
function everyFrame(write: () => void) {
  transcript.scrollTop = BEYOND_THE_END;
  write();
  requestAnimationFrame(() => everyFrame(write));
}

async function answer() {
  const { outer, host } = article("assistant");
  column.append(outer);
  const sink = arm.stream(host);
  let whole = "";
  let pending = "";
  let over = false;
  let ended = false;
  const batches = new Channel<{ text: string; over: boolean }>();
  batches.onmessage = (batch) => {
    pending += batch.text;
    over = batch.over;
  };
  everyFrame(() => {
    if (pending !== "") {
      const delta = pending;
      pending = "";
      whole += delta;
      sink.write(delta, whole);
    }
    if (over && !ended) {
      ended = true;
      sink.end();
    }
  });
  await invoke("answer", { batches });
}

/** Opened by its button, as in the app. */
function conversation() {
  const row = document.createElement("button");
  row.textContent = "Long talk";
  row.addEventListener("click", async () => {
    row.remove();
    arm.open(column, await invoke<Message[]>("conversation"));
  });
  document.body.append(row);
  everyFrame(() => {});
}

if (asked.get("task") === "answer") await answer();
else conversation();

// Opens the conversation that is called `arguments[0]` and counts frames until nothing changes any longer.
/** Without a change to the transcript. */
const QUIET_MS = 1000;
/** Between two frames. */
const SLOW_MS = 100;
const row = [...document.querySelectorAll("button")].find((button) =>
  button.textContent.includes(arguments[0]),
);
let began = performance.now();
let changed = began;
let last = began;
let worst = 0;
let framesWithWords = 0;
let painted = 0;

const transcript = () => document.querySelector("[role=log]");
new MutationObserver(() => {
  changed = performance.now();
}).observe(document.body, { subtree: true, childList: true, characterData: true });

function beat() {
  const now = performance.now();
  const gap = now - last;
  worst = Math.max(worst, gap);
  last = now;
  // What was changed is still being laid out.
  if (gap > SLOW_MS) changed = now;
  // The first of them was painted when the second begins.
  if (transcript()?.querySelector("article .md")?.textContent) framesWithWords += 1;
  if (framesWithWords === 2) painted ||= now;
  if (painted > 0 && now - changed > QUIET_MS) return finish();
  requestAnimationFrame(beat);
}

function finish() {
  const all = document.createTreeWalker(transcript());
  let nodes = 0;
  while (all.nextNode()) nodes += 1;
  window.benchOpen = { over: true, first_paint_ms: painted - began, worst_ms: worst, nodes };
}

function begin() {
  began = last = changed = performance.now();
  worst = 0;
  requestAnimationFrame(beat);
}

window.benchOpen = { over: false };
row.addEventListener("click", begin, { once: true, capture: true });

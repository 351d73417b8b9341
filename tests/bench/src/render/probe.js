// Counts the page's frames from `begin` until the end mark is in the document and drawn. `arguments[0]` is the mark.
const mark = arguments[0];
const QUIET_MS = 1500;
let last = 0;
let slot = 0;
let slots = 0;
let drawn = false;
let changed = 0;
const gaps = [];

const log = () => document.querySelector("[role=log]");

function ended() {
  const article = [...(log()?.querySelectorAll("article") ?? [])].at(-1);
  if (!article) return false;
  const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
  let node = article;
  while (node.lastChild) node = node.lastChild;
  walker.currentNode = node;
  let tail = node.nodeType === Node.TEXT_NODE ? node.data.slice(-400) : "";
  while (tail.length < 2000) {
    const before = walker.previousNode();
    if (!before) break;
    tail = before.data.slice(-2000) + tail;
  }
  return tail.includes(mark);
}

function beat() {
  const now = performance.now();
  if (window.benchRender.over) return;
  if (last > 0 && window.benchRender.shown_at === 0) {
    gaps.push(now - last);
    const at = Math.floor((now * 60) / 1000);
    if (at !== slot) slots += 1;
    slot = at;
    if (drawn) window.benchRender.shown_at = performance.timeOrigin + now;
    else if (window.benchRender.last_sent && ended()) drawn = true;
  }
  last = now;
  if (window.benchRender.shown_at > 0 && now - changed > QUIET_MS) {
    finish();
    return;
  }
  requestAnimationFrame(beat);
}

function finish() {
  observer.disconnect();
  const sorted = gaps.toSorted((a, b) => a - b);
  const wall = gaps.reduce((sum, gap) => sum + gap, 0);
  const walker = document.createTreeWalker(log());
  let nodes = 0;
  while (walker.nextNode()) nodes += 1;
  Object.assign(window.benchRender, {
    over: true,
    settled_at: Math.max(window.benchRender.shown_at, performance.timeOrigin + changed),
    fps: (slots / wall) * 1000,
    worst_ms: sorted.at(-1),
    p95_ms: sorted[Math.floor(sorted.length * 0.95)],
    over_50: gaps.filter((gap) => gap > 50).length,
    nodes,
  });
}

const observer = new MutationObserver(() => {
  changed = performance.now();
});

window.benchRender = {
  over: false,
  last_sent: false,
  shown_at: 0,
  sent() {
    this.last_sent = true;
    changed = performance.now();
    observer.observe(log(), { subtree: true, childList: true, characterData: true });
  },
};
requestAnimationFrame(beat);

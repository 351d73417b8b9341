// Notes when each stamp is first seen in an answer.
const stamps = /\d{16}/g;
const lag_us = new Map();

function look(text, now) {
  for (const stamp of text.match(stamps) ?? [])
    if (!lag_us.has(stamp)) lag_us.set(stamp, now - Number(stamp));
}

const observer = new MutationObserver((records) => {
  const now = Math.round((performance.timeOrigin + performance.now()) * 1000);
  for (const { type, target, addedNodes } of records) {
    const element = target instanceof Element ? target : target.parentElement;
    if (!element?.closest("article")) continue;
    if (type === "characterData") look(target.data, now);
    else for (const node of addedNodes) look(node.textContent, now);
  }
});
observer.observe(document.body, { subtree: true, childList: true, characterData: true });
window.benchLag = lag_us;

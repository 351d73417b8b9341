/**
 * Calls back on the next animation frame, or after a quarter of a second in a window that draws none (hidden, minimised):
 * without the timer a stream behind a hidden window would stand still.
 */
export function nextFrame(callback: () => void): void {
  let done = false;
  const run = () => {
    if (done) return;
    done = true;
    clearTimeout(timer);
    cancelAnimationFrame(frame);
    callback();
  };
  const timer = setTimeout(run, 250);
  const frame = requestAnimationFrame(run);
}

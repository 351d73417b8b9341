/** A hand is not quite still when it clicks. */
const SLACK_PX = 6;

/**
 * Follows a mouse that was pressed on a row, to a place with `data-drop`. By the pointer and not by the platform's own drag and
 * drop, which a webview keeps for files on some systems. Who has no mouse moves conversations with "Move to…".
 */
export function beginDrag(
  [x, y]: readonly [number, number],
  label: string,
  onDrop: (folder: string | null, name: string) => void,
): void {
  let ghost: HTMLElement | null = null;
  let over: HTMLElement | null = null;

  const aim = (target: HTMLElement | null) => {
    if (over === target) return;
    over?.removeAttribute("data-over");
    target?.setAttribute("data-over", "");
    over = target;
  };
  const onMove = (move: PointerEvent) => {
    // It was let go before this was read.
    if (move.buttons === 0) return end();
    if (!ghost && Math.hypot(move.clientX - x, move.clientY - y) < SLACK_PX) return;
    ghost ??= raise(label);
    ghost.style.transform = `translate(${move.clientX + 12}px, ${move.clientY + 8}px)`;
    aim(document.elementFromPoint(move.clientX, move.clientY)?.closest<HTMLElement>("[data-drop]") ?? null);
  };
  const end = () => {
    ghost?.remove();
    aim(null);
    window.removeEventListener("pointermove", onMove);
    window.removeEventListener("pointerup", onUp);
    window.removeEventListener("pointercancel", end);
    window.removeEventListener("keydown", onKeyDown, true);
  };
  const onUp = () => {
    const target = over;
    if (ghost) {
      // The button of the row would take the end of the way for a click.
      const swallow = (click: MouseEvent) => click.stopPropagation();
      window.addEventListener("click", swallow, { capture: true, once: true });
      setTimeout(() => window.removeEventListener("click", swallow, true));
    }
    end();
    const folder = target?.dataset.drop;
    if (folder !== undefined) onDrop(folder || null, target?.dataset.dropName ?? "");
  };
  const onKeyDown = (key: KeyboardEvent) => {
    if (key.key !== "Escape" || !ghost) return;
    key.preventDefault();
    key.stopPropagation();
    end();
  };
  window.addEventListener("pointermove", onMove);
  window.addEventListener("pointerup", onUp);
  window.addEventListener("pointercancel", end);
  window.addEventListener("keydown", onKeyDown, true);
}

function raise(label: string): HTMLElement {
  const ghost = document.createElement("div");
  ghost.textContent = label;
  ghost.setAttribute("aria-hidden", "true");
  ghost.className =
    "pointer-events-none fixed top-0 left-0 z-50 max-w-56 truncate rounded-[10px] border border-line-strong bg-float px-3 py-1.5 text-sm text-text shadow-float";
  document.body.append(ghost);
  return ghost;
}

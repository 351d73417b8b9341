import { type KeyboardEvent, type PointerEvent, type RefObject, useState } from "react";

interface SplitterProps {
  /** What it is for. */
  label: string;
  /** The element at its right, whose share of the window it sets. */
  pane: RefObject<HTMLElement | null>;
  /** In percent of the window's width. */
  share: number;
  least: number;
  most: number;
  /** Where a double click takes it. */
  usual: number;
  onChange: (share: number) => void;
}

const STEP = 2;

/** The line between two halves of the window, drawn by the pointer or moved with the arrow keys. */
export function Splitter({ label, pane, share, least, most, usual, onChange }: SplitterProps) {
  const [dragged, setDragged] = useState(false);
  const within = (wanted: number) => Math.round(Math.min(most, Math.max(least, wanted)));
  const show = (wanted: number) => pane.current?.style.setProperty("flex-basis", `${wanted}%`);
  /** What it has: what stands beside it may need more room than was left to it. */
  const shown = (wanted: number) => {
    const width = pane.current?.getBoundingClientRect().width ?? 0;
    return width > 0 ? Math.min(wanted, Math.round((width / window.innerWidth) * 100)) : wanted;
  };
  const set = (wanted: number) => {
    show(within(wanted));
    const next = shown(within(wanted));
    show(next);
    if (next !== share) onChange(next);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const now = shown(share);
    const to = { ArrowLeft: now + STEP, ArrowRight: now - STEP, Home: most, End: least, Enter: usual }[
      event.key
    ];
    if (to === undefined) return;
    event.preventDefault();
    set(to);
  };
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return;
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    event.currentTarget.focus({ preventScroll: true });
    setDragged(true);
  };
  const shareAt = (event: PointerEvent) => ((window.innerWidth - event.clientX) / window.innerWidth) * 100;
  const onPointerMove = (event: PointerEvent) => {
    // Without a render for each movement.
    if (dragged) show(Math.min(most, Math.max(least, shareAt(event))));
  };
  const onPointerUp = (event: PointerEvent) => {
    if (!dragged) return;
    setDragged(false);
    set(shareAt(event));
  };
  const onPointerCancel = () => {
    setDragged(false);
    show(share);
  };

  return (
    <>
      {/* A frame with a page in it would take the pointer's movements. */}
      {dragged && <div className="fixed inset-0 z-40 cursor-col-resize" />}
      {/* biome-ignore lint/a11y/useSemanticElements: a rule between paragraphs is no control. */}
      <div
        role="separator"
        aria-orientation="vertical"
        aria-label={label}
        aria-valuenow={share}
        aria-valuemin={least}
        aria-valuemax={most}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onDoubleClick={() => set(usual)}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={onPointerCancel}
        data-dragged={dragged || undefined}
        className="group absolute inset-y-0 -left-[3px] z-50 w-2 cursor-col-resize touch-none outline-none"
      >
        <span className="absolute inset-y-0 left-0.5 w-0.5 group-hover:bg-line-strong group-focus-visible:bg-blue group-data-dragged:bg-blue" />
      </div>
    </>
  );
}

import "@/i18n/en/pictures";
import { Check, ChevronLeft, ChevronRight, Copy, Download, Minus, Plus, X } from "lucide-react";
import { Dialog as Primitive } from "radix-ui";
import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/ui/icon-button";
import { useReturnFocus } from "@/components/ui/use-return-focus";
import { usePicture } from "../use-picture";
import type { Picture } from "../viewer-request";
import { usePictureActions } from "./use-picture-actions";
import { FIT, moved, STEP, type View, zoomed } from "./zoom";

interface ViewerProps {
  pictures: readonly Picture[];
  first: number;
  onClose: () => void;
}

/** The pictures of a message, one at a time and as large as the window. */
export function Viewer({ pictures, first, onClose }: ViewerProps) {
  const { t } = useTranslation("pictures");
  const [index, setIndex] = useState(first);
  const [view, setView] = useState<View>(FIT);
  const returnFocus = useReturnFocus(true);
  const picture = pictures[index];
  if (!picture) return null;
  const name = picture.name || t("unnamed");

  const go = (by: 1 | -1) => {
    setIndex((index + by + pictures.length) % pictures.length);
    setView(FIT);
  };
  const zoom = (factor: number) => setView((before) => zoomed(before, factor));
  const keys = new Map<string, () => void>([
    ["ArrowLeft", () => go(-1)],
    ["ArrowRight", () => go(1)],
    ["+", () => zoom(STEP)],
    ["=", () => zoom(STEP)],
    ["-", () => zoom(1 / STEP)],
    ["0", () => setView(FIT)],
  ]);
  const onKeyDown = (event: KeyboardEvent) => {
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys.get(event.key);
    if (!act || (pictures.length === 1 && event.key.startsWith("Arrow"))) return;
    event.preventDefault();
    act();
  };

  return (
    <Primitive.Root open onOpenChange={(open) => !open && onClose()}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 animate-fade bg-bg" />
        <Primitive.Content
          aria-describedby={undefined}
          onCloseAutoFocus={returnFocus}
          onKeyDown={onKeyDown}
          className="fixed inset-0 z-50 flex animate-fade flex-col outline-none"
        >
          <header className="flex items-center gap-1 border-line border-b px-3 py-2">
            <Primitive.Title className="min-w-0 flex-1 truncate font-medium text-sm">{name}</Primitive.Title>
            {pictures.length > 1 && (
              <span className="px-2 text-[13px] text-text-2 tabular-nums">
                {t("place", { index: index + 1, count: pictures.length })}
              </span>
            )}
            <Actions key={index} picture={picture} />
            <IconButton label={t("smaller")} disabled={view.scale === 1} onClick={() => zoom(1 / STEP)}>
              <Minus aria-hidden="true" />
            </IconButton>
            <span aria-live="polite" className="w-12 text-center text-[13px] text-text-2 tabular-nums">
              {t("scale", { percent: Math.round(view.scale * 100) })}
            </span>
            <IconButton label={t("larger")} onClick={() => zoom(STEP)}>
              <Plus aria-hidden="true" />
            </IconButton>
            <Primitive.Close asChild>
              <IconButton label={t("close")}>
                <X aria-hidden="true" />
              </IconButton>
            </Primitive.Close>
          </header>
          <div className="relative min-h-0 flex-1">
            <Stage key={index} picture={picture} name={name} view={view} onView={setView} />
            {pictures.length > 1 && (
              <>
                <IconButton
                  label={t("previous")}
                  onClick={() => go(-1)}
                  className="absolute top-1/2 left-3 -translate-y-1/2 border border-line-strong bg-float"
                >
                  <ChevronLeft aria-hidden="true" />
                </IconButton>
                <IconButton
                  label={t("next")}
                  onClick={() => go(1)}
                  className="absolute top-1/2 right-3 -translate-y-1/2 border border-line-strong bg-float"
                >
                  <ChevronRight aria-hidden="true" />
                </IconButton>
              </>
            )}
          </div>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

function Actions({ picture }: { picture: Picture }) {
  const { t } = useTranslation("chat");
  const { copied, copy, save } = usePictureActions(picture);
  return (
    <>
      <IconButton label={t("picture.copy")} onClick={copy}>
        {copied ? <Check className="text-success" aria-hidden="true" /> : <Copy aria-hidden="true" />}
      </IconButton>
      <IconButton label={t("picture.save")} onClick={save}>
        <Download aria-hidden="true" />
      </IconButton>
      <span role="status" className="sr-only">
        {copied ? t("picture.copied") : ""}
      </span>
    </>
  );
}

interface StageProps {
  picture: Picture;
  name: string;
  view: View;
  onView: (change: (before: View) => View) => void;
}

/** The picture, moved by dragging and made larger by the wheel or a double click. */
function Stage({ picture, name, view, onView }: StageProps) {
  const { t } = useTranslation("chat");
  const box = useRef<HTMLDivElement>(null);
  const kept = usePicture(picture.type === "kept" ? picture.blob : null, 0);
  const loaded = picture.type === "kept" ? kept : ({ type: "shown", url: picture.shown } as const);

  useGestures(box, onView);

  return (
    <div
      ref={box}
      className={`flex size-full touch-none items-center justify-center overflow-hidden p-6 ${view.scale > 1 ? "cursor-grab active:cursor-grabbing" : "cursor-zoom-in"}`}
    >
      {loaded.type === "failed" && <p className="text-text-2">{t("picture.failed", { name })}</p>}
      {loaded.type === "loading" && <p className="sr-only">{t("picture.loading")}</p>}
      {loaded.type === "shown" && (
        <img
          src={loaded.url}
          alt={name}
          draggable={false}
          style={{ transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})` }}
          className="max-h-full max-w-full select-none rounded-[8px]"
        />
      )}
    </div>
  );
}

/** The buttons and keys do the same without a pointer. */
function useGestures(box: RefObject<HTMLElement | null>, onView: StageProps["onView"]): void {
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const { x, y } = fromMiddle(element, event);
      onView((before) => zoomed(before, Math.exp(-event.deltaY / 400), x, y));
    };
    const onDown = (event: PointerEvent) => element.setPointerCapture(event.pointerId);
    const onMove = (event: PointerEvent) => {
      if (!element.hasPointerCapture(event.pointerId)) return;
      const { clientWidth, clientHeight } = element;
      onView((before) => moved(before, event.movementX, event.movementY, clientWidth, clientHeight));
    };
    const onDouble = (event: MouseEvent) => {
      const { x, y } = fromMiddle(element, event);
      onView((before) => (before.scale > 1 ? FIT : zoomed(before, 2, x, y)));
    };
    const stop = new AbortController();
    const { signal } = stop;
    // Not passive: the window behind must not scroll.
    element.addEventListener("wheel", onWheel, { passive: false, signal });
    element.addEventListener("pointerdown", onDown, { signal });
    element.addEventListener("pointermove", onMove, { signal });
    element.addEventListener("dblclick", onDouble, { signal });
    return () => stop.abort();
  }, [box, onView]);
}

function fromMiddle(element: Element, { clientX, clientY }: { clientX: number; clientY: number }) {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { x: clientX - left - width / 2, y: clientY - top - height / 2 };
}

import { Popover as Primitive } from "radix-ui";
import { useEffect, useMemo, useState } from "react";

/** How long a pointer rests on a control before its tooltip comes. */
const DELAY_MS = 500;
/** From one tooltip to the next there is no wait. */
const NEXT_MS = 300;

/** Where the tooltip stands; a control says it, and the words, in `data-tooltip-side` and `data-tooltip`. */
export type TooltipSide = "top" | "right" | "bottom" | "left";

/** The one tooltip of the window, beside whichever control is pointed at. One for each would cost more than the controls. */
export function TooltipHost() {
  const control = useTooltipControl();
  const virtualRef = useMemo(() => ({ current: control }), [control]);
  if (!control) return null;
  return (
    <Primitive.Root open>
      <Primitive.Anchor virtualRef={virtualRef as { current: HTMLElement }} />
      <Primitive.Portal>
        <Primitive.Content
          role="tooltip"
          side={(control.dataset.tooltipSide as TooltipSide | undefined) ?? "bottom"}
          sideOffset={6}
          collisionPadding={8}
          hideWhenDetached
          onOpenAutoFocus={(event) => event.preventDefault()}
          onCloseAutoFocus={(event) => event.preventDefault()}
          className="pointer-events-none z-50 max-w-72 animate-fade rounded-lg border border-line-strong bg-float px-2.5 py-1 text-[12.5px] text-text shadow-float"
        >
          {control.dataset.tooltip}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

/** The control whose tooltip is to be seen: the one under a resting pointer, or the one that the keyboard came to. */
function useTooltipControl(): HTMLElement | null {
  const [shown, setShown] = useState<HTMLElement | null>(null);

  useEffect(() => {
    let under: HTMLElement | null = null;
    let open = false;
    let hiddenAt = Number.NEGATIVE_INFINITY;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const show = (control: HTMLElement) => {
      open = true;
      setShown(control);
    };
    const hide = () => {
      clearTimeout(timer);
      if (!open) return;
      open = false;
      hiddenAt = performance.now();
      setShown(null);
    };
    const onPointerOver = (event: PointerEvent) => {
      const control = event.pointerType === "touch" ? null : controlAt(event);
      if (control === under) return;
      under = control;
      hide();
      if (!control) return;
      const wait = performance.now() - hiddenAt < NEXT_MS ? 0 : DELAY_MS;
      timer = setTimeout(() => control.isConnected && show(control), wait);
    };
    const onFocusIn = (event: FocusEvent) => {
      const control = controlAt(event);
      if (control?.matches(":focus-visible")) show(control);
      else hide();
    };
    const listeners = new AbortController();
    const options = { signal: listeners.signal, passive: true, capture: true };
    document.addEventListener("pointerover", onPointerOver, options);
    document.addEventListener("focusin", onFocusIn, options);
    for (const type of ["focusout", "pointerdown", "keydown", "scroll"]) {
      document.addEventListener(type, hide, options);
    }
    window.addEventListener("blur", hide, options);
    return () => {
      listeners.abort();
      clearTimeout(timer);
    };
  }, []);

  return shown;
}

function controlAt(event: Event): HTMLElement | null {
  return event.target instanceof Element ? event.target.closest<HTMLElement>("[data-tooltip]") : null;
}

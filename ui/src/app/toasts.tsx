import { X } from "lucide-react";
import { Toast as Primitive } from "radix-ui";
import { type FocusEvent, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { cn } from "@/lib/cn";
import { FOCUS_HOME } from "@/lib/rescue-focus";
import { useToasts } from "@/lib/toasts";

// WCAG asks for time to read and act; hovering, focusing or leaving the window stops the clock.
const PLAIN_MS = 8000;
const ERROR_MS = 15_000;

export function Toasts() {
  const { t } = useTranslation();
  const { toasts, dismiss } = useToasts();
  const root = useRef<HTMLDivElement>(null);
  const before = useRef<HTMLElement | null>(null);
  const onFocus = ({ relatedTarget }: FocusEvent) => {
    if (relatedTarget instanceof HTMLElement && !root.current?.contains(relatedTarget))
      before.current = relatedTarget;
  };
  const { length } = toasts;
  const shown = useRef(0);
  useEffect(() => {
    const closed = length < shown.current;
    shown.current = length;
    // Radix gives the focus of a notice that closes to their list. Who is done with it goes on where they were.
    if (!closed || document.activeElement !== root.current?.querySelector("ol")) return;
    const place = before.current?.isConnected ? before.current : null;
    before.current = null;
    (place ?? document.querySelector<HTMLElement>(FOCUS_HOME))?.focus({ preventScroll: true });
  }, [length]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it takes note of where the focus comes from.
    <div ref={root} onFocus={onFocus}>
      <Primitive.Provider label={t("notifications")} swipeDirection="down">
        {toasts.map((toast) => (
          <Primitive.Root
            key={toast.id}
            duration={toast.tone === "error" ? ERROR_MS : PLAIN_MS}
            type={toast.tone === "error" ? "foreground" : "background"}
            onOpenChange={(open) => !open && dismiss(toast.id)}
            className={cn(
              "flex animate-rise items-center gap-2 rounded-[14px] border bg-float py-2 pr-2 pl-4 text-[13.5px] text-text shadow-float",
              toast.tone === "error" ? "border-danger-line" : "border-line-strong",
            )}
          >
            <Primitive.Description className="min-w-0 flex-1 break-words">{toast.text}</Primitive.Description>
            {toast.action && (
              <Primitive.Action altText={toast.action.label} asChild>
                <Button size="small" variant="outline" onClick={toast.action.run}>
                  {toast.action.label}
                </Button>
              </Primitive.Action>
            )}
            <Primitive.Close asChild>
              <IconButton label={t("dismiss")} size="iconSmall" side="top">
                <X />
              </IconButton>
            </Primitive.Close>
          </Primitive.Root>
        ))}
        <Primitive.Viewport
          label={`${t("notifications")} ({hotkey})`}
          className="flex flex-col gap-2 outline-none"
        />
      </Primitive.Provider>
    </div>
  );
}

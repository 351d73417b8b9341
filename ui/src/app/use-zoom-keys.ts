import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Settings } from "@/ipc/generated";
import { useErrorText } from "@/lib/error-text";
import { isMac } from "@/lib/platform";
import { keys } from "@/lib/query";
import { useChangeSettings } from "@/lib/settings";
import { showToast } from "@/lib/toasts";
import { USUAL_ZOOM, zoomBeside } from "@/lib/zoom";

/** What these keys make of the zoom. On many keyboards + is written with Shift, and = is the same key. */
function zoomed(key: string, zoom: number): number | null {
  if (key === "+" || key === "=") return zoomBeside(zoom, 1);
  if (key === "-" || key === "_") return zoomBeside(zoom, -1);
  return key === "0" ? USUAL_ZOOM : null;
}

/** Ctrl with +, - and 0, wherever the focus is. */
export function useZoomKeys(): void {
  const client = useQueryClient();
  const change = useChangeSettings();
  const errorText = useErrorText();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const mod = isMac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
      if (!mod || event.altKey || event.defaultPrevented) return;
      const before = client.getQueryData<Settings>(keys.settings)?.zoom;
      const zoom = before === undefined ? null : zoomed(event.key, before);
      if (zoom === null) return;
      event.preventDefault();
      if (zoom === before) return;
      change({ zoom }).catch((cause: unknown) => showToast({ tone: "error", text: errorText(cause) }));
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [client, change, errorText]);
}

import { useCallback, useEffect, useRef } from "react";
import type { ProviderView } from "@/ipc/generated";

/** Moves the focus to a provider's key: its field, or among several the one in use. */
export function focusKey({ id }: ProviderView): void {
  const field = document.querySelector<HTMLElement>(`[data-key-field="${CSS.escape(id)}"]`);
  // What has it already would be scrolled back into view.
  if (field !== document.activeElement) field?.focus();
}

/**
 * Moves the focus to a provider's key once there are more or fewer of them: what had it is drawn no more then. The first
 * function waits for that, the second no longer.
 */
export function useFocusOnChange(provider: ProviderView): [() => void, () => void] {
  const count = provider.keys.length;
  const before = useRef<number | null>(null);
  useEffect(() => {
    if (before.current === null || before.current === count) return;
    before.current = null;
    // Who went on meanwhile is left alone: what they type next may be the key of another provider.
    const active = document.activeElement;
    const own = active?.closest(`[data-keys-of="${CSS.escape(provider.id)}"]`);
    if (active === null || active === document.body || own) focusKey(provider);
  }, [count, provider]);
  const wait = useCallback(() => {
    before.current = count;
  }, [count]);
  const forget = useCallback(() => {
    before.current = null;
  }, []);
  return [wait, forget];
}

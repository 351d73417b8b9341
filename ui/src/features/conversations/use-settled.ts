import { useEffect, useRef, useState } from "react";

/** Faster than most people type, slower than those who hold a key down. */
const PAUSE_MS = 60;

/** A value that is being typed: its first letter at once, what follows after a short pause. */
export function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  const last = useRef(0);
  useEffect(() => {
    const now = performance.now();
    const wait = now - last.current > PAUSE_MS ? 0 : PAUSE_MS;
    last.current = now;
    const timer = window.setTimeout(() => setSettled(value), wait);
    return () => window.clearTimeout(timer);
  }, [value]);
  // What was emptied is empty.
  return value === "" ? "" : settled;
}

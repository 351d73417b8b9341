import { useEffect, useMemo, useRef } from "react";

/** How long the pointer stays where somebody means to click, and not on its way across. */
const REST_MS = 60;

/** Does something once the pointer has come to rest. */
export function useRest(action: () => void): { begin: () => void; end: () => void } {
  const newest = useRef(action);
  useEffect(() => {
    newest.current = action;
  });
  const rest = useMemo(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const end = () => clearTimeout(timer);
    const begin = () => {
      end();
      timer = setTimeout(() => newest.current(), REST_MS);
    };
    return { begin, end };
  }, []);
  useEffect(() => rest.end, [rest]);
  return rest;
}

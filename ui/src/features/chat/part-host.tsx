import { useLayoutEffect, useRef } from "react";

interface PartHostProps {
  host: HTMLElement;
}

/** Puts the element that a part's blocks live in into its place. React never renders inside it. */
export function PartHost({ host }: PartHostProps) {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    place.current?.append(host);
    return () => host.remove();
  }, [host]);
  return <div ref={place} />;
}

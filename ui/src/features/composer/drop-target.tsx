import { useEffect, useState } from "react";
import { LazyPart } from "@/components/lazy-part";
import { watchDrops } from "@/ipc/client";
import { LazySource } from "@/lib/lazy-source";
import { attachOffered } from "./attaching";

const overlay = new LazySource(async () => (await import("./drop-overlay")).DropOverlay);

interface DropTargetProps {
  conversation: string | null;
  onDropped: () => void;
}

/** The whole window takes files for the conversation that is shown. */
export function DropTarget({ conversation, onDropped }: DropTargetProps) {
  const [over, setOver] = useState(false);
  useEffect(() => {
    let left = false;
    let unwatch: (() => void) | undefined;
    watchDrops((event) => {
      if (left) return;
      setOver(event.type === "over");
      if (event.type !== "dropped") return;
      void attachOffered(conversation, event.files);
      onDropped();
    }).then(
      (end) => {
        if (left) end();
        else unwatch = end;
      },
      // Without it there is still the button; the core's log has the cause.
      () => undefined,
    );
    return () => {
      left = true;
      unwatch?.();
    };
  }, [conversation, onDropped]);
  return over ? <LazyPart source={overlay}>{(Overlay) => <Overlay />}</LazyPart> : null;
}

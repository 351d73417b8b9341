import { type RefObject, useCallback, useRef, useState } from "react";
import { NOTED_CHARS } from "./message-size";
import { useAutosize } from "./use-autosize";

/** Above this a text counts as having words without being looked through for each key. */
const LOOKED_THROUGH_CHARS = 10_000;

export interface Field {
  ref: RefObject<HTMLTextAreaElement | null>;
  /** Nothing but white space. */
  blank: boolean;
  /** Characters, in steps of a thousand, once there are so many that it is worth saying. */
  noted: number | null;
  read: () => string;
  write: (text: string) => void;
  /** Call after the text has changed. */
  look: () => void;
}

/**
 * The Message field. Its text stays in the element and out of React: a key costs the same whether the text has ten
 * characters or two million.
 */
export function useField(): Field {
  const ref = useRef<HTMLTextAreaElement>(null);
  const [blank, setBlank] = useState(true);
  const [noted, setNoted] = useState<number | null>(null);
  const resize = useAutosize(ref);

  const look = useCallback(() => {
    const element = ref.current;
    if (!element) return;
    const length = element.textLength;
    setBlank(length <= LOOKED_THROUGH_CHARS && element.value.trim() === "");
    setNoted(length < NOTED_CHARS ? null : Math.round(length / 1000) * 1000);
    resize();
  }, [resize]);

  const read = useCallback(() => ref.current?.value ?? "", []);

  const write = useCallback(
    (text: string) => {
      const element = ref.current;
      if (!element) return;
      element.value = text;
      element.setSelectionRange(text.length, text.length);
      look();
    },
    [look],
  );

  return { ref, blank, noted, read, write, look };
}

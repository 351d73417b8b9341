import { type ClipboardEvent, type RefObject, useCallback, useRef, useState } from "react";
import { isLong, useAutosize } from "./use-autosize";

/** Above this a text counts as having words without being looked through for each key. */
const LOOKED_THROUGH_CHARS = 10_000;
/** Above this the field says how large its text is. */
const NOTED_CHARS = 50_000;
/** A text from here on is kept beside the field: a browser lays out megabytes in a field for seconds, anew for each key. */
const ASIDE_CHARS = 100_000;

export interface Field {
  ref: RefObject<HTMLTextAreaElement | null>;
  /** Nothing but white space. */
  blank: boolean;
  /** Characters in the field, in steps of a thousand, once there are so many that it is worth saying. */
  noted: number | null;
  /** Characters of the text that is kept beside the field, after what is typed. */
  aside: number | null;
  /** The whole message: what is typed and what is kept beside it. */
  read: () => string;
  write: (text: string) => void;
  /** Call after the text in the element has changed. */
  look: () => void;
  onPaste: (event: ClipboardEvent) => void;
  /** Drops the text beside the field. */
  dropAside: () => void;
  /** Puts the text beside the field into it, for whoever wants to edit it. */
  unpackAside: () => void;
}

/**
 * The Message field. Its text stays in the element and out of React: a key costs the same whether the message has ten
 * characters or two million.
 */
export function useField(): Field {
  const ref = useRef<HTMLTextAreaElement>(null);
  const element = useRef<HTMLTextAreaElement>(null);
  const kept = useRef("");
  const [blank, setBlank] = useState(true);
  const [noted, setNoted] = useState<number | null>(null);
  const [aside, setAside] = useState<number | null>(null);
  const resize = useAutosize(ref);

  const look = useCallback(() => {
    // Remembered: the draft is read once more when React has taken the element away already.
    element.current = ref.current ?? element.current;
    const field = element.current;
    if (!field) return;
    const length = field.textLength;
    setBlank(kept.current === "" && length <= LOOKED_THROUGH_CHARS && field.value.trim() === "");
    setNoted(length < NOTED_CHARS ? null : Math.round(length / 1000) * 1000);
    setAside(kept.current === "" ? null : kept.current.length);
    resize();
  }, [resize]);

  const read = useCallback(() => {
    return joined((ref.current ?? element.current)?.value ?? "", kept.current);
  }, []);

  const put = useCallback(
    (typed: string, beside: string) => {
      const field = ref.current;
      if (!field) return;
      kept.current = beside;
      // Before the text, or the browser would look through all of it for its direction.
      if (isLong(typed.length)) field.removeAttribute("dir");
      field.value = typed;
      field.setSelectionRange(typed.length, typed.length);
      look();
    },
    [look],
  );

  const write = useCallback(
    (text: string) => (text.length < ASIDE_CHARS ? put(text, "") : put("", text)),
    [put],
  );

  const onPaste = useCallback(
    (event: ClipboardEvent) => {
      const pasted = event.clipboardData.getData("text/plain");
      if (pasted.length < ASIDE_CHARS) return;
      event.preventDefault();
      kept.current = joined(kept.current, pasted);
      look();
    },
    [look],
  );

  const dropAside = useCallback(() => {
    kept.current = "";
    look();
  }, [look]);

  const unpackAside = useCallback(() => put(read(), ""), [put, read]);

  return { ref, blank, noted, aside, read, write, look, onPaste, dropAside, unpackAside };
}

function joined(first: string, second: string): string {
  return first === "" || second === "" ? first + second : `${first}\n\n${second}`;
}

export type Message = { role: "user" | "assistant"; text: string };

/** A renderer of one answer that streams. */
export type Sink = {
  /** At most once a frame: what is new, and all of it. */
  write: (delta: string, whole: string) => void;
  end: () => void;
};

/** A renderer that is measured. */
export type Arm = {
  stream: (host: HTMLElement) => Sink;
  /** Draws a whole conversation; an answer lies in `article .md`. */
  open: (transcript: HTMLElement, messages: Message[]) => void;
};

/** The article of a message, and the element in it that holds the message. */
export function article(role: Message["role"]) {
  const outer = document.createElement("article");
  const host = document.createElement("div");
  host.className = hostClass(role);
  outer.append(host);
  return { outer, host };
}

export const hostClass = (role: Message["role"]) => (role === "assistant" ? "md" : "user");

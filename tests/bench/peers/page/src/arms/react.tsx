import type { ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { type Arm, hostClass } from "../arm";

/** How an answer came to be whole: it streams, has streamed, or was kept. */
export type Phase = "streaming" | "streamed" | "kept";
export type Render = (text: string, phase: Phase) => ReactNode;

export function reactArm(render: Render): Arm {
  return {
    stream(host) {
      const root = createRoot(host);
      let text = "";
      return {
        write(_, whole) {
          text = whole;
          root.render(render(text, "streaming"));
        },
        end() {
          root.render(render(text, "streamed"));
        },
      };
    },
    open(transcript, messages) {
      const articles = messages.map(({ role, text }, at) => (
        <article key={at}>
          <div className={hostClass(role)}>{role === "user" ? text : render(text, "kept")}</div>
        </article>
      ));
      createRoot(transcript).render(articles);
    },
  };
}

import type { ReactNode } from "react";
import { useState } from "react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { type Arm, hostClass } from "../arm";

/** How an answer came to be whole: it streams, has streamed, or was kept. */
export type Phase = "streaming" | "streamed" | "kept";
export type Render = (text: string, phase: Phase) => ReactNode;
type Answer = { text: string; phase: Phase };

/** An answer in React's state, or a list of messages. */
export function reactArm(render: Render): Arm {
  return {
    stream(host) {
      let show: (answer: Answer) => void = () => {};
      let text = "";
      function Streamed() {
        const [answer, setAnswer] = useState<Answer>({ text: "", phase: "streaming" });
        show = setAnswer;
        return render(answer.text, answer.phase);
      }
      // Drawn before the first words, so that `show` is there.
      flushSync(() => createRoot(host).render(<Streamed />));
      return {
        write(_, whole) {
          text = whole;
          show({ text, phase: "streaming" });
        },
        end() {
          show({ text, phase: "streamed" });
        },
      };
    },
    open(transcript, messages) {
      const articles = messages.map(({ role, text }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the messages never change
        <article key={at}>
          <div className={hostClass(role)}>{role === "user" ? text : render(text, "kept")}</div>
        </article>
      ));
      createRoot(transcript).render(articles);
    },
  };
}

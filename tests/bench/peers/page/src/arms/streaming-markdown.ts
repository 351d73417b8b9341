import DOMPurify from "dompurify";
import { default_renderer, parser, parser_end, parser_write } from "streaming-markdown";
import { type Arm, article } from "../arm";

/**
 * DOMPurify goes over the whole answer before each write, as the README of streaming-markdown says. That guide stops when something was
 * removed; the generics of TypeScript in a fence (`Promise<void>`) would stop it, so that here it is only gone over.
 */
const purify = (whole: string) => void DOMPurify.sanitize(whole);

/** It highlights nothing. */
export const arm: Arm = {
  stream(host) {
    host.classList.add("prose");
    const state = parser(default_renderer(host));
    return {
      write(delta, whole) {
        purify(whole);
        parser_write(state, delta);
      },
      end() {
        parser_end(state);
      },
    };
  },
  open(transcript, messages) {
    const all = document.createDocumentFragment();
    for (const { role, text } of messages) {
      const { outer, host } = article(role);
      all.append(outer);
      if (role === "user") {
        host.textContent = text;
        continue;
      }
      host.classList.add("prose");
      purify(text);
      const state = parser(default_renderer(host));
      parser_write(state, text);
      parser_end(state);
    }
    transcript.append(all);
  },
};

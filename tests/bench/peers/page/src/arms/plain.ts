import { type Arm, article } from "../arm";

/** The floor: no Markdown, one text node to which the words are appended. */
export const arm: Arm = {
  stream(host) {
    const text = document.createTextNode("");
    host.classList.add("plain");
    host.append(text);
    return { write: (delta) => text.appendData(delta), end: () => {} };
  },
  open(transcript, messages) {
    const all = document.createDocumentFragment();
    for (const { role, text } of messages) {
      const { outer, host } = article(role);
      host.classList.add("plain");
      host.textContent = text;
      all.append(outer);
    }
    transcript.append(all);
  },
};

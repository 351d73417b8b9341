import { useEffect, useState } from "react";

/** A line that changes more often than this cannot be read. */
const STEADY_MS = 700;
const LOOKED_AT = 40;
const MOST_CHARS = 160;
const MOST_LOOKED_AT = 2000;

const segmenter = new Intl.Segmenter(undefined, { granularity: "sentence" });

/** What a model thinks about now: the last heading of its thoughts, else their last whole sentence. */
export function summaryOf(host: Element): string {
  const blocks = [...host.children].slice(-LOOKED_AT);
  const heading = blocks.findLast(isHeading);
  if (heading) return short(heading.textContent ?? "");
  const text = blocks.findLast((block) => block.matches("p, ul, ol"))?.textContent ?? "";
  const sentences = [...segmenter.segment(text.slice(-MOST_LOOKED_AT))]
    .map(({ segment }) => segment.trim())
    .filter((sentence) => sentence !== "");
  const last = sentences.at(-1) ?? "";
  return short(/[.!?。！？]$/.test(last) ? last : (sentences.at(-2) ?? last));
}

/** Models write headings of their thoughts as paragraphs in bold, too. */
function isHeading(block: Element): boolean {
  if (block.matches("h3, h4, h5, h6")) return true;
  const only = block.matches("p") ? block.firstElementChild : null;
  return only?.matches("strong") === true && only.textContent?.trim() === block.textContent?.trim();
}

function short(text: string): string {
  return text.replace(/\s+/g, " ").trim().slice(0, MOST_CHARS);
}

/** The same, followed while the model thinks; empty where nobody wants it. */
export function useSummary(host: Element, wanted: boolean): string {
  const [summary, setSummary] = useState("");
  useEffect(() => {
    if (!wanted) return;
    let timer: number | undefined;
    const look = () => {
      timer = undefined;
      setSummary(summaryOf(host));
    };
    look();
    const observer = new MutationObserver(() => {
      timer ??= window.setTimeout(look, STEADY_MS);
    });
    observer.observe(host, { childList: true, subtree: true, characterData: true });
    return () => {
      observer.disconnect();
      window.clearTimeout(timer);
    };
  }, [host, wanted]);
  return wanted ? summary : "";
}

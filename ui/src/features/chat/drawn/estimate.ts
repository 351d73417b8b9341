import type { MessageView, PartView } from "@/ipc/generated";

// How high a message will be, in px, before it was ever laid out: near enough for a scroll bar.

const LINE_PX = 27;
const CODE_LINE_PX = 20;
/** Of a line in the column where the window is wide. */
const CHARS = 88;
/** Longer code is folded. */
const CODE_LINES = 40;
const CODE_BARS_PX = 58;
const SPACE_PX = 16;
/** Who says it, and the tools below. */
const AROUND_PX = 64;
const FOLDED_PX = 40;
const PICTURE_PX = 300;
/** Longer questions are folded. */
const QUESTION_CHARS = 3_000;

export function estimate({ role, source, files, parts }: MessageView): number {
  if (role === "user") return AROUND_PX + files.length * 60 + wrapped(source.slice(0, QUESTION_CHARS)) * 24;
  return AROUND_PX + parts.reduce((sum, part) => sum + partHeight(part), 0);
}

function partHeight(part: PartView): number {
  if (part.type === "text") return part.blocks.reduce((sum, html) => sum + blockHeight(html), 0);
  return part.type === "image" ? PICTURE_PX : FOLDED_PX;
}

export function blockHeight(html: string): number {
  if (html.startsWith('<div class="md-code')) {
    return Math.min(html.split("\n").length, CODE_LINES) * CODE_LINE_PX + CODE_BARS_PX;
  }
  return wrapped(html.replace(/<\/(?:li|tr|p|h\d)>/g, "\n").replace(/<[^>]*>/g, "")) * LINE_PX + SPACE_PX;
}

function wrapped(text: string): number {
  return text.split("\n").reduce((lines, line) => lines + Math.max(1, Math.ceil(line.length / CHARS)), 0);
}

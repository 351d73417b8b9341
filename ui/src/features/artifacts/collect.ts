import { codeBlocks } from "@/features/chat/public";

export type ArtifactKind = "html" | "svg" | "markdown";

/** A page, picture or document that an answer holds as a code block. */
export interface Artifact {
  conversation: string;
  message: string;
  /** Which of the message's code blocks it is. */
  index: number;
  kind: ArtifactKind;
  /** What it calls itself; empty where it does not say. */
  name: string;
  source: string;
}

const KINDS: Readonly<Record<string, ArtifactKind>> = {
  html: "html",
  htm: "html",
  xhtml: "html",
  svg: "svg",
  markdown: "markdown",
  md: "markdown",
};

/** What a code block can be shown as, by the language that it names. */
export function kindOf(code: Element): ArtifactKind | null {
  const language = code.getAttribute("data-lang")?.toLowerCase() ?? "";
  const kind = KINDS[language];
  if (kind) return kind;
  return language === "xml" && /^\s*(<\?xml[^>]*>\s*)?<svg[\s>]/.test(sourceOf(code)) ? "svg" : null;
}

function sourceOf(code: Element): string {
  return code.querySelector("pre code")?.textContent ?? "";
}

function nameOf(kind: ArtifactKind, source: string): string {
  const title =
    kind === "markdown"
      ? /^#{1,6} +(.+)$/m.exec(source)?.[1]
      : /<title[^>]*>([^<]{1,200})<\/title>/i.exec(source)?.[1];
  return title?.replace(/\s+/g, " ").trim().slice(0, 80) ?? "";
}

/** The artifact of a code block in the transcript. */
export function artifactOf(code: Element): Artifact | null {
  const article = code.closest<HTMLElement>("[data-message]");
  return article && artifactIn(article, code, codeBlocks(article).indexOf(code));
}

function artifactIn(article: HTMLElement, code: Element, index: number): Artifact | null {
  const kind = kindOf(code);
  if (!kind) return null;
  const source = sourceOf(code);
  const { conversation = "" } = article.closest<HTMLElement>("[data-conversation]")?.dataset ?? {};
  const { message = "" } = article.dataset;
  return { conversation, message, index, kind, name: nameOf(kind, source), source };
}

/** All of the conversation that is shown, in its order, apart from those that are still being written. */
export function allArtifacts(): Artifact[] {
  const articles = document.querySelectorAll<HTMLElement>(
    "[role=log] [data-message]:not([data-status=streaming])",
  );
  return [...articles].flatMap((article) =>
    codeBlocks(article).flatMap((code, index) => artifactIn(article, code, index) ?? []),
  );
}

/** What one after the other said of the same thing: artifacts of its kind with its name. */
export function versionsOf(artifact: Artifact, all: readonly Artifact[]): Artifact[] {
  const versions = all.filter(({ kind, name }) => kind === artifact.kind && name === artifact.name);
  return versions.some((version) => isSame(version, artifact)) ? versions : [...versions, artifact];
}

export function isSame(one: Artifact, other: Artifact): boolean {
  return one.message === other.message && one.index === other.index;
}

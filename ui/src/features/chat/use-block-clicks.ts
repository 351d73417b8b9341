import i18next from "i18next";
import { type RefObject, useEffect, useState } from "react";
import { artifactOf, showArtifact } from "@/features/artifacts/public";
import { invoke } from "@/ipc/client";
import { toIpcError } from "@/ipc/error";
import { showToast } from "@/lib/toasts";
import { copyFormula } from "./copy-formula";
import { openDiagramMenu } from "./diagrams/diagram-request";
import { isGrowing, WatchedDiagrams } from "./diagrams/watch-diagrams";
import { openBoxAround } from "./drawn/block-boxes";
import { WatchedImages } from "./images/watch-images";
import { layOutSelected } from "./lay-out-selected";
import { saysWhereItGoes } from "./links";
import { selectionTouches } from "./stream/block-list";
import { toggleFold, toggleWrap } from "./stream/code-block";
import { openTableMenu } from "./table-request";
import { closeViewer, openViewer } from "./viewer-request";

/** How long a button says that it has copied. */
const COPIED_MS = 1600;

/** A link that waits for a person to confirm its real address. */
export interface LinkRequest {
  url: string;
  element: HTMLElement;
}

/** Opens an address in the browser; says so when that fails. */
export async function openLink(url: string): Promise<void> {
  try {
    await invoke("open_link", { url });
  } catch (cause) {
    showToast({ tone: "error", text: i18next.t("chat:link.failed", { message: toIpcError(cause).message }) });
  }
}

/**
 * Answers clicks inside the messages' blocks, which React does not know: code and formulas are copied, a link is opened or first
 * confirmed, an image is loaded. Returns the link that waits.
 */
export function useBlockClicks(
  root: RefObject<HTMLElement | null>,
  subject: string | null,
): [LinkRequest | null, () => void] {
  const [request, setRequest] = useState<LinkRequest | null>(null);

  useEffect(() => {
    const element = root.current;
    if (!element) return;
    const images = new WatchedImages(element, subject);
    const diagrams = new WatchedDiagrams(element);
    const onClick = (event: MouseEvent) => {
      const target = event.target instanceof Element ? event.target : null;
      const link = target?.closest("a[href]");
      const copy = target?.closest("[data-copy]");
      const image = target?.closest(".md-image, .md-image-always, .md-zoom");
      const preview = target?.closest("[data-preview]")?.closest(".md-code");
      const footnote = target?.closest("[data-footnote]");
      const formula = target?.closest(".md-math");
      const diagram = target?.closest<HTMLElement>(".md-diagram-toggle, .md-diagram-menu");
      const tool = target?.closest(".md-wrap, .md-download, .md-fold, .md-table-copy");
      const head = target?.closest(".md-table th");
      if (link instanceof HTMLAnchorElement) {
        event.preventDefault();
        const url = link.getAttribute("href") ?? "";
        if (event.button === 2) return;
        if (saysWhereItGoes(link.textContent ?? "", url)) openLink(url);
        else setRequest({ url, element: link });
      } else if (event.type !== "click") {
        return;
      } else if (copy) {
        copyCode(copy);
      } else if (image?.matches(".md-zoom")) {
        openViewer(image);
      } else if (image?.matches(".md-image-always")) {
        images.setHost(image);
      } else if (preview) {
        const artifact = artifactOf(preview);
        if (artifact) showArtifact(artifact);
      } else if (diagram?.matches(".md-diagram-menu")) {
        openDiagramMenu(diagram);
      } else if (diagram) {
        diagrams.toggle(diagram);
      } else if (image) {
        images.show(image);
      } else if (footnote) {
        goToFootnote(footnote);
      } else if (formula && event.button === 0 && !hasSelection()) {
        copyFormula(formula);
      } else if (tool?.matches(".md-wrap")) {
        toggleWrap(tool);
      } else if (tool?.matches(".md-fold")) {
        toggleFold(tool);
      } else if (tool instanceof HTMLElement && tool.matches(".md-table-copy")) {
        openTableMenu(tool);
      } else if (head) {
        if (!selectionTouches(head) && !isGrowing(head)) sortTable(head);
      } else if (tool) {
        saveCode(tool);
      }
    };
    const onKey = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : null;
      if (event.key !== "Enter" || event.isComposing || !target?.matches(".md-display")) return;
      event.preventDefault();
      copyFormula(target);
    };
    element.addEventListener("keydown", onKey);
    element.addEventListener("click", onClick);
    element.addEventListener("auxclick", onClick);
    const onCopy = () => layOutSelected(element);
    document.addEventListener("copy", onCopy, true);
    const rename = () => {
      images.rename();
      diagrams.rename();
    };
    i18next.on("languageChanged", rename);
    return () => {
      element.removeEventListener("keydown", onKey);
      element.removeEventListener("click", onClick);
      element.removeEventListener("auxclick", onClick);
      document.removeEventListener("copy", onCopy, true);
      i18next.off("languageChanged", rename);
      images.close();
      diagrams.close();
      closeViewer();
      setRequest(null);
    };
  }, [root, subject]);

  return [request, () => setRequest(null)];
}

/** A click that ends a selection is not meant for what it lies on. */
function hasSelection(): boolean {
  return document.getSelection()?.isCollapsed === false;
}

/** Footnotes are numbered in each message, so the way leads within one. */
function goToFootnote(reference: Element): void {
  const number = CSS.escape(reference.getAttribute("data-footnote") ?? "");
  const note = reference.closest("article")?.querySelector(`[data-footnote-def="${number}"]`);
  if (!(note instanceof HTMLElement)) return;
  openBoxAround(note);
  note.tabIndex = -1;
  note.focus({ preventScroll: true });
  note.scrollIntoView({ block: "nearest" });
}

async function sortTable(head: Element): Promise<void> {
  const part = await import("./table/sort").catch(() => null);
  if (part) part.sortBy(head);
  else showToast({ tone: "error", text: i18next.t("common:partMissing") });
}

async function saveCode(button: Element): Promise<void> {
  const block = button.closest(".md-code");
  const said = (name: string) => block?.getAttribute(name) ?? "";
  const text = block?.querySelector("pre code")?.textContent ?? "";
  try {
    const code = { text, file: said("data-file"), language: said("data-lang") };
    const saved = await invoke("save_code", code);
    if (saved) showToast({ tone: "plain", text: i18next.t("chat:code.saved", { path: saved.path }) });
  } catch (cause) {
    const { message } = toIpcError(cause);
    showToast({ tone: "error", text: i18next.t("chat:code.saveFailed", { message }) });
  }
}

async function copyCode(button: Element): Promise<void> {
  const code = button.closest(".md-code")?.querySelector("pre code");
  try {
    await invoke("copy_text", { text: code?.textContent ?? "", html: null });
  } catch (cause) {
    const { message } = toIpcError(cause);
    showToast({ tone: "error", text: i18next.t("chat:actions.copyFailed", { message }) });
    return;
  }
  button.textContent = i18next.t("chat:code.copied");
  button.setAttribute("data-copied", "");
  setTimeout(() => {
    button.textContent = i18next.t("chat:code.copy");
    button.removeAttribute("data-copied");
  }, COPIED_MS);
}

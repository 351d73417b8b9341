import { invoke } from "@/ipc/client";
import type { WrittenFile } from "@/ipc/generated";
import { pngOf, svgOf } from "./picture";

export async function copyPng(url: string, name: string): Promise<void> {
  await invoke("copy_diagram", { png: await pngOf(url), name });
}

export async function copySvg(url: string): Promise<void> {
  await invoke("copy_text", { text: svgOf(url), html: null });
}

/** Null where nobody chose a file. */
export async function savePng(url: string, name: string): Promise<WrittenFile | null> {
  return invoke("save_diagram", { png: await pngOf(url), name });
}

/** Null where nobody chose a file. */
export async function saveSvg(url: string, name: string): Promise<WrittenFile | null> {
  const file = `${name.replace(/[\\/]/g, "-")}.svg`;
  return invoke("save_code", { text: svgOf(url), file, language: "svg" });
}

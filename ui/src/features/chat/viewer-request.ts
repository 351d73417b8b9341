import { create } from "zustand";

/** A picture of a message: kept by the history, of the web and loaded already, or a diagram that was drawn. */
export type Picture =
  | { type: "kept"; blob: string; name: string }
  | { type: "web"; url: string; shown: string; name: string }
  | { type: "drawn"; shown: string; name: string; title: string };

interface ViewerRequest {
  pictures: readonly Picture[];
  index: number;
}

/** The pictures that are looked at, if any. */
export const useViewerRequest = create<{ request: ViewerRequest | null }>()(() => ({ request: null }));

/** Opens a picture, with the others of its message beside it. Each stands in an element with `data-zoom`. */
export function openViewer(element: Element): void {
  const places = [
    ...(element.closest("article") ?? element.parentElement ?? element).querySelectorAll("[data-zoom]"),
  ];
  const pictures = places.flatMap((place) => pictureOf(place) ?? []);
  const own = pictureOf(element);
  const index = pictures.findIndex((picture, at) => places[at] === element || same(picture, own));
  if (own) useViewerRequest.setState({ request: { pictures, index: Math.max(0, index) } });
}

export function closeViewer(): void {
  useViewerRequest.setState({ request: null });
}

function pictureOf(place: Element): Picture | null {
  const blob = place.getAttribute("data-blob");
  if (blob !== null) return { type: "kept", blob, name: place.getAttribute("data-alt") ?? "" };
  const image = place.querySelector("img");
  const title = image?.dataset.drawn;
  if (image && title !== undefined) return { type: "drawn", shown: image.src, name: image.alt, title };
  const url = image?.dataset.imageSrc;
  return image && url !== undefined ? { type: "web", url, shown: image.src, name: image.alt } : null;
}

function same(a: Picture, b: Picture | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

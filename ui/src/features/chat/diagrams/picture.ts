import inter from "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?inline";

/** A canvas that is larger fails in one browser or another. */
const LARGEST_SIDE = 8192;
const MOST_PIXELS = 32_000_000;
/** For screens of today. */
const PIXEL_RATIO = 2;

const FACE = `<style>@font-face{font-family:"Parlance Diagram";font-weight:100 900;src:url(${inter}) format("woff2")}</style>`;

/** The picture with its letters: an image reaches no font of the page. */
export function withLetters(svg: string): string {
  const end = svg.indexOf(">") + 1;
  return svg.slice(0, end) + FACE + svg.slice(end);
}

/** What stands at an address: the page may not read it from there. */
const texts = new Map<string, string>();

/** The address of a picture, until it is let go. */
export function addressOf(svg: string): string {
  const text = withLetters(svg);
  const url = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  texts.set(url, text);
  return url;
}

export function letGo(url: string): void {
  URL.revokeObjectURL(url);
  texts.delete(url);
}

/** The text of a picture that is shown. */
export function svgOf(url: string): string {
  return texts.get(url) ?? "";
}

/** The picture of an address as a PNG, in base64. */
export async function pngOf(url: string): Promise<string> {
  const image = new Image();
  image.src = url;
  await image.decode();
  const { naturalWidth: width, naturalHeight: height } = image;
  const scale = scaleOf(width, height);
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const data = canvas.toDataURL("image/png");
  return data.slice(data.indexOf(",") + 1);
}

export function scaleOf(width: number, height: number): number {
  return Math.min(
    PIXEL_RATIO,
    LARGEST_SIDE / Math.max(width, height),
    Math.sqrt(MOST_PIXELS / (width * height)),
  );
}

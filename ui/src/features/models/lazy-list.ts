import type { ModelList } from "./list";

let loaded: typeof ModelList | null = null;

// The first frame shows the button alone.
async function load(): Promise<typeof ModelList> {
  loaded = (await import("./list")).ModelList;
  return loaded;
}

/** The list, once it was fetched. */
export function modelList(): typeof ModelList | null {
  return loaded;
}

/** Fetches the list when it looks as if somebody is about to open it. A failure shows when it is opened. */
export function prefetchList(): void {
  load().catch(() => undefined);
}

/** Calls back at once where the list is there already, so that nothing is drawn in between. */
export function withList(open: () => void, failed: (cause: unknown) => void): void {
  if (loaded) open();
  else load().then(open, failed);
}

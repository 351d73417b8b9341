import { lazy } from "react";

// The first frame needs none of it, and most days nobody opens it.
const load = () => import("@/features/settings/page");

export const SettingsPage = lazy(async () => ({ default: (await load()).SettingsPage }));

/** Fetches the page when it looks as if somebody is about to open it. */
export function prefetchSettings(): void {
  // A failure shows when the page is opened and fetched again.
  load().catch(() => undefined);
}

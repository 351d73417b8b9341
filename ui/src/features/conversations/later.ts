import { LazySource } from "@/lib/lazy-source";

// Parts of the list that most windows do without for a while.

export const menus = new LazySource(() => import("./menus"));
export const dragging = new LazySource(() => import("./drag"));
export const bulkBar = new LazySource(async () => (await import("./bulk-bar")).BulkBar);
export const dialogs = new LazySource(async () => (await import("./dialogs")).Dialogs);

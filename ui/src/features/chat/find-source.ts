import { LazySource } from "@/lib/lazy-source";

/** Few open it. */
export const findBar = new LazySource(async () => (await import("./find-bar")).FindBar);

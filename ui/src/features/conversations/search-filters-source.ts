import { LazySource } from "@/lib/lazy-source";

/** Wanted with the first letter of a search. */
export const searchFilters = new LazySource(async () => (await import("./search-filters")).SearchFilters);

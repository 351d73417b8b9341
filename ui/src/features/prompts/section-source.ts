import { LazySource } from "@/lib/lazy-source";

/** Templates and personas in Settings. */
export const promptsSection = new LazySource(async () => (await import("./section")).PromptsSection);

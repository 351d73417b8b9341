import { LazySource } from "@/lib/lazy-source";

/** All parameters in a form of somebody else's. */
export const parameterFields = new LazySource(async () => (await import("./fields")).ParameterFields);

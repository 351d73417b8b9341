import { LazySource } from "@/lib/lazy-source";

export { artifactOf, kindOf } from "./collect";
export { showArtifact, useArtifact } from "./store";

/** Few conversations have one. */
export const artifactPane = new LazySource(async () => (await import("./pane")).ArtifactPane);

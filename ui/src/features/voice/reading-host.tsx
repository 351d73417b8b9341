import { LazyPart } from "@/components/lazy-part";
import { LazySource } from "@/lib/lazy-source";
import { useReading } from "./store";

const readingBar = new LazySource(async () => (await import("./reading-bar")).ReadingBar);

/** The place of what controls a reading, while there is one. */
export function ReadingHost() {
  const there = useReading(({ reading }) => reading !== null);
  return there && <LazyPart source={readingBar}>{(ReadingBar) => <ReadingBar />}</LazyPart>;
}

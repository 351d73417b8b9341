import { useEffect } from "react";
import { LazyPart } from "@/components/lazy-part";
import { LazySource } from "@/lib/lazy-source";
import { cancelDictation } from "./dictating";
import { useDictation } from "./dictation-store";

const dictationBar = new LazySource(async () => (await import("./dictation-bar")).DictationBar);

/** The place of what shows a dictation. It ends with the field that it is for. */
export function DictationHost() {
  const there = useDictation(({ dictation }) => dictation !== null);
  useEffect(() => cancelDictation, []);
  return there && <LazyPart source={dictationBar}>{(DictationBar) => <DictationBar />}</LazyPart>;
}

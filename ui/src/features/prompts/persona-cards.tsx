import { LazyPart } from "@/components/lazy-part";
import { LazySource } from "@/lib/lazy-source";

const row = new LazySource(async () => (await import("./persona-row")).PersonaRow);

/** Personas to begin a chat with. */
export function PersonaCards() {
  return <LazyPart source={row}>{(PersonaRow) => <PersonaRow />}</LazyPart>;
}

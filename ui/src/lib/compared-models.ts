import { create } from "zustand";
import type { ModelChoice } from "@/ipc/generated";
import { sameModel } from "./model-choice";

const NEW_CHAT = "new";

/** So many models are asked at once beside the one of the picker. */
export const MOST_COMPARED = 3;

/** Whom else the next question goes to, by conversation id or `"new"`. */
export const useComparedModels = create<{ chosen: Readonly<Record<string, readonly ModelChoice[]>> }>()(
  () => ({ chosen: {} }),
);

const none: readonly ModelChoice[] = [];

/** The models beside `model` that the next question of the conversation goes to. */
export function comparedWith(conversation: string | null, model: ModelChoice | null): ModelChoice[] {
  const chosen = useComparedModels.getState().chosen[conversation ?? NEW_CHAT] ?? none;
  return chosen.filter((other) => !sameModel(other, model));
}

export function useComparedWith(conversation: string | null): readonly ModelChoice[] {
  return useComparedModels((state) => state.chosen[conversation ?? NEW_CHAT] ?? none);
}

/** Asks this model, too. One that is asked already, or one too many, changes nothing. */
export function addCompared(conversation: string | null, model: ModelChoice): void {
  change(conversation, (chosen) =>
    chosen.length >= MOST_COMPARED || chosen.some((other) => sameModel(other, model))
      ? chosen
      : [...chosen, model],
  );
}

export function dropCompared(conversation: string | null, model: ModelChoice): void {
  change(conversation, (chosen) => chosen.filter((other) => !sameModel(other, model)));
}

export function clearCompared(conversation: string | null): void {
  change(conversation, () => none);
}

function change(
  conversation: string | null,
  update: (chosen: readonly ModelChoice[]) => readonly ModelChoice[],
): void {
  const slot = conversation ?? NEW_CHAT;
  useComparedModels.setState(({ chosen }) => {
    const { [slot]: before = none, ...others } = chosen;
    const now = update(before);
    return { chosen: now.length === 0 ? others : { ...others, [slot]: now } };
  });
}

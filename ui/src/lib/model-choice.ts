import { useCallback } from "react";
import { create } from "zustand";
import type { ModelChoice, ModelView, ProviderModels } from "@/ipc/generated";
import { useConversation, useModels } from "./core";
import { useChangeSettings, useSettings } from "./settings";

const NEW_CHAT = "new";

interface ModelChoiceState {
  /** What was picked in this window, by conversation id or `"new"`. */
  chosen: Record<string, ModelChoice>;
  choose: (conversation: string | null, choice: ModelChoice) => void;
}

export const useModelChoices = create<ModelChoiceState>()((set) => ({
  chosen: {},
  choose: (conversation, choice) =>
    set((state) => ({ chosen: { ...state.chosen, [conversation ?? NEW_CHAT]: choice } })),
}));

export function sameModel(a: ModelChoice | null, b: ModelChoice | null): boolean {
  return a !== null && b !== null && a.provider === b.provider && a.model === b.model;
}

/** A model of the built-in Guide, which works with no key and no network. */
export function guideModel(providers: ProviderModels[] | undefined): ModelView | null {
  return providers?.find((provider) => provider.kind === "guide")?.models[0] ?? null;
}

/**
 * The model that the next message goes to, and the way to change it: what was picked here, else what the conversation
 * used last, else what was used last at all, else the Guide. Null until the models are known.
 */
export function useModelChoice(
  conversation: string | null,
): [ModelChoice | null, (choice: ModelChoice) => void] {
  const picked = useModelChoices((state) => state.chosen[conversation ?? NEW_CHAT]);
  const choose = useModelChoices((state) => state.choose);
  const used = useConversation(conversation).data?.model;
  const { last_model: last } = useSettings();
  const guide = guideModel(useModels().data)?.model;
  const changeSettings = useChangeSettings();

  const change = useCallback(
    (choice: ModelChoice) => {
      choose(conversation, choice);
      // Only a convenience for the next new chat: failing to keep it must not disturb this one.
      changeSettings({ last_model: choice }).catch(() => undefined);
    },
    [choose, conversation, changeSettings],
  );
  return [picked ?? used ?? last ?? guide ?? null, change];
}

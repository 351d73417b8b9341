import { useCallback } from "react";
import { create } from "zustand";
import type { ModelChoice, ModelView, ProviderModels } from "@/ipc/generated";
import { useConversation, useModels } from "./core";
import { useConversationPersona } from "./prompts";
import { useChangeSettings, useSettings } from "./settings";

const NEW_CHAT = "new";
/** The provider id that leaves the choice to Parlance. */
export const AUTO = "auto";

interface ModelChoiceState {
  /** What was picked in this window, by conversation id or `"new"`. */
  chosen: Record<string, ModelChoice>;
  choose: (conversation: string | null, choice: ModelChoice) => void;
  /** What the core says holds again. */
  forget: (conversation: string | null) => void;
}

export const useModelChoices = create<ModelChoiceState>()((set) => ({
  chosen: {},
  choose: (conversation, choice) =>
    set((state) => ({ chosen: { ...state.chosen, [conversation ?? NEW_CHAT]: choice } })),
  forget: (conversation) => set(({ chosen: { [conversation ?? NEW_CHAT]: _, ...chosen } }) => ({ chosen })),
}));

export function sameModel(a: ModelChoice | null, b: ModelChoice | null): boolean {
  return a !== null && b !== null && a.provider === b.provider && a.model === b.model;
}

/** A model of the built-in Guide, which works with no key and no network. */
export function guideModel(providers: ProviderModels[] | undefined): ModelView | null {
  return providers?.find((provider) => provider.kind === "guide")?.models[0] ?? null;
}

/** Whether anybody but the Guide can be asked. */
export function hasModels(providers: ProviderModels[] | undefined): boolean {
  return (
    providers?.some(
      ({ kind, availability }) => kind !== "guide" && kind !== "auto" && availability.type === "ready",
    ) ?? false
  );
}

/** What is offered to whoever has chosen nothing yet: the best of what can be asked, else the Guide. */
function firstChoice(providers: ProviderModels[] | undefined): ModelChoice | null {
  const auto = providers?.find((provider) => provider.kind === "auto")?.models[0];
  return (hasModels(providers) && auto ? auto : guideModel(providers))?.model ?? null;
}

/**
 * The model that the next message goes to, and the way to change it: what was picked here, else what the new chat's persona
 * asks for, else what the conversation used last, else what was used last at all, else Parlance's choice, else the Guide. Null until the models are known.
 */
export function useModelChoice(
  conversation: string | null,
): [ModelChoice | null, (choice: ModelChoice) => void] {
  const picked = useModelChoices((state) => state.chosen[conversation ?? NEW_CHAT]);
  const choose = useModelChoices((state) => state.choose);
  const persona = useConversationPersona(null).data;
  const asked = conversation === null ? persona?.model : null;
  const used = useConversation(conversation).data?.model;
  const { last_model: last } = useSettings();
  const first = firstChoice(useModels().data);
  const changeSettings = useChangeSettings();

  const change = useCallback(
    (choice: ModelChoice) => {
      choose(conversation, choice);
      // Only a convenience for the next new chat: failing to keep it must not disturb this one.
      changeSettings({ last_model: choice }).catch(() => undefined);
    },
    [choose, conversation, changeSettings],
  );
  return [picked ?? asked ?? used ?? last ?? first, change];
}

import { create } from "zustand";
import { leaveFor } from "./temporary-chat";

export type SettingsSection =
  | "providers"
  | "routing"
  | "conversations"
  | "prompts"
  | "appearance"
  | "voice"
  | "language"
  | "usage"
  | "network"
  | "data"
  | "about";

/** What the main area shows. `conversation: null` is the new chat. */
export type View =
  | { kind: "chat"; conversation: string | null }
  | { kind: "settings"; section: SettingsSection | null; provider: string | null };

/** A message that search opened: the transcript scrolls to it, marks it, and clears the request. */
export interface Reveal {
  conversation: string;
  message: string;
  /** What was found in it. */
  words: string[];
  /** It gets the focus as well. */
  focus: boolean;
}

interface NavigationState {
  view: View;
  /** The chat that Settings goes back to. */
  lastChat: string | null;
  /** The sidebar as a drawer over a narrow window. */
  drawerOpen: boolean;
  reveal: Reveal | null;
  /** Shows a conversation; null shows the new chat. Who leaves a temporary chat is asked first what becomes of it. */
  openChat: (conversation: string | null) => void;
  /** Shows a conversation scrolled to one of its messages. */
  openMessage: (conversation: string, message: string, words?: string[], focus?: boolean) => void;
  clearReveal: () => void;
  /** Shows Settings, at a section and a provider's row when given. */
  openSettings: (section?: SettingsSection, provider?: string) => void;
  closeSettings: () => void;
  setDrawerOpen: (open: boolean) => void;
}

export const useNavigation = create<NavigationState>()((set) => ({
  view: { kind: "chat", conversation: null },
  lastChat: null,
  drawerOpen: false,
  reveal: null,
  openChat: (conversation) =>
    leaveFor(conversation, () =>
      set({ view: { kind: "chat", conversation }, lastChat: conversation, drawerOpen: false, reveal: null }),
    ),
  openMessage: (conversation, message, words = [], focus = false) =>
    leaveFor(conversation, () =>
      set({
        view: { kind: "chat", conversation },
        lastChat: conversation,
        drawerOpen: false,
        reveal: { conversation, message, words, focus },
      }),
    ),
  clearReveal: () => set({ reveal: null }),
  openSettings: (section, provider) =>
    set({
      view: { kind: "settings", section: section ?? null, provider: provider ?? null },
      drawerOpen: false,
    }),
  closeSettings: () => set((state) => ({ view: { kind: "chat", conversation: state.lastChat } })),
  setDrawerOpen: (drawerOpen) => set({ drawerOpen }),
}));

import { LazySource } from "@/lib/lazy-source";

/** Most days nobody opens it. */
export const settingsPage = new LazySource(
  async () => (await import("@/features/settings/page")).SettingsPage,
);

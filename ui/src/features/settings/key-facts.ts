import { useTranslation } from "react-i18next";
import type { KeyView, ProviderView } from "@/ipc/generated";
import { formatAgo } from "@/lib/format";
import { useNow } from "@/lib/use-now";

/** What is known of a key, in words. */
export interface KeyFacts {
  /** What it ends in and where it is kept. */
  place: string;
  /** When it was used last; null where that is not known. */
  used: string | null;
  /** Why it was turned away last; null where it was not since. */
  problem: string | null;
}

export function useKeyFacts({ name }: ProviderView, key: KeyView): KeyFacts {
  const { t, i18n } = useTranslation("settings");
  const now = useNow();
  const ago = (at: number) => formatAgo(at, now, i18n.language);
  const { state, last_used_at: usedAt, last_error: failed } = key;
  const place = () => {
    switch (state.type) {
      case "keyring":
      case "session":
      case "environment":
        return t(`providers.keys.place.${state.type}`, { last4: state.last4 });
      case "unreachable":
        return t("providers.keys.place.unreachable");
      default:
        return t(key.from_environment ? "providers.keys.place.unset" : "providers.keys.place.gone");
    }
  };
  const problem = () => {
    if (failed === null) return null;
    const words = { name, ago: ago(failed.at) };
    switch (failed.code) {
      case "permission":
      case "quota":
        return t(`providers.keys.problem.${failed.code}`, words);
      default:
        return t("providers.keys.problem.key", words);
    }
  };
  return {
    place: place(),
    used: usedAt === null ? null : t("providers.keys.used", { ago: ago(usedAt) }),
    problem: problem(),
  };
}

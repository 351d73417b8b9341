import { useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { KeyCheck, ProviderView } from "@/ipc/generated";
import { useErrorText } from "@/lib/error-text";
import { keys } from "@/lib/query";

export interface KeyOutcome {
  tone: "good" | "plain" | "bad";
  text: string;
}

/** What is being done with a provider's keys, one thing at a time, and what came of the last. */
export interface KeyWork {
  busy: boolean;
  outcome: KeyOutcome | null;
  /** The id of the line that says the outcome. */
  said: string;
  /** True when it was done. */
  run: (work: () => Promise<KeyOutcome | null>) => Promise<boolean>;
  /** Hands a key in; true when it is kept. */
  check: (work: () => Promise<KeyCheck>) => Promise<boolean>;
}

export function useKeyWork({ name }: ProviderView): KeyWork {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const errorText = useErrorText();
  const said = useId();
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<KeyOutcome | null>(null);

  const describe = (check: KeyCheck): KeyOutcome => {
    switch (check.type) {
      case "valid":
        return { tone: "good", text: t("providers.check.valid", { count: check.models }) };
      case "restricted":
        return { tone: "plain", text: t("providers.check.restricted", { name }) };
      case "barred":
        return { tone: "plain", text: t("providers.check.barred", { name, message: check.message }) };
      case "refused":
        return { tone: "bad", text: t("providers.check.refused", { name, message: check.message }) };
      case "unchecked":
        return { tone: "plain", text: t("providers.check.unchecked", { message: check.message }) };
    }
  };
  const run: KeyWork["run"] = async (work) => {
    setBusy(true);
    setOutcome(null);
    try {
      const next = await work();
      setOutcome(next);
      await client.invalidateQueries({ queryKey: keys.providers });
      await client.invalidateQueries({ queryKey: keys.models });
      return next?.tone !== "bad";
    } catch (cause) {
      setOutcome({ tone: "bad", text: errorText(cause) });
      return false;
    } finally {
      setBusy(false);
    }
  };
  const check: KeyWork["check"] = (work) => run(async () => describe(await work()));
  return { busy, outcome, said, run, check };
}

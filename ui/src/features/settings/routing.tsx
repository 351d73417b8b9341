import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { invoke } from "@/ipc/client";
import type { Routing } from "@/ipc/generated";
import { useRouting } from "@/lib/core";
import { useErrorText } from "@/lib/error-text";
import { keys } from "@/lib/query";
import { showToast } from "@/lib/toasts";
import { Budgets } from "./budgets";
import { Chain } from "./chain";
import { Choice } from "./choice";
import { Row, type SettingsRow } from "./rows";
import { Toggle } from "./toggle";

const PREFERENCES = ["balanced", "fast", "best", "cheap"] as const;

export function useRoutingRows(): SettingsRow[] {
  const { t } = useTranslation("settings");
  const { data: routing } = useRouting();
  const save = useSaveRouting();
  if (!routing) return [];
  const preferences = PREFERENCES.map((value) => ({ value, label: t(`routing.preference.${value}`) }));
  return [
    {
      id: "preference",
      text: [
        t("routing.preference.title"),
        t("routing.preference.text"),
        ...preferences.map(({ label }) => label),
      ].join(" "),
      element: (
        <Row
          title={t("routing.preference.title")}
          text={t("routing.preference.text")}
          titleId="setting-preference"
        >
          <Choice
            labelledBy="setting-preference"
            value={routing.preference}
            options={preferences}
            onChange={(preference) => save({ ...routing, preference })}
          />
        </Row>
      ),
    },
    {
      id: "chain",
      text: `${t("routing.chain.title")} ${t("routing.chain.text")}`,
      element: <Chain routing={routing} onChange={save} />,
    },
    {
      id: "fall-back",
      text: `${t("routing.fallBack.title")} ${t("routing.fallBack.text")}`,
      element: (
        <Row
          title={t("routing.fallBack.title")}
          text={t("routing.fallBack.text")}
          titleId="setting-fall-back"
        >
          <Toggle
            labelledBy="setting-fall-back"
            on={routing.fall_back}
            onChange={(fall_back) => save({ ...routing, fall_back })}
          />
        </Row>
      ),
    },
    {
      id: "budgets",
      text: `${t("routing.budget.title")} ${t("routing.budget.text")}`,
      element: <Budgets routing={routing} onChange={save} />,
    },
  ];
}

/** Shows a change at once, saves it, and takes it back with a word when that fails. */
function useSaveRouting(): (routing: Routing) => void {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const errorText = useErrorText();
  return useCallback(
    (routing) => {
      const before = client.getQueryData<Routing>(keys.routing);
      client.setQueryData(keys.routing, routing);
      invoke("save_routing", routing).catch((cause: unknown) => {
        client.setQueryData(keys.routing, before);
        showToast({ tone: "error", text: t("failed", { cause: errorText(cause) }) });
      });
    },
    [client, t, errorText],
  );
}

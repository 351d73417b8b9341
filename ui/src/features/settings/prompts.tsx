import { useTranslation } from "react-i18next";
import { LazyPart } from "@/components/lazy-part";
import { promptsSection } from "@/features/prompts/public";
import { usePrompts } from "@/lib/prompts";
import type { SettingsRow } from "./rows";

/** Templates and personas, in one row: they have a search of their own. */
export function usePromptRows(): SettingsRow[] {
  const { t } = useTranslation("settings");
  const { data } = usePrompts();
  const names = [...(data?.templates ?? []), ...(data?.personas ?? [])].map(({ name }) => name);
  return [
    {
      id: "prompts",
      text: [t("prompts.words"), ...names].join(" "),
      element: <LazyPart source={promptsSection}>{(PromptsSection) => <PromptsSection />}</LazyPart>,
    },
  ];
}

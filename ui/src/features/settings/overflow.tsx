import { useTranslation } from "react-i18next";
import type { Overflow } from "@/ipc/generated";
import { useSettings } from "@/lib/settings";
import { Choice } from "./choice";
import { Row } from "./rows";
import { useSaveSettings } from "./use-save";

export const OVERFLOWS: readonly Overflow[] = ["ask", "trim", "compact"];

/** What happens with a conversation that is too long, with what each choice would do. */
export function OverflowRow() {
  const { t } = useTranslation("settings");
  const { overflow } = useSettings();
  const save = useSaveSettings();
  return (
    <Row title={t("overflow.title")} text={t(`overflow.text.${overflow}`)} titleId="setting-overflow">
      <Choice
        labelledBy="setting-overflow"
        value={overflow}
        options={OVERFLOWS.map((value) => ({ value, label: t(`overflow.choice.${value}`) }))}
        onChange={(value) => save({ overflow: value })}
      />
    </Row>
  );
}

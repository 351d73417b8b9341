import { Minus, Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/ui/icon-button";
import { shortcut } from "@/lib/platform";
import { useSettings } from "@/lib/settings";
import { zoomBeside } from "@/lib/zoom";
import { Row } from "./rows";
import { useSaveSettings } from "./use-save";

/** How large the whole window is drawn. */
export function ZoomRow() {
  const { t } = useTranslation("settings");
  const { zoom } = useSettings();
  const save = useSaveSettings();
  const [smaller, larger] = [zoomBeside(zoom, -1), zoomBeside(zoom, 1)];
  return (
    <Row
      title={t("zoom.title")}
      text={t("zoom.text", { keys: ["+", "−", "0"].map(shortcut).join(", ") })}
      titleId="setting-zoom"
    >
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is drawn and laid out on its own. */}
      <div role="group" aria-labelledby="setting-zoom" className="flex items-center gap-1">
        <IconButton
          label={t("zoom.smaller")}
          size="iconSmall"
          disabled={smaller === zoom}
          onClick={() => save({ zoom: smaller })}
        >
          <Minus />
        </IconButton>
        <output className="w-14 text-center text-[13px] text-text-2 tabular-nums">
          {t("zoom.value", { zoom })}
        </output>
        <IconButton
          label={t("zoom.larger")}
          size="iconSmall"
          disabled={larger === zoom}
          onClick={() => save({ zoom: larger })}
        >
          <Plus />
        </IconButton>
      </div>
    </Row>
  );
}

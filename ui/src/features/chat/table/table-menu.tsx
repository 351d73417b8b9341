import { FileSpreadsheet, FileText, Table } from "lucide-react";
import { useLayoutEffect } from "react";
import { useTranslation } from "react-i18next";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "@/components/ui/menu";
import { invoke } from "@/ipc/client";
import { toIpcError } from "@/ipc/error";
import { showToast } from "@/lib/toasts";
import { copyOf, type TableFormat } from "./copy";

const FORMATS = [
  ["markdown", FileText],
  ["csv", FileSpreadsheet],
  ["rich", Table],
] as const;

interface TableMenuProps {
  button: HTMLElement;
  onClose: () => void;
}

/** The ways in which a table is copied, below the button that stands over it. */
export function TableMenu({ button, onClose }: TableMenuProps) {
  const { t } = useTranslation("chat");
  const { left, top, width, height } = button.getBoundingClientRect();

  useLayoutEffect(() => {
    button.setAttribute("aria-expanded", "true");
    return () => button.removeAttribute("aria-expanded");
  }, [button]);

  const copy = async (format: TableFormat) => {
    const table = button.parentElement?.querySelector(".md-table");
    if (!table) return;
    try {
      await invoke("copy_text", copyOf(table, format));
      showToast({ tone: "plain", text: t(`table.copied.${format}`) });
    } catch (cause) {
      showToast({ tone: "error", text: t("actions.copyFailed", { message: toIpcError(cause).message }) });
    }
  };

  return (
    <Menu open onOpenChange={(open) => !open && onClose()}>
      <MenuTrigger asChild>
        {/* Where the button is, which React does not know. */}
        <span aria-hidden="true" className="pointer-events-none fixed" style={{ left, top, width, height }} />
      </MenuTrigger>
      <MenuContent
        align="end"
        aria-label={t("table.copy")}
        aria-labelledby={undefined}
        onCloseAutoFocus={(event) => {
          event.preventDefault();
          button.focus({ preventScroll: true });
        }}
      >
        {FORMATS.map(([format, Icon]) => (
          <MenuItem key={format} onSelect={() => void copy(format)}>
            <Icon aria-hidden="true" />
            {t(`table.as.${format}`)}
          </MenuItem>
        ))}
      </MenuContent>
    </Menu>
  );
}

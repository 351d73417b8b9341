import "@/i18n/en/diagrams";
import { CodeXml, Copy, FileCode, ImageDown } from "lucide-react";
import { useLayoutEffect } from "react";
import { useTranslation } from "react-i18next";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "@/components/ui/menu";
import { toIpcError } from "@/ipc/error";
import { showToast } from "@/lib/toasts";
import { copyPng, copySvg, savePng, saveSvg } from "./export";

interface DiagramMenuProps {
  button: HTMLElement;
  onClose: () => void;
}

/** The ways in which a diagram leaves the window, below the button that stands over it. */
export function DiagramMenu({ button, onClose }: DiagramMenuProps) {
  const { t } = useTranslation("diagrams");
  const { left, top, width, height } = button.getBoundingClientRect();

  useLayoutEffect(() => {
    button.setAttribute("aria-expanded", "true");
    return () => button.removeAttribute("aria-expanded");
  }, [button]);

  const run = async (act: (url: string, name: string) => Promise<string | null>) => {
    const image = button.closest(".md-code")?.querySelector<HTMLImageElement>(".md-diagram img");
    if (!image) return;
    try {
      const text = await act(image.src, image.dataset.drawn ?? "");
      if (text !== null) showToast({ tone: "plain", text });
    } catch (cause) {
      showToast({ tone: "error", text: t("exportFailed", { message: toIpcError(cause).message }) });
    }
  };
  const saved = (file: { path: string } | null) => file && t("saved", { path: file.path });

  return (
    <Menu open onOpenChange={(open) => !open && onClose()}>
      <MenuTrigger asChild>
        {/* Where the button is, which React does not know. */}
        <span aria-hidden="true" className="pointer-events-none fixed" style={{ left, top, width, height }} />
      </MenuTrigger>
      <MenuContent
        align="end"
        aria-label={t("menu")}
        aria-labelledby={undefined}
        onCloseAutoFocus={(event) => {
          event.preventDefault();
          button.focus({ preventScroll: true });
        }}
      >
        <MenuItem
          onSelect={() => void run(async (url, name) => copyPng(url, name).then(() => t("copied.png")))}
        >
          <Copy aria-hidden="true" />
          {t("copyPng")}
        </MenuItem>
        <MenuItem onSelect={() => void run(async (url) => copySvg(url).then(() => t("copied.svg")))}>
          <CodeXml aria-hidden="true" />
          {t("copySvg")}
        </MenuItem>
        <MenuItem onSelect={() => void run(async (url, name) => saved(await savePng(url, name)))}>
          <ImageDown aria-hidden="true" />
          {t("savePng")}
        </MenuItem>
        <MenuItem onSelect={() => void run(async (url, name) => saved(await saveSvg(url, name)))}>
          <FileCode aria-hidden="true" />
          {t("saveSvg")}
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}

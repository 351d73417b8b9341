import { Popover as Primitive } from "radix-ui";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Popover, PopoverContent } from "@/components/ui/popover";
import { type LinkRequest, openLink } from "./use-block-clicks";

interface LinkConfirmProps {
  request: LinkRequest | null;
  onClose: () => void;
}

/** Shows where a link really leads before it is opened. */
export function LinkConfirm({ request, onClose }: LinkConfirmProps) {
  const { t } = useTranslation("chat");
  const anchor = useMemo(() => ({ current: request?.element ?? document.body }), [request]);
  if (!request) return null;
  return (
    <Popover open onOpenChange={(open) => !open && onClose()}>
      <Primitive.Anchor virtualRef={anchor} />
      <PopoverContent
        align="start"
        className="w-[min(420px,90vw)] p-4"
        aria-label={t("link.title")}
        onCloseAutoFocus={(event) => {
          event.preventDefault();
          request.element.focus();
        }}
      >
        <p className="font-medium">{t("link.title")}</p>
        {/* Left to right whatever it holds: an address must not be reordered by the characters in it. */}
        <p dir="ltr" className="mt-1 max-h-40 overflow-auto break-all font-mono text-[12.5px] text-text-2">
          {request.url}
        </p>
        <div className="mt-3 flex justify-end gap-2">
          <Button size="small" onClick={onClose}>
            {t("link.cancel")}
          </Button>
          <Button
            variant="outline"
            size="small"
            onClick={() => {
              openLink(request.url);
              onClose();
            }}
          >
            {t("link.open")}
          </Button>
        </div>
      </PopoverContent>
    </Popover>
  );
}

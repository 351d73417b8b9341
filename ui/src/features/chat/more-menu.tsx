import { Ellipsis, GitBranch, Network, RefreshCcw, Trash2 } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/ui/icon-button";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "@/components/ui/menu";
import { ModelPopover } from "@/features/models/public";
import type { ModelChoice } from "@/ipc/generated";

interface MoreMenuProps {
  size?: "icon" | "iconTiny";
  onBranchOff: () => void;
  onMap: () => void;
  onTrash: () => void;
  /** Asks another model for an answer beside this one. */
  onOtherModel?: ((model: ModelChoice) => void) | undefined;
}

/** What is done to a message less often. */
export function MoreMenu(props: MoreMenuProps) {
  const { t } = useTranslation("branches");
  // The menu is mounted only where it is wanted: a thousand of them would cost more than the messages.
  const [wanted, setWanted] = useState(false);
  const [open, setOpen] = useState(false);
  if (!wanted) {
    return (
      <IconButton
        label={t("more")}
        size={props.size}
        aria-haspopup="menu"
        aria-expanded={false}
        onClick={() => {
          setWanted(true);
          setOpen(true);
        }}
      >
        <Ellipsis aria-hidden="true" />
      </IconButton>
    );
  }
  return <Mounted {...props} open={open} onOpenChange={setOpen} />;
}

interface MountedProps extends MoreMenuProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

function Mounted({ size, open, onOpenChange, onBranchOff, onMap, onTrash, onOtherModel }: MountedProps) {
  const { t } = useTranslation("branches");
  const [choosing, setChoosing] = useState(false);
  // What opens next takes the focus; the button must not take it back.
  const elsewhere = useRef(false);
  const go = (action: () => void) => () => {
    elsewhere.current = true;
    action();
  };
  const menu = (
    <Menu open={open} onOpenChange={onOpenChange}>
      <MenuTrigger asChild>
        <IconButton label={t("more")} size={size}>
          <Ellipsis aria-hidden="true" />
        </IconButton>
      </MenuTrigger>
      <MenuContent
        align="start"
        onCloseAutoFocus={(event) => {
          if (elsewhere.current) event.preventDefault();
          elsewhere.current = false;
        }}
      >
        {onOtherModel && (
          <MenuItem onSelect={go(() => setChoosing(true))}>
            <RefreshCcw /> {t("otherModel")}
          </MenuItem>
        )}
        <MenuItem onSelect={go(onBranchOff)}>
          <GitBranch /> {t("branchOff")}
        </MenuItem>
        <MenuItem onSelect={onMap}>
          <Network /> {t("map")}
        </MenuItem>
        <MenuItem tone="danger" onSelect={go(onTrash)}>
          <Trash2 /> {t("delete")}
        </MenuItem>
      </MenuContent>
    </Menu>
  );
  if (!onOtherModel) return menu;
  return (
    <ModelPopover label={t("otherModel")} open={choosing} onOpenChange={setChoosing} onChoose={onOtherModel}>
      {menu}
    </ModelPopover>
  );
}

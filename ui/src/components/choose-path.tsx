import { FolderOpen } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import "@/i18n/en/paths";
import { invoke } from "@/ipc/client";
import type { ChoosePathArgs } from "@/ipc/generated";
import { useErrorText } from "@/lib/error-text";
import { showToast } from "@/lib/toasts";

interface ChoosePathProps {
  /** What the path is for. */
  ask: ChoosePathArgs;
  /** Of the field that it stands beside. */
  label: string;
  disabled?: boolean;
  onChosen: (path: string) => void;
}

/** Opens the system's dialog for a folder or a file. The path comes back as text, as if it had been typed. */
export function ChoosePath({ ask, label, disabled, onChosen }: ChoosePathProps) {
  const { t } = useTranslation("paths");
  const errorText = useErrorText();
  const choose = async () => {
    try {
      const path = await invoke("choose_path", ask);
      if (path !== null) onChosen(path);
    } catch (cause) {
      showToast({ tone: "error", text: errorText(cause) });
    }
  };
  return (
    <Button
      variant="outline"
      disabled={disabled}
      aria-label={t("chooseFor", { label })}
      onClick={() => void choose()}
    >
      <FolderOpen strokeWidth={1.75} />
      {t("choose")}
    </Button>
  );
}

interface PathFieldProps {
  label: string;
  placeholder: string;
  ask: ChoosePathArgs;
  value: string;
  onChange: (path: string) => void;
}

/** A path, typed or chosen. */
export function PathField({ label, placeholder, ask, value, onChange }: PathFieldProps) {
  return (
    <div className="flex gap-1.5">
      <Input
        aria-label={label}
        placeholder={placeholder}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      <ChoosePath ask={ask} label={label} onChosen={onChange} />
    </div>
  );
}

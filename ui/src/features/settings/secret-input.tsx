import { Eye, EyeOff } from "lucide-react";
import { type ComponentProps, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";

/** A field for a key: hidden unless asked for. */
export function SecretInput(props: ComponentProps<"input">) {
  const { t } = useTranslation("settings");
  const [shown, setShown] = useState(false);
  return (
    <div className="relative min-w-0 flex-1">
      <Input {...props} type={shown ? "text" : "password"} autoComplete="new-password" className="pr-9" />
      <IconButton
        label={shown ? t("providers.hide") : t("providers.show")}
        size="iconSmall"
        className="absolute top-1 right-1"
        onClick={() => setShown(!shown)}
      >
        {shown ? <EyeOff strokeWidth={1.75} /> : <Eye strokeWidth={1.75} />}
      </IconButton>
    </div>
  );
}

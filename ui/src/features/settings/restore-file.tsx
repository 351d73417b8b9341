import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { ChoosePath } from "@/components/choose-path";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import type { RestoreSource } from "./restore-dialog";

/** A backup or an archive from anywhere. */
export function RestoreFile({ onOpen }: { onOpen: (source: RestoreSource) => void }) {
  const { t } = useTranslation("data");
  const [path, setPath] = useState("");
  const open = (chosen: string) => {
    setPath(chosen);
    onOpen({ path: chosen, sealed: chosen.endsWith(".age") });
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (path.trim() !== "") open(path.trim());
  };
  return (
    <form onSubmit={onSubmit} aria-labelledby="restore-file">
      <h3 id="restore-file" className="font-medium text-[13px]">
        {t("restore.file")}
      </h3>
      <p className="mb-2 text-[13px] text-text-2">{t("restore.fileText")}</p>
      <div className="flex flex-wrap gap-1.5">
        <div className="min-w-[200px] flex-1">
          <Input
            aria-label={t("restore.filePath")}
            placeholder={t("restore.filePath")}
            value={path}
            onChange={(event) => setPath(event.target.value)}
          />
        </div>
        <ChoosePath ask={{ type: "backup_file" }} label={t("restore.filePath")} onChosen={open} />
        <Button type="submit" variant="outline" disabled={path.trim() === ""}>
          {t("restore.open")}
        </Button>
      </div>
    </form>
  );
}

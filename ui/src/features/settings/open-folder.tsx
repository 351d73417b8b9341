import { FolderOpen } from "lucide-react";
import { Button } from "@/components/ui/button";
import { invoke } from "@/ipc/client";
import type { Folder } from "@/ipc/generated";
import { useErrorText } from "@/lib/error-text";
import { showToast } from "@/lib/toasts";

export function OpenFolder({ folder, label }: { folder: Folder; label: string }) {
  const errorText = useErrorText();
  const open = () =>
    invoke("open_folder", { folder }).catch((cause: unknown) =>
      showToast({ tone: "error", text: errorText(cause) }),
    );
  return (
    <Button size="small" variant="outline" onClick={() => void open()}>
      <FolderOpen strokeWidth={1.75} />
      {label}
    </Button>
  );
}

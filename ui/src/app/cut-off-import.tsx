import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { LazyPart } from "@/components/lazy-part";
import { invoke } from "@/ipc/client";
import { LazySource } from "@/lib/lazy-source";
import { useNavigation } from "@/lib/navigation";
import { keys } from "@/lib/query";

const notice = new LazySource(async () => (await import("./import-notice")).ImportNotice);

/** Offers to go on with an import that was cut off when the app ended, until the person has said whether. */
export function CutOffImport() {
  const [later, setLater] = useState(false);
  // Settings say it themselves.
  const shown = useNavigation((state) => state.view.kind === "chat");
  const { data } = useQuery({ queryKey: keys.import, queryFn: () => invoke("import_status", {}) });
  if (later || !shown || data?.type !== "interrupted") return null;
  return (
    <LazyPart source={notice}>
      {(ImportNotice) => <ImportNotice cutOff={data} onLater={() => setLater(true)} />}
    </LazyPart>
  );
}

import { LazyPart } from "@/components/lazy-part";
import { useExportRequest } from "@/lib/export-request";
import { LazySource } from "@/lib/lazy-source";

const source = new LazySource(async () => (await import("@/features/export/public")).ExportDialog);

/** The dialog of exports, read when somebody exports. */
export function LazyExportDialog() {
  const { conversations, close } = useExportRequest();
  if (conversations === null) return null;
  return (
    <LazyPart source={source}>
      {(ExportDialog) => <ExportDialog conversations={conversations} onClose={close} />}
    </LazyPart>
  );
}

import { LazyPart } from "@/components/lazy-part";
import { LazySource } from "@/lib/lazy-source";
import { closeTableMenu, useTableRequest } from "./table-request";

const tableMenu = new LazySource(async () => (await import("./table/table-menu")).TableMenu);

/** The menu of a table, while it is open. */
export function TableMenuHost() {
  const button = useTableRequest((state) => state.button);
  if (button === null) return null;
  return (
    <LazyPart source={tableMenu}>
      {(TableMenu) => <TableMenu button={button} onClose={closeTableMenu} />}
    </LazyPart>
  );
}

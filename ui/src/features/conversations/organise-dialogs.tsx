import { LazyPart } from "@/components/lazy-part";
import { dialogs } from "./later";
import { useOrganise } from "./organise-store";

/** The dialogs of the list. Beside it, because the sidebar comes and goes with the width of the window. */
export function OrganiseDialogs() {
  const asking = useOrganise((state) => state.asking);
  return asking && <LazyPart source={dialogs}>{(Dialogs) => <Dialogs asking={asking} />}</LazyPart>;
}

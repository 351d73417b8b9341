import { lazy, Suspense } from "react";
import { useOverflowAsked } from "./overflow-asking";

// Read when somebody is asked: few ever are.
const OverflowDialog = lazy(async () => ({
  default: (await import("./overflow-dialog")).OverflowDialog,
}));

/** The question what to do with a conversation that is too long, while it is open. */
export function OverflowQuestion() {
  const asked = useOverflowAsked((state) => state.asked);
  return (
    asked && (
      <Suspense>
        <OverflowDialog {...asked} />
      </Suspense>
    )
  );
}

import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type RenderResult, render } from "@testing-library/react";
import type { ReactElement } from "react";
import { connectTransport } from "@/ipc/client";
import { FakeCore } from "@/ipc/fake/core";
import { createQueryClient } from "@/lib/query";
import { resetStores } from "./stores";

/** Renders with a core in memory and the window's stores as at a start. */
export function renderWithCore(
  element: ReactElement,
  core = new FakeCore(),
): RenderResult & { core: FakeCore; client: QueryClient } {
  connectTransport(core);
  resetStores();
  const client = createQueryClient();
  const result = render(<QueryClientProvider client={client}>{element}</QueryClientProvider>);
  return { ...result, core, client };
}

import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type RenderResult, render } from "@testing-library/react";
import { Tooltip } from "radix-ui";
import type { ReactElement } from "react";
import { connectTransport } from "@/ipc/client";
import { FakeCore } from "@/ipc/fake/core";
import { useComposerRequest } from "@/lib/composer-request";
import { useModelChoices } from "@/lib/model-choice";
import { useNavigation } from "@/lib/navigation";
import { createQueryClient } from "@/lib/query";
import { useToasts } from "@/lib/toasts";

/** Renders with a core in memory and the window's stores as at a start. */
export function renderWithCore(
  element: ReactElement,
  core = new FakeCore(),
): RenderResult & { core: FakeCore; client: QueryClient } {
  connectTransport(core);
  useNavigation.setState(useNavigation.getInitialState(), true);
  useModelChoices.setState(useModelChoices.getInitialState(), true);
  useComposerRequest.setState(useComposerRequest.getInitialState(), true);
  useToasts.setState(useToasts.getInitialState(), true);
  const client = createQueryClient();
  const result = render(
    <QueryClientProvider client={client}>
      <Tooltip.Provider>{element}</Tooltip.Provider>
    </QueryClientProvider>,
  );
  return { ...result, core, client };
}

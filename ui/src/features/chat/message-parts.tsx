import { lazy, type ReactNode, Suspense, useSyncExternalStore } from "react";
import { PartHost } from "./part-host";
import { PicturePart } from "./picture-part";
import { ReasoningPart } from "./reasoning-part";
import type { MessageBody, PartShell } from "./stream/message-body";

// Few conversations use tools.
const ToolCallPart = lazy(async () => ({ default: (await import("./tool-call-part")).ToolCallPart }));
const ToolResultPart = lazy(async () => ({ default: (await import("./tool-result-part")).ToolResultPart }));

interface MessagePartsProps {
  body: MessageBody;
}

/** The shells of a message's parts. Renders when a part appears or changes its shell, never for its words. */
export function MessageParts({ body }: MessagePartsProps) {
  const shells = useSyncExternalStore(body.subscribe, body.snapshot);
  return shells.map((shell) => <Part key={shell.part} shell={shell} />);
}

function Part({ shell }: { shell: PartShell }) {
  switch (shell.type) {
    case "text":
      return <PartHost host={shell.host} />;
    case "reasoning":
      return <ReasoningPart host={shell.host} thinking={shell.thinking} durationMs={shell.duration_ms} />;
    case "tool_call":
      return (
        <OfTool>
          <ToolCallPart name={shell.name} args={shell.arguments} />
        </OfTool>
      );
    case "tool_result":
      return (
        <OfTool>
          <ToolResultPart result={shell.result} />
        </OfTool>
      );
    case "image":
      return <PicturePart picture={shell.picture} />;
  }
}

/** Keeps the place of a card that is loaded. */
function OfTool({ children }: { children: ReactNode }) {
  return <Suspense fallback={<div className="my-2.5 h-9" />}>{children}</Suspense>;
}

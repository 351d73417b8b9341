import { useSyncExternalStore } from "react";
import { PartHost } from "./part-host";
import { PicturePart } from "./picture-part";
import { ReasoningPart } from "./reasoning-part";
import type { MessageBody, PartShell } from "./stream/message-body";
import { ToolCallPart } from "./tool-call-part";

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
      return <ToolCallPart name={shell.name} args={shell.arguments} />;
    case "image":
      return <PicturePart picture={shell.picture} />;
  }
}

import { LazyPart } from "@/components/lazy-part";
import { useQuestionPending } from "@/features/chat/public";
import { Transcript } from "@/features/chat/transcript";
import { Composer } from "@/features/composer/composer";
import { ReadingHost } from "@/features/voice/public";
import { Greeting } from "@/features/welcome/greeting";
import { Welcome } from "@/features/welcome/welcome";
import { cn } from "@/lib/cn";
import { useConversation } from "@/lib/core";
import { useIsTemporary } from "@/lib/temporary-chat";
import { temporaryPart } from "./temporary-chat";

/**
 * A conversation, or the welcome of the new chat or of a temporary one. The composer is one and the same element in both, so that sending the
 * first message takes neither the caret nor a half-typed second one away.
 */
export function ChatView({ conversation }: { conversation: string | null }) {
  const sending = useQuestionPending(conversation);
  const temporary = useIsTemporary(conversation);
  const unasked = useConversation(temporary ? conversation : null).data?.messages.length === 0;
  const empty = (conversation === null || unasked) && !sending;
  return (
    <div
      className={cn(
        "flex min-h-0 flex-1 flex-col",
        empty && "items-center gap-[30px] overflow-y-auto px-6 pb-6 max-sm:gap-6 max-sm:px-4",
      )}
    >
      {empty ? (
        // Not centred: what stands below comes and goes, and the composer must not move under the pointer.
        <div className="mt-[20vh] max-sm:mt-[13vh]">
          {temporary ? (
            <LazyPart source={temporaryPart}>{({ TemporaryTitle }) => <TemporaryTitle />}</LazyPart>
          ) : (
            <Greeting />
          )}
        </div>
      ) : (
        <Transcript conversation={conversation} />
      )}
      <div
        className={cn(
          "mx-auto w-full shrink-0",
          // Its shadow would be painted anew with every frame of a stream.
          empty
            ? "max-w-[760px]"
            : "max-w-[808px] px-6 pb-[18px] [--shadow-composer:0_0_transparent] max-sm:px-3 max-sm:pb-3",
        )}
      >
        <ReadingHost />
        <Composer conversation={conversation} />
      </div>
      {empty && (
        <div className="w-full max-w-[760px]">
          {temporary ? (
            <LazyPart source={temporaryPart}>{({ TemporaryNote }) => <TemporaryNote />}</LazyPart>
          ) : (
            <Welcome />
          )}
        </div>
      )}
    </div>
  );
}

import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { create } from "zustand";
import type { DraftFileView, ModelChoice, Overflow } from "@/ipc/generated";
import { useComparedModels } from "@/lib/compared-models";
import { useConversation } from "@/lib/core";
import { codeBlocks } from "./drawn/code-blocks";
import { openEditor, useEdits } from "./edits";
import { useMapRequest } from "./map-request";
import { goToMessage } from "./message-keys";
import { articleOf } from "./message-places";
import { OutlineButton } from "./outline/button";
import { useOutlineRequest } from "./outline/request";
import { askOverflow, type Settled, useOverflowAsked } from "./overflow-asking";
import { OverflowQuestion } from "./overflow-question";
import { RenderedDocument } from "./rendered-document";
import {
  isStreaming,
  NEW_CHAT,
  onTurnEnd,
  sendMessage,
  stopConversation,
  type TurnEnd,
  useTurns,
} from "./turns";

// What other features may know of turns.

export {
  askOverflow,
  codeBlocks,
  goToMessage,
  OutlineButton,
  OverflowQuestion,
  RenderedDocument,
  type Settled,
};

/** Lists the questions of the open conversation. */
export function openOutline(): void {
  useOutlineRequest.getState().setOpen(true);
}

/** Whether an answer is being written, or a message is on its way, in the conversation (null: the new chat). */
export function useStreaming(conversation: string | null): boolean {
  return useTurns((state) => isStreaming(state, conversation));
}

/** The same, asked once. */
export function streamingNow(conversation: string | null): boolean {
  return isStreaming(useTurns.getState(), conversation);
}

/** Whether a message is on its way: a chat's first one is shown by the transcript in place of the welcome. */
export function useQuestionPending(conversation: string | null): boolean {
  return useTurns((state) => state.pending[conversation ?? NEW_CHAT] !== undefined);
}

/**
 * Sends a message and follows its answer; the message is drawn at once. Resolves with the conversation's id when the
 * core has kept the message; rejects with an `IpcError`, and then nothing was sent.
 */
export function useSendMessage(): (
  conversation: string | null,
  text: string,
  model: ModelChoice,
  overflow?: Overflow,
  files?: DraftFileView[],
) => Promise<string> {
  const client = useQueryClient();
  return useCallback(
    (conversation, text, model, overflow, files) =>
      sendMessage(client, { conversation, text, model, ...(overflow && { overflow }) }, files),
    [client],
  );
}

/** Whether one of several answers is still to be picked: until then there is none that a next message could follow. */
export function useUndecided(conversation: string | null): boolean {
  return useConversation(conversation).data?.comparison !== undefined;
}

/** Opens the newest question for editing. Gives whether there is one. */
export function useEditLastQuestion(conversation: string | null): () => boolean {
  const messages = useConversation(conversation).data?.messages;
  return useCallback(() => {
    const question = messages?.findLast((message) => message.role === "user");
    if (question) {
      // The field is within it.
      articleOf(question.id);
      openEditor(question.id);
    }
    return question !== undefined;
  }, [messages]);
}

/** Stops the answer that is being written in the conversation. Without one it does nothing. */
export function stopAnswer(conversation: string | null): void {
  stopConversation(conversation);
}

/** Calls back after each turn of any conversation has ended. Returns how to end that. */
export function listenToTurnEnds(listener: (conversation: string, end: TurnEnd) => void): () => void {
  return onTurnEnd((turn, end) => listener(turn.conversation, end));
}

/** Counts how often a message asked for another model. The composer, which has the picker, opens it. */
export const useModelRequests = create<{ count: number }>()(() => ({ count: 0 }));

/** Opens the model picker. */
export function requestModel(): void {
  useModelRequests.setState(({ count }) => ({ count: count + 1 }));
}

/** Forgets every turn, as at a start; for tests. */
export function resetTurns(): void {
  useTurns.setState(useTurns.getInitialState(), true);
  useOverflowAsked.setState(useOverflowAsked.getInitialState(), true);
  useEdits.setState(useEdits.getInitialState(), true);
  useMapRequest.setState(useMapRequest.getInitialState(), true);
  useOutlineRequest.setState(useOutlineRequest.getInitialState(), true);
  useComparedModels.setState(useComparedModels.getInitialState(), true);
}

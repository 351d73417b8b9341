import { create } from "zustand";

// The questions that are being edited. What was typed outlives the field: a failure, or a look elsewhere, costs nothing.

/** By message id. */
export const useEdits = create<{ open: Readonly<Record<string, true>> }>()(() => ({ open: {} }));

const texts = new Map<string, string>();

export function openEditor(message: string): void {
  useEdits.setState(({ open }) => ({ open: { ...open, [message]: true } }));
}

export function closeEditor(message: string): void {
  useEdits.setState(({ open: { [message]: _, ...open } }) => ({ open }));
}

/** What was typed and not sent. */
export function editedText(message: string): string | undefined {
  return texts.get(message);
}

export function keepEditedText(message: string, text: string | null): void {
  if (text === null) texts.delete(message);
  else texts.set(message, text);
}

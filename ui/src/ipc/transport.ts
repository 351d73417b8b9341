import type { AppEvent, Commands, DictationBegun, DictationEvent, DropEvent, TurnEvent } from "./generated";

export type CommandName = keyof Commands;
export type Args<C extends CommandName> = Commands[C]["args"];
export type Result<C extends CommandName> = Commands[C]["result"];

/** Ends a watch: no event is delivered after it. */
export type Unwatch = () => void;

/** The way to the core: Tauri in the window, memory in tests and in a plain browser. */
export interface Transport {
  invoke<C extends CommandName>(command: C, args: Args<C>): Promise<Result<C>>;
  watchTurn(turn: string, onEvent: (event: TurnEvent) => void): Promise<Unwatch>;
  watchApp(onEvent: (event: AppEvent) => void): Promise<Unwatch>;
  loadImage(url: string): Promise<Blob>;
  loadBlob(blob: string): Promise<Blob>;
  watchDrops(onEvent: (event: DropEvent) => void): Promise<Unwatch>;
  loadThumbnail(blob: string): Promise<Blob>;
  loadSentence(reading: number, sentence: number): Promise<Blob>;
  beginDictation(onEvent: (event: DictationEvent) => void): Promise<DictationBegun>;
  uploadPiece(upload: number, bytes: Uint8Array): Promise<void>;
}

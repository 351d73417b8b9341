import type { AppEvent, DictationBegun, DictationEvent, DropEvent, TurnEvent } from "./generated";
import { tauriTransport } from "./tauri";
import type { Args, CommandName, Result, Transport, Unwatch } from "./transport";

let transport: Transport = tauriTransport;

/** Puts another core behind the client: the fake in tests and in a plain browser. */
export function connectTransport(next: Transport): void {
  transport = next;
}

/** Calls a command of the core. Rejects with an `IpcError`. Pass `{}` where the command takes nothing. */
export function invoke<C extends CommandName>(command: C, args: Args<C>): Promise<Result<C>> {
  return transport.invoke(command, args);
}

/** Receives a turn's events from its first frame on, in order, until the returned function is called. */
export function watchTurn(turn: string, onEvent: (event: TurnEvent) => void): Promise<Unwatch> {
  return transport.watchTurn(turn, onEvent);
}

/** Receives notices of what changed in the core. */
export function watchApp(onEvent: (event: AppEvent) => void): Promise<Unwatch> {
  return transport.watchApp(onEvent);
}

/** Fetches a remote image through the core, after a person asked for it. */
export function loadImage(url: string): Promise<Blob> {
  return transport.loadImage(url);
}

/** The bytes of a picture that the history keeps. */
export function loadBlob(blob: string): Promise<Blob> {
  return transport.loadBlob(blob);
}

/** Receives what is dragged over the window from outside. */
export function watchDrops(onEvent: (event: DropEvent) => void): Promise<Unwatch> {
  return transport.watchDrops(onEvent);
}

/** A small view of a picture that the history keeps. */
export function loadThumbnail(blob: string): Promise<Blob> {
  return transport.loadThumbnail(blob);
}

/** The sound of a sentence of what is read aloud. */
export function loadSentence(reading: number, sentence: number): Promise<Blob> {
  return transport.loadSentence(reading, sentence);
}

/** Begins to record and tells how loud it is, until the dictation ends. */
export function beginDictation(onEvent: (event: DictationEvent) => void): Promise<DictationBegun> {
  return transport.beginDictation(onEvent);
}

/** Hands the next bytes of an upload to the core. They are neither JSON nor base64 on their way. */
export function uploadPiece(upload: number, bytes: Uint8Array): Promise<void> {
  return transport.uploadPiece(upload, bytes);
}

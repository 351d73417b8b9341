import { Channel, type InvokeArgs, type InvokeOptions, invoke } from "@tauri-apps/api/core";
import { toIpcError } from "./error";
import type { AppEvent, DictationEvent, DropEvent, TurnEvent } from "./generated";
import type { Transport } from "./transport";

// load_image and its neighbours put the media type in front of the bytes, padded with spaces to this length.
const MEDIA_TYPE_BYTES = 32;

/** A channel that can be silenced: Tauri has no way to close one from this side. */
function channel<Event>(onEvent: (event: Event) => void): { channel: Channel<Event>; close: () => void } {
  const created = new Channel<Event>();
  created.onmessage = onEvent;
  return {
    channel: created,
    close: () => {
      created.onmessage = () => undefined;
    },
  };
}

function typed(bytes: ArrayBuffer): Blob {
  const type = new TextDecoder().decode(bytes.slice(0, MEDIA_TYPE_BYTES)).trim();
  return new Blob([bytes.slice(MEDIA_TYPE_BYTES)], { type });
}

async function call<T>(command: string, payload: InvokeArgs, options?: InvokeOptions): Promise<T> {
  try {
    return await invoke<T>(command, payload, options);
  } catch (cause) {
    throw toIpcError(cause);
  }
}

export const tauriTransport: Transport = {
  invoke: (command, args) => call(command, { args }),

  watchTurn: async (turn, onEvent) => {
    const { channel: events, close } = channel<TurnEvent>(onEvent);
    await call("watch_turn", { args: { turn }, channel: events });
    return close;
  },

  watchApp: async (onEvent) => {
    const { channel: events, close } = channel<AppEvent>(onEvent);
    await call("watch_app", { channel: events });
    return close;
  },

  loadImage: async (url) => typed(await call<ArrayBuffer>("load_image", { args: { url } })),

  loadBlob: async (blob) => typed(await call<ArrayBuffer>("load_blob", { args: { blob } })),

  watchDrops: async (onEvent) => {
    const { channel: events, close } = channel<DropEvent>(onEvent);
    await call("watch_drops", { channel: events });
    return close;
  },

  loadThumbnail: async (blob) => typed(await call<ArrayBuffer>("load_thumbnail", { args: { blob } })),

  loadSentence: async (reading, sentence) =>
    typed(await call<ArrayBuffer>("load_sentence", { args: { reading, sentence } })),

  beginDictation: (onEvent) => {
    const { channel: events } = channel<DictationEvent>(onEvent);
    return call("begin_dictation", { channel: events });
  },

  uploadPiece: (upload, bytes) =>
    call("upload_piece", bytes, { headers: { "parlance-upload": String(upload) } }),
};

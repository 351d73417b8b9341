import type { ErrorCode } from "./generated";

/** A command's failure. Branch on `code` alone; `message` is for people. */
export class IpcError extends Error {
  override readonly name = "IpcError";
  readonly code: ErrorCode;
  readonly retryAfterMs: number | null;

  constructor(code: ErrorCode, message: string, retryAfterMs: number | null = null) {
    super(message);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Whatever came over the wire as a rejection, as an `IpcError`. */
export function toIpcError(cause: unknown): IpcError {
  if (cause instanceof IpcError) return cause;
  if (typeof cause === "object" && cause !== null && "code" in cause && "message" in cause) {
    const wire = cause as { code: ErrorCode; message: unknown; retry_after_ms?: number | null };
    return new IpcError(wire.code, String(wire.message), wire.retry_after_ms ?? null);
  }
  return new IpcError("internal", cause instanceof Error ? cause.message : String(cause));
}

// Read when somebody begins a temporary chat.

export { beginTemporary } from "./begin";
export { TemporaryHeader } from "./header";
export { TemporaryNote, TemporaryTitle } from "./intro";
export { LeaveDialog } from "./leave-dialog";

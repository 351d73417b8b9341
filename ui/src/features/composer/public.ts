// What other features may know of the composer.

export { knownDraft } from "./drafts";

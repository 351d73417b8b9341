/** Systems that load their voices late say when they have; one without voices never does. */
const PATIENCE_MS = 500;

/** The voices that the system itself has; many Linux systems have none. */
export async function systemVoices(): Promise<SpeechSynthesisVoice[]> {
  if (!("speechSynthesis" in window)) return [];
  const known = speechSynthesis.getVoices();
  if (known.length > 0) return known;
  await new Promise<void>((resolve) => {
    speechSynthesis.addEventListener("voiceschanged", () => resolve(), { once: true });
    window.setTimeout(resolve, PATIENCE_MS);
  });
  return speechSynthesis.getVoices();
}

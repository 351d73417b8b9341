import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { IpcError } from "@/ipc/error";
import { FakeCore } from "@/ipc/fake/core";
import { useNavigation } from "@/lib/navigation";
import { renderWithCore } from "@/test/render";
import { ReadAloudButton, ReadingHost, stopReading } from "./public";

const sentences = ["One.", "Two.", "Three."].map((said) => ({ said, shown: said }));

/** An element for sound whose end the test says. */
class FakeAudio {
  static last: FakeAudio | null = null;
  static refuses = false;
  src = "";
  ended = false;
  paused = true;
  playbackRate = 1;
  defaultPlaybackRate = 1;
  preservesPitch = false;
  onended: (() => void) | null = null;
  onerror: (() => void) | null = null;
  onplaying: (() => void) | null = null;

  constructor() {
    FakeAudio.last = this;
  }

  async play(): Promise<void> {
    if (FakeAudio.refuses) throw new DOMException("no decoder", "NotSupportedError");
    this.paused = false;
    this.onplaying?.();
  }

  pause(): void {
    this.paused = true;
  }

  removeAttribute(): void {
    this.src = "";
  }

  load(): void {}
}

function coreThatReads(provider: string | null = "openai"): FakeCore {
  const core = new FakeCore();
  core.voice.sentences = sentences;
  core.state.settings.speech = { provider, model: "", voice: "", speed: 150 };
  return core;
}

function show(core: FakeCore) {
  return renderWithCore(
    <>
      <ReadAloudButton conversation="c" message="a" />
      <ReadAloudButton conversation="c" message="b" />
      <ReadingHost />
    </>,
    core,
  );
}

const begin = () => userEvent.click(screen.getAllByRole("button", { name: "Read aloud" })[0] as HTMLElement);
const playing = () => waitFor(() => expect(FakeAudio.last?.paused).toBe(false));

beforeEach(() => {
  FakeAudio.last = null;
  FakeAudio.refuses = false;
  vi.stubGlobal("Audio", FakeAudio);
  vi.stubGlobal("URL", Object.assign(URL, { createObjectURL: () => "blob:sound", revokeObjectURL: vi.fn() }));
});

afterEach(() => {
  stopReading();
  vi.unstubAllGlobals();
});

describe("reading aloud", () => {
  it("plays one sentence after the other at the chosen speed and ends behind the last", async () => {
    const core = coreThatReads();
    show(core);
    await begin();
    expect(await screen.findByText("Sentence 1 of 3")).toBeInTheDocument();
    await playing();
    expect(FakeAudio.last?.playbackRate).toBe(1.5);
    for (const at of [2, 3]) {
      FakeAudio.last?.onended?.();
      expect(await screen.findByText(`Sentence ${at} of 3`)).toBeInTheDocument();
      await waitFor(() => expect(core.voice.asked).toHaveLength(at));
    }
    await waitFor(() => expect(URL.revokeObjectURL).toHaveBeenCalledTimes(2));
    FakeAudio.last?.onended?.();
    await waitFor(() => expect(screen.queryByRole("region", { name: "Reading aloud" })).toBeNull());
    expect(core.voice.reads).toBe(false);
  });

  it("pauses, goes on, and keeps the speed for the next time", async () => {
    const core = coreThatReads();
    show(core);
    await begin();
    await playing();
    await userEvent.click(await screen.findByRole("button", { name: "Pause" }));
    expect(FakeAudio.last?.paused).toBe(true);
    await userEvent.selectOptions(screen.getByRole("combobox", { name: "Speed" }), "0.75×");
    expect(FakeAudio.last?.playbackRate).toBe(0.75);
    expect(core.state.settings.speech.speed).toBe(75);
    await userEvent.click(screen.getByRole("button", { name: "Go on reading" }));
    expect(FakeAudio.last?.paused).toBe(false);
  });

  it("stops on Escape and asks for nothing more", async () => {
    const core = coreThatReads();
    show(core);
    await begin();
    await playing();
    await userEvent.keyboard("{Escape}");
    await waitFor(() => expect(core.voice.reads).toBe(false));
    expect(screen.queryByRole("region", { name: "Reading aloud" })).toBeNull();
    expect(core.voice.asked).toEqual(["1/0"]);
  });

  it("of another message ends the one before", async () => {
    const core = coreThatReads();
    show(core);
    await begin();
    await playing();
    const first = FakeAudio.last;
    await begin();
    await waitFor(() => expect(core.voice.asked).toEqual(["1/0", "2/0"]));
    expect(first?.paused).toBe(true);
    expect(screen.getAllByRole("button", { name: "Read aloud" })).toHaveLength(1);
  });

  it("says what the provider refuses, and goes on from there when asked to", async () => {
    const core = coreThatReads();
    core.voice.sound = (sentence) => {
      if (sentence === 1) throw new IpcError("network", "connection refused");
      return new Blob(["sound"]);
    };
    show(core);
    await begin();
    await playing();
    FakeAudio.last?.onended?.();
    expect(await screen.findByRole("alert")).toHaveTextContent("connection refused");
    core.voice.sound = () => new Blob(["sound"]);
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByText("Sentence 2 of 3")).toBeInTheDocument();
    await waitFor(() => expect(core.voice.asked.at(-1)).toBe("2/1"));
  });

  it("leads to the key that is missing", async () => {
    const core = coreThatReads();
    core.on("read_aloud", () => {
      throw new IpcError("key", "There is no key for OpenAI yet.");
    });
    show(core);
    await begin();
    await userEvent.click(await screen.findByRole("button", { name: "Open settings" }));
    expect(useNavigation.getState().view).toEqual({
      kind: "settings",
      section: "providers",
      provider: "openai",
    });
  });

  it("says that the system does not play it", async () => {
    FakeAudio.refuses = true;
    const core = coreThatReads();
    show(core);
    await begin();
    expect(await screen.findByRole("alert")).toHaveTextContent("did not play the sound");
    expect(core.voice.reads).toBe(false);
  });

  it("without a voice asks nobody and leads to the settings", async () => {
    const core = coreThatReads(null);
    show(core);
    await begin();
    expect(await screen.findByRole("alert")).toHaveTextContent("No voice is set up yet");
    expect(core.callsOf("read_aloud")).toEqual([]);
    await userEvent.click(screen.getByRole("button", { name: "Open settings" }));
    expect(useNavigation.getState().view).toMatchObject({ kind: "settings", section: "voice" });
  });

  it("takes the system's voice where it has one", async () => {
    const said: SpeechSynthesisUtterance[] = [];
    const voiceOf = (name: string, lang: string) => ({
      name,
      lang,
      voiceURI: name,
      default: true,
      localService: true,
    });
    const voice = voiceOf("Amy", "en-GB");
    vi.stubGlobal(
      "SpeechSynthesisUtterance",
      class {
        constructor(readonly text: string) {}
      },
    );
    vi.stubGlobal("speechSynthesis", {
      getVoices: () => [voiceOf("Anna", "de-DE"), voice],
      speak: (utterance: SpeechSynthesisUtterance) => {
        said.push(utterance);
        utterance.onstart?.({} as SpeechSynthesisEvent);
      },
      cancel: vi.fn(),
      pause: vi.fn(),
      resume: vi.fn(),
    });
    const core = coreThatReads(null);
    show(core);
    await begin();
    await waitFor(() => expect(said.map(({ text }) => text)).toEqual(["One."]));
    expect(said[0]).toMatchObject({ voice, rate: 1.5, lang: "en-GB" });
    said[0]?.onend?.({} as SpeechSynthesisEvent);
    await waitFor(() => expect(said.map(({ text }) => text)).toEqual(["One.", "Two."]));
    await userEvent.click(screen.getByRole("region").querySelector("button:last-of-type") as HTMLElement);
    expect(speechSynthesis.cancel).toHaveBeenCalled();
    expect(core.voice.asked).toEqual([]);
  });
});

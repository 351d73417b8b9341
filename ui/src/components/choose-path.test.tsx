import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { IpcError } from "@/ipc/error";
import { FakeCore } from "@/ipc/fake/core";
import { useToasts } from "@/lib/toasts";
import { renderWithCore } from "@/test/render";
import { resetStores } from "@/test/stores";
import { PathField } from "./choose-path";

beforeEach(resetStores);

function field(core: FakeCore) {
  const change = vi.fn();
  const ask = { type: "export_folder" } as const;
  renderWithCore(
    <PathField label="Save to" placeholder="" ask={ask} value="/typed" onChange={change} />,
    core,
  );
  return { change, choose: () => userEvent.click(screen.getByRole("button", { name: "Choose… (Save to)" })) };
}

describe("PathField", () => {
  it("takes what was chosen", async () => {
    const core = new FakeCore();
    const { change, choose } = field(core);
    await choose();
    await waitFor(() => expect(change).toHaveBeenCalledWith("/home/me/talks"));
    expect(core.callsOf("choose_path")).toEqual([{ type: "export_folder" }]);
  });

  it("keeps what was typed where nothing is chosen, and says what failed", async () => {
    const core = new FakeCore();
    core.on("choose_path", () => null);
    const { change, choose } = field(core);
    await choose();
    await waitFor(() => expect(core.callsOf("choose_path")).toHaveLength(1));
    core.on("choose_path", () => {
      throw new IpcError("internal", "The path was not chosen: no portal");
    });
    await choose();
    await waitFor(() => expect(useToasts.getState().toasts[0]?.text).toContain("no portal"));
    expect(change).not.toHaveBeenCalled();
  });
});

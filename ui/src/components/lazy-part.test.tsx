import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { describe, expect, it, vi } from "vitest";
import { LazySource } from "@/lib/lazy-source";
import { LazyPart } from "./lazy-part";

type Panel = (props: { name: string }) => string;

const Hello: Panel = ({ name }) => `Hello ${name}`;

const shown = (source: LazySource<Panel>) => (
  <LazyPart source={source}>{(Panel) => <Panel name="Ada" />}</LazyPart>
);

describe("LazyPart", () => {
  it("is there at once where it was read ahead", async () => {
    const read = vi.fn(async () => Hello);
    const source = new LazySource(read);
    await source.prefetch();
    const { container } = render(shown(source));
    expect(container).toHaveTextContent("Hello Ada");
    expect(read).toHaveBeenCalledTimes(1);
  });

  it("comes when it has been read", async () => {
    const source = new LazySource(async () => Hello);
    const { container } = render(shown(source));
    expect(container).toBeEmptyDOMElement();
    expect(await screen.findByText("Hello Ada")).toBeVisible();
  });

  it("says that it cannot be read, and tries again as often as it is asked to", async () => {
    const read = vi.fn<() => Promise<Panel>>().mockRejectedValue(new TypeError("gone"));
    const source = new LazySource(read);
    await source.prefetch();
    const { container } = render(shown(source));
    expect(await screen.findByRole("alert")).toHaveTextContent("This could not be loaded.");
    expect((await axe.run(container)).violations).toEqual([]);
    const retry = screen.getByRole("button", { name: "Try again" });
    await userEvent.click(retry);
    expect(read).toHaveBeenCalledTimes(3);
    expect(screen.getByRole("button", { name: "Try again" })).toBe(retry);
    expect(retry).toHaveFocus();
    read.mockResolvedValue(Hello);
    await userEvent.click(retry);
    expect(await screen.findByText("Hello Ada")).toBeVisible();
    expect(screen.queryByRole("alert")).toBeNull();
  });
});

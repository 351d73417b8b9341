import { expect, it } from "vitest";
import { InOrder } from "./in-order";

function later(): { promise: Promise<void>; end: (failure?: Error) => void } {
  let end: (failure?: Error) => void = () => undefined;
  const promise = new Promise<void>((resolve, reject) => {
    end = (failure) => (failure ? reject(failure) : resolve());
  });
  return { promise, end };
}

it("asks the first at once, the next after it, and of another thing meanwhile", async () => {
  const order = new InOrder();
  const [first, second] = [later(), later()];
  const asked: string[] = [];
  const ask = (name: string, work: Promise<void>) => () => {
    asked.push(name);
    return work;
  };
  const one = order.ask("a", ask("first", first.promise));
  const two = order.ask("a", ask("second", second.promise));
  const other = order.ask("b", ask("other", Promise.resolve()));
  expect(asked).toEqual(["first", "other"]);
  await other;
  first.end(new Error("no"));
  await expect(one).rejects.toThrow("no");
  second.end();
  await two;
  expect(asked).toEqual(["first", "other", "second"]);
  const again = order.ask("a", ask("third", Promise.resolve()));
  expect(asked.at(-1), "at once again").toBe("third");
  await again;
});

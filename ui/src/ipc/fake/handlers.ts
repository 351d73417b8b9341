import type { AppEvent } from "../generated";
import type { Args, CommandName, Result } from "../transport";
import type { FakeState } from "./state";

export type Handler<C extends CommandName> = (args: Args<C>) => Result<C> | Promise<Result<C>>;
export type Handlers = { [C in CommandName]: Handler<C> };

/** What commands need of the core that they belong to. */
export interface Owner {
  readonly state: FakeState;
  notify: (event: AppEvent) => void;
  newId: (prefix: string) => string;
}

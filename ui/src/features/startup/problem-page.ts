import { lazy } from "react";

/** Read when something is wrong: most starts never need it. */
export const Problem = lazy(() => import("./problem").then(({ Problem }) => ({ default: Problem })));

import "i18next";
import type { Strings } from "./index";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "common";
    resources: Strings;
  }
}

export { findModel, tokenCount } from "./catalogue";
export { ModelPicker } from "./picker";
export { ModelPopover } from "./popover";

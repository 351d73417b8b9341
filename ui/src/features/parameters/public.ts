export { ParametersButton } from "./button";
export { OmissionNote } from "./omission-note";

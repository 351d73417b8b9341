export { ParametersButton } from "./button";
export { parameterFields } from "./fields-source";
export { OmissionNote } from "./omission-note";

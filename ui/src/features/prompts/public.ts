export { PersonaButton } from "./persona-button";
export { PersonaCards } from "./persona-cards";
export { PersonaTag } from "./persona-tag";
export { promptsSection } from "./section-source";
export { usePromptMenu } from "./use-prompt-menu";

import type { Strings } from "../index";
import chat from "./chat.json";
import common from "./common.json";
import composer from "./composer.json";
import conversations from "./conversations.json";
import data from "./data.json";
import errors from "./errors.json";
import models from "./models.json";
import parameters from "./parameters.json";
import settings from "./settings.json";
import startup from "./startup.json";

export const strings: Strings = {
  chat,
  common,
  composer,
  conversations,
  data,
  errors,
  models,
  parameters,
  settings,
  startup,
};

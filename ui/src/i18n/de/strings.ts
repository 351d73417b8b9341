import type { Strings } from "../index";
import artifacts from "./artifacts.json";
import branches from "./branches.json";
import chat from "./chat.json";
import common from "./common.json";
import composer from "./composer.json";
import conversations from "./conversations.json";
import data from "./data.json";
import errors from "./errors.json";
import files from "./files.json";
import importing from "./import.json";
import models from "./models.json";
import organise from "./organise.json";
import parameters from "./parameters.json";
import paths from "./paths.json";
import persona from "./persona.json";
import pictures from "./pictures.json";
import prompts from "./prompts.json";
import search from "./search.json";
import settings from "./settings.json";
import startup from "./startup.json";
import temporary from "./temporary.json";
import trash from "./trash.json";
import voice from "./voice.json";

export const strings: Strings = {
  artifacts,
  branches,
  chat,
  common,
  composer,
  conversations,
  data,
  errors,
  files,
  import: importing,
  models,
  organise,
  parameters,
  paths,
  persona,
  pictures,
  prompts,
  search,
  settings,
  startup,
  temporary,
  trash,
  voice,
};

import { Slider } from "radix-ui";
import { useTranslation } from "react-i18next";
import { type Language, languages } from "@/i18n/language";
import { useSettings } from "@/lib/settings";
import { Choice } from "./choice";
import { OVERFLOWS, OverflowRow } from "./overflow";
import { Row, type SettingsRow } from "./rows";
import { Toggle } from "./toggle";
import { useSaveSettings } from "./use-save";
import { ZoomRow } from "./zoom";

const SMALLEST_PX = 13;
const LARGEST_PX = 20;
const CODE_THEMES = ["app", "dark", "light", "contrast", "classic"] as const;

export function useAppearanceRows(): SettingsRow[] {
  const { t } = useTranslation("settings");
  return [
    {
      id: "theme",
      text: ["title", "text", "system", "dark", "light", "contrast"]
        .map((key) => t(`theme.${key as "title"}`))
        .join(" "),
      element: <ThemeRow />,
    },
    {
      id: "code-theme",
      text: ["title", "text", ...CODE_THEMES].map((key) => t(`codeTheme.${key as "title"}`)).join(" "),
      element: <CodeThemeRow />,
    },
    {
      id: "code-wrap",
      text: `${t("codeWrap.title")} ${t("codeWrap.text")}`,
      element: <CodeRow setting="code_wrap" words="codeWrap" />,
    },
    {
      id: "code-numbers",
      text: `${t("codeNumbers.title")} ${t("codeNumbers.text")}`,
      element: <CodeRow setting="code_numbers" words="codeNumbers" />,
    },
    { id: "text-size", text: `${t("textSize.title")} ${t("textSize.text")}`, element: <TextSizeRow /> },
    { id: "zoom", text: `${t("zoom.title")} ${t("zoom.text")}`, element: <ZoomRow /> },
  ];
}

export function useLanguageRows(): SettingsRow[] {
  const { t } = useTranslation("settings");
  return [
    {
      id: "language",
      text: [t("language.title"), ...Object.values(languages)].join(" "),
      element: <LanguageRow />,
    },
  ];
}

export function useConversationRows(): SettingsRow[] {
  const { t } = useTranslation("settings");
  const overflow = OVERFLOWS.map(
    (value) => `${t(`overflow.choice.${value}`)} ${t(`overflow.text.${value}`)}`,
  );
  return [
    { id: "titles", text: `${t("titles.title")} ${t("titles.text")}`, element: <TitlesRow /> },
    {
      id: "overflow",
      text: [t("overflow.title"), t("overflow.words"), ...overflow].join(" "),
      element: <OverflowRow />,
    },
  ];
}

function ThemeRow() {
  const { t } = useTranslation("settings");
  const { theme } = useSettings();
  const save = useSaveSettings();
  return (
    <Row title={t("theme.title")} text={t("theme.text")} titleId="setting-theme">
      <Choice
        labelledBy="setting-theme"
        value={theme}
        options={(["system", "dark", "light", "contrast"] as const).map((value) => ({
          value,
          label: t(`theme.${value}`),
        }))}
        onChange={(value) => save({ theme: value })}
      />
    </Row>
  );
}

function CodeThemeRow() {
  const { t } = useTranslation("settings");
  const { code_theme: theme } = useSettings();
  const save = useSaveSettings();
  return (
    <Row title={t("codeTheme.title")} text={t("codeTheme.text")} titleId="setting-code-theme">
      <Choice
        labelledBy="setting-code-theme"
        value={theme}
        options={CODE_THEMES.map((value) => ({ value, label: t(`codeTheme.${value}`) }))}
        onChange={(value) => save({ code_theme: value })}
      />
    </Row>
  );
}

interface CodeRowProps {
  setting: "code_wrap" | "code_numbers";
  words: "codeWrap" | "codeNumbers";
}

function CodeRow({ setting, words }: CodeRowProps) {
  const { t } = useTranslation("settings");
  const on = useSettings()[setting];
  const save = useSaveSettings();
  const titleId = `setting-${setting}`;
  return (
    <Row title={t(`${words}.title`)} text={t(`${words}.text`)} titleId={titleId}>
      <Toggle labelledBy={titleId} on={on} onChange={(value) => save({ [setting]: value })} />
    </Row>
  );
}

function TextSizeRow() {
  const { t } = useTranslation("settings");
  const { text_size: size } = useSettings();
  const save = useSaveSettings();
  return (
    <Row title={t("textSize.title")} text={t("textSize.text")} titleId="setting-text-size">
      <div className="flex items-center gap-3">
        <Slider.Root
          min={SMALLEST_PX}
          max={LARGEST_PX}
          value={[size]}
          onValueChange={([value]) => value !== undefined && save({ text_size: value })}
          className="relative flex h-5 w-44 touch-none select-none items-center"
        >
          <Slider.Track className="relative h-1 flex-1 rounded-full bg-line-strong">
            <Slider.Range className="absolute h-full rounded-full bg-blue" />
          </Slider.Track>
          <Slider.Thumb
            aria-labelledby="setting-text-size"
            aria-valuetext={t("textSize.value", { size })}
            className="block size-4 rounded-full bg-invert"
          />
        </Slider.Root>
        <span aria-hidden="true" className="w-11 text-right text-[13px] text-text-2 tabular-nums">
          {t("textSize.value", { size })}
        </span>
      </div>
    </Row>
  );
}

const SYSTEM = "system";

function LanguageRow() {
  const { t } = useTranslation("settings");
  const { language } = useSettings();
  const save = useSaveSettings();
  const options = [
    { value: SYSTEM, label: t("language.system") },
    ...Object.keys(languages).map((tag) => ({ value: tag, label: languages[tag as Language], lang: tag })),
  ];
  return (
    <Row title={t("language.title")} text={t("language.text")} titleId="setting-language">
      <Choice
        labelledBy="setting-language"
        value={language ?? SYSTEM}
        options={options}
        onChange={(value) => save({ language: value === SYSTEM ? null : value })}
      />
    </Row>
  );
}

function TitlesRow() {
  const { t } = useTranslation("settings");
  const { model_titles: on } = useSettings();
  const save = useSaveSettings();
  return (
    <Row title={t("titles.title")} text={t("titles.text")} titleId="setting-titles">
      <Toggle labelledBy="setting-titles" on={on} onChange={(value) => save({ model_titles: value })} />
    </Row>
  );
}

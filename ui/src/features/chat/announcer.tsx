import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { bodyOf } from "./bodies";
import { spokenText } from "./rich-text";
import { onSaid } from "./say";
import { onTurnEnd } from "./turns";

const SPOKEN_CHARS = 600;

interface AnnouncerProps {
  conversation: string | null;
}

/** The one polite region: tells a screen reader, once, that an answer has ended, and how it begins. */
export function Announcer({ conversation }: AnnouncerProps) {
  const { t } = useTranslation("chat");
  const [text, setText] = useState("");

  useEffect(() => {
    setText("");
    return onTurnEnd((turn, end) => {
      if (turn.conversation !== conversation || end.state === "streaming") return;
      const words = spokenText(bodyOf(turn.message).snapshot(), SPOKEN_CHARS);
      setText(t(`announce.${end.state}`, { text: end.error?.message || words }));
    });
  }, [conversation, t]);

  useEffect(() => onSaid(setText), []);

  return (
    <div role="status" aria-live="polite" className="sr-only" data-announcer="">
      {text}
    </div>
  );
}

import { RadioGroup } from "radix-ui";
import type { ComponentProps, FocusEvent } from "react";

/** One of the alternatives of a `RadioGroup.Root`: chosen by a click, and by the arrow keys that come from one beside it. */
export function RadioItem(props: ComponentProps<typeof RadioGroup.Item>) {
  return <RadioGroup.Item {...props} onFocus={choose} />;
}

/** Radix would choose only while the arrow key is down, and a quick one is up before the focus has moved. */
function choose(event: FocusEvent<HTMLElement>): void {
  event.preventDefault();
  const { currentTarget: item, relatedTarget: before } = event;
  if (item.parentElement?.contains(before) && item.dataset.state !== "checked") item.click();
}

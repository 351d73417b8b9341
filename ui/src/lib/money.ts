import { numberFormat } from "./number-format";

/** Money for people, from millionths of a US dollar: from a dollar on in cents, below with two digits that say something. */
export function money(microDollars: number, language: string): string {
  const digits =
    microDollars >= 1_000_000 || microDollars === 0
      ? { minimumFractionDigits: 2, maximumFractionDigits: 2 }
      : { minimumSignificantDigits: 1, maximumSignificantDigits: 2 };
  return dollars(microDollars, language, digits);
}

/** As `money`, but whole dollars without cents and no digit of a price left out: for prices in a narrow place. */
export function roundMoney(microDollars: number, language: string): string {
  if (microDollars > 0 && microDollars < 10_000) return money(microDollars, language);
  return dollars(microDollars, language, {
    maximumFractionDigits: microDollars % 1_000_000 === 0 ? 0 : 3,
  });
}

function dollars(microDollars: number, language: string, digits: Intl.NumberFormatOptions): string {
  const format = numberFormat(language, { style: "currency", currency: "USD", ...digits });
  return format.format(microDollars / 1_000_000);
}

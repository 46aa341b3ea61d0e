/**
 * Every colour of the product, for light and for dark: the only place where one is written down. Each name
 * becomes the CSS variable `--tr-<name>`. `tests/ui/tokens.test.ts` holds text to WCAG AA contrast, marks
 * to 3:1, and the chart colours apart for the three common kinds of colour blindness.
 */

export interface Tokens {
  /** Behind everything. */
  page: string;
  /** Panels, tables, bars. */
  surface: string;
  /** Hover, pressed, table heads. */
  raised: string;
  /** Code and bodies. */
  sunken: string;
  line: string;
  lineStrong: string;
  text: string;
  textSoft: string;
  textFaint: string;
  accent: string;
  accentStrong: string;
  accentSoft: string;
  onAccent: string;
  danger: string;
  dangerSoft: string;
  warning: string;
  warningSoft: string;
  good: string;
  success: string;
  error: string;
  throttled: string;
  cancelled: string;
  prompt: string;
  completion: string;
  first: string;
  second: string;
  cost: string;
  hue1: string;
  hue2: string;
  hue3: string;
  hue4: string;
  hue5: string;
  hue6: string;
  hue7: string;
  hue8: string;
}

export const LIGHT: Tokens = {
  page: "#f5f7f8",
  surface: "#ffffff",
  raised: "#eef2f4",
  sunken: "#f4f7f8",
  line: "#dfe5e8",
  lineStrong: "#c2ccd2",
  text: "#14212a",
  textSoft: "#475863",
  textFaint: "#5f707b",
  accent: "#0a6478",
  accentStrong: "#084e5e",
  accentSoft: "#e0eff2",
  onAccent: "#ffffff",
  danger: "#b3320f",
  dangerSoft: "#fbeae4",
  warning: "#855800",
  warningSoft: "#fbf1da",
  good: "#17713f",
  success: "#4a86b8",
  error: "#b3280f",
  throttled: "#bd8c00",
  cancelled: "#87939b",
  prompt: "#2f7f95",
  completion: "#b06a00",
  first: "#2f7f95",
  second: "#c2571a",
  cost: "#4d7d52",
  hue1: "#6e8cbf",
  hue2: "#d17b32",
  hue3: "#39a26a",
  hue4: "#b57691",
  hue5: "#74591b",
  hue6: "#675bb2",
  hue7: "#0b5d7c",
  hue8: "#783743",
};

export const DARK: Tokens = {
  page: "#0d1418",
  surface: "#131c21",
  raised: "#1b262d",
  sunken: "#0f171c",
  line: "#243139",
  lineStrong: "#3a4a54",
  text: "#e4ebef",
  textSoft: "#abb9c2",
  textFaint: "#8a9aa5",
  accent: "#55b9cf",
  accentStrong: "#7fd0e1",
  accentSoft: "#123039",
  onAccent: "#05222a",
  danger: "#ff8a66",
  dangerSoft: "#3a1c13",
  warning: "#e3b04b",
  warningSoft: "#332710",
  good: "#57c98a",
  success: "#5c9bd1",
  error: "#e2573a",
  throttled: "#f2cd62",
  cancelled: "#7d8a94",
  prompt: "#4fa9be",
  completion: "#dd9a3c",
  first: "#4fa9be",
  second: "#ee8650",
  cost: "#7fb585",
  hue1: "#7aa7f1",
  hue2: "#ea997b",
  hue3: "#a6d7b9",
  hue4: "#c386a3",
  hue5: "#edc46b",
  hue6: "#837ab0",
  hue7: "#60dcf7",
  hue8: "#c36266",
};

export type TokenName = keyof Tokens;

/** `colour("textSoft")` is `var(--tr-text-soft)`. */
export function colour(name: TokenName): string {
  return `var(${variableName(name)})`;
}

export function variableName(name: TokenName): string {
  return `--tr-${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

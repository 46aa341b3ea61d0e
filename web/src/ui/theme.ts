/** Mantine in our colours, sizes and type: its variables point at the tokens. */

import {
  Button,
  type CSSVariablesResolver,
  createTheme,
  type MantineColorsTuple,
  Tabs,
} from "@mantine/core";
import { colour, DARK, LIGHT, type TokenName, type Tokens, variableName } from "@/ui/tokens";

/** Mantine wants ten shades; every part we use reads the accent tokens instead. */
const ACCENT: MantineColorsTuple = [
  LIGHT.accentSoft,
  LIGHT.accentSoft,
  DARK.accentStrong,
  DARK.accentStrong,
  DARK.accent,
  DARK.accent,
  LIGHT.accent,
  LIGHT.accent,
  LIGHT.accentStrong,
  LIGHT.accentStrong,
];

/** Mantine's own greys: text, lines and grounds of the dark scheme, from light to dark. */
const DARKS: MantineColorsTuple = [
  DARK.text,
  DARK.text,
  DARK.textSoft,
  DARK.textFaint,
  DARK.lineStrong,
  DARK.raised,
  DARK.surface,
  DARK.page,
  DARK.sunken,
  DARK.page,
];

/** And of the light scheme, again from light to dark. */
const GREYS: MantineColorsTuple = [
  LIGHT.page,
  LIGHT.raised,
  LIGHT.line,
  LIGHT.line,
  LIGHT.lineStrong,
  LIGHT.textFaint,
  LIGHT.textFaint,
  LIGHT.textSoft,
  LIGHT.textSoft,
  LIGHT.text,
];

/** White text on a dangerous button has AA contrast on this one in both schemes. */
const REDS = Array.from({ length: 10 }, () => LIGHT.danger) as unknown as MantineColorsTuple;

export const SANS = '"Inter Variable", system-ui, sans-serif';
export const MONO = '"JetBrains Mono Variable", ui-monospace, monospace';

export const theme = createTheme({
  primaryColor: "accent",
  colors: { accent: ACCENT, dark: DARKS, gray: GREYS, red: REDS },
  fontFamily: SANS,
  fontFamilyMonospace: MONO,
  defaultRadius: "sm",
  radius: { xs: "3px", sm: "5px", md: "8px", lg: "10px", xl: "16px" },
  fontSizes: { xs: "12px", sm: "13px", md: "14px", lg: "16px", xl: "20px" },
  spacing: { xs: "4px", sm: "8px", md: "12px", lg: "16px", xl: "24px" },
  cursorType: "pointer",
  respectReducedMotion: true,
  focusRing: "auto",
  components: {
    Button: Button.extend({
      defaultProps: { size: "xs" },
      vars: (_, { variant = "filled", color }) => ({
        root: variant === "filled" && !color ? { "--button-color": colour("onAccent") } : {},
      }),
    }),
    Tabs: Tabs.extend({ vars: () => ({ root: { "--tabs-color": colour("accent") } }) }),
    Checkbox: { defaultProps: { iconColor: colour("onAccent") } },
    TextInput: { defaultProps: { size: "sm" } },
    PasswordInput: { defaultProps: { size: "sm" } },
    Select: { defaultProps: { size: "sm", allowDeselect: false } },
    Menu: { defaultProps: { shadow: "md", offset: 4 } },
    Popover: { defaultProps: { shadow: "md", offset: 4 } },
    Tooltip: { defaultProps: { openDelay: 300, offset: 6 } },
    Modal: {
      defaultProps: {
        centered: true,
        padding: "lg",
        closeButtonProps: { "aria-label": "Close" },
      },
    },
  },
});

export const resolveVariables: CSSVariablesResolver = () => ({
  variables: {
    "--mantine-line-height": "20px",
    "--mantine-color-text": colour("text"),
    "--mantine-color-body": colour("surface"),
    "--mantine-color-dimmed": colour("textSoft"),
    "--mantine-color-placeholder": colour("textFaint"),
    "--mantine-color-anchor": colour("accent"),
    "--mantine-color-error": colour("danger"),
    "--mantine-color-default": colour("surface"),
    "--mantine-color-default-hover": colour("raised"),
    "--mantine-color-default-color": colour("text"),
    "--mantine-color-default-border": colour("lineStrong"),
    "--mantine-primary-color-filled": colour("accent"),
    "--mantine-primary-color-filled-hover": colour("accentStrong"),
    "--mantine-primary-color-contrast": colour("onAccent"),
    "--mantine-color-accent-filled": colour("accent"),
    "--mantine-color-accent-filled-hover": colour("accentStrong"),
    "--mantine-color-accent-light": colour("accentSoft"),
    "--mantine-color-accent-light-hover": colour("accentSoft"),
    "--mantine-color-accent-light-color": colour("accentStrong"),
    "--mantine-color-accent-outline": colour("accent"),
    "--mantine-color-accent-text": colour("accent"),
  },
  light: variables(LIGHT),
  dark: variables(DARK),
});

function variables(tokens: Tokens): Record<string, string> {
  const names = Object.keys(tokens) as TokenName[];
  return Object.fromEntries(names.map((name) => [variableName(name), tokens[name]]));
}

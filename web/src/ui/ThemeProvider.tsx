import { MantineProvider } from "@mantine/core";
import "@/ui/mantine.css";
import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "@/ui/base.css";
import type { ReactNode } from "react";
import { resolveVariables, theme } from "@/ui/theme";

export function ThemeProvider({ children }: { children: ReactNode }) {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={resolveVariables}
      defaultColorScheme="auto"
    >
      {children}
    </MantineProvider>
  );
}

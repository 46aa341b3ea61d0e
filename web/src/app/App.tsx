import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useState } from "react";
import { createQueries } from "@/app/queries";
import { createAppRouter } from "@/app/router";
import { ThemeProvider } from "@/ui/ThemeProvider";

export function App() {
  const [queries] = useState(createQueries);
  const [router] = useState(createAppRouter);
  return (
    <ThemeProvider>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </ThemeProvider>
  );
}

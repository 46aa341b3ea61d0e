import { Button } from "@mantine/core";
import { type ErrorComponentProps, Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { usePipeline } from "@/api/pipeline";
import { EmptyState, ErrorState } from "@/ui/states";

export function NotFound() {
  return (
    <EmptyState title="There is no such page">
      <Button component={Link} to="/" variant="default">
        Go to the overview
      </Button>
    </EmptyState>
  );
}

/** A page that broke while it was drawn, or whose code could not be had. */
export function PageFailed({ error }: ErrorComponentProps) {
  useReloadOnReturn();
  const failure = {
    message: "This page failed to show.",
    hint: `Reload it. If it fails again, the reason was: ${String(error)}`,
  };
  return <ErrorState error={failure} onRetry={reload} />;
}

/** A page whose code the server could not send while it was away shows once it is back. */
function useReloadOnReturn(): void {
  const { error } = usePipeline();
  const wasDown = useRef(error !== null);
  useEffect(() => {
    if (error === null && wasDown.current) reload();
    wasDown.current = error !== null;
  }, [error]);
}

function reload(): void {
  globalThis.location.reload();
}

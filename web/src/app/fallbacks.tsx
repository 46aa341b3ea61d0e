import { Button } from "@mantine/core";
import { type ErrorComponentProps, Link } from "@tanstack/react-router";
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

/** A page that broke while it was drawn, or whose code a newer server no longer has. */
export function PageFailed({ error }: ErrorComponentProps) {
  const failure = {
    message: "This page failed to show.",
    hint: `Reload it. If it fails again, the reason was: ${String(error)}`,
  };
  return <ErrorState error={failure} onRetry={() => globalThis.location.reload()} />;
}

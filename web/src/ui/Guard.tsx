import { Component, type ReactNode } from "react";
import { ErrorState } from "@/ui/states";

interface Props {
  children: ReactNode;
}

/** A part that cannot be drawn says so in its own place, and takes no other down. */
export class Guard extends Component<Props, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <ErrorState
        error={{ message: "This cannot be drawn." }}
        onRetry={() => this.setState({ failed: false })}
      />
    );
  }
}

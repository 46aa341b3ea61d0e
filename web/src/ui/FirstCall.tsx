import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { gatewayUrl, KEY_PLACEHOLDER, MODEL_PLACEHOLDER, snippet } from "@/lib/snippet";
import { Code } from "@/ui/Copy";
import styles from "@/ui/ui.module.css";

/** Shown while nothing was ever recorded: the shortest way to a first request. */
export function FirstCall() {
  const text = snippet("curl", {
    baseUrl: gatewayUrl(globalThis.location.origin),
    key: KEY_PLACEHOLDER,
    model: MODEL_PLACEHOLDER,
  });
  return (
    <section className={styles.firstCall} aria-label="First request">
      <h2>No requests yet</h2>
      <p>
        Point an OpenAI client at this address with a project key. Its calls show up here within two
        seconds.
      </p>
      <Code text={text} what="the call" />
      <div>
        <Button component={Link} to="/connect">
          Make a key and connect
        </Button>
      </div>
    </section>
  );
}

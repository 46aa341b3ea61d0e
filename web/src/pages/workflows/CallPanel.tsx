import { gatewayUrl, KEY_PLACEHOLDER } from "@/lib/snippet";
import styles from "@/pages/workflows/workflows.module.css";
import { CallCode } from "@/ui/CallCode";
import { Panel } from "@/ui/Panel";

/** How a program calls the workflow: its name stands where a model's would. */
export function CallPanel({ name }: { name: string }) {
  const baseUrl = gatewayUrl(globalThis.location.origin);
  return (
    <Panel title="How to call it">
      <p className={styles.note}>
        <code>model</code> is the workflow&rsquo;s name, in any door of the gateway.
      </p>
      <CallCode call={{ baseUrl, key: KEY_PLACEHOLDER, model: name }} />
    </Panel>
  );
}

/** How to send the first request: the address, a key, the code, the providers behind it. */

import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useMay } from "@/api/session";
import { gatewayUrl, KEY_PLACEHOLDER } from "@/lib/snippet";
import styles from "@/pages/connect/connect.module.css";
import { FirstCallCode } from "@/pages/connect/FirstCallCode";
import { Health } from "@/pages/connect/Health";
import { Keys } from "@/pages/connect/Keys";
import { Providers } from "@/pages/connect/Providers";
import { Code } from "@/ui/Copy";
import { Panel } from "@/ui/Panel";

export function ConnectPage() {
  const [secret, setSecret] = useState<string | null>(null);
  const baseUrl = gatewayUrl(globalThis.location.origin);
  const canWrite = useMay("manage_keys");
  return (
    <div className={styles.page}>
      <Panel title="Address">
        <p className={styles.note}>
          The gateway speaks the OpenAI protocol here: give this to any OpenAI client as its base
          URL.
        </p>
        <Code text={baseUrl} what="the base URL" />
      </Panel>
      <Keys canWrite={canWrite} onSecret={setSecret} />
      <FirstCallCode baseUrl={baseUrl} secret={secret ?? KEY_PLACEHOLDER} />
      <Providers canWrite={canWrite} />
      <Health />
      <p className={styles.more}>
        Members, projects, rotating keys and testing providers are in the{" "}
        <Link to="/manage">settings</Link>.
      </p>
    </div>
  );
}

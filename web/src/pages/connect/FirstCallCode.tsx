import { TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { modelsQuery, providersQuery } from "@/api/access";
import { MODEL_PLACEHOLDER } from "@/lib/snippet";
import styles from "@/pages/connect/connect.module.css";
import { CallCode } from "@/ui/CallCode";
import { Panel } from "@/ui/Panel";

/** The same call in three tongues, with this server's address, the new key and a model that is there. */
export function FirstCallCode({ baseUrl, secret }: { baseUrl: string; secret: string }) {
  const models = useKnownModels();
  const [chosen, setChosen] = useState<string | null>(null);
  const model = chosen ?? models[0] ?? MODEL_PLACEHOLDER;
  return (
    <Panel title="First call">
      <div className={styles.model}>
        <TextInput
          label="Model"
          description="provider/model, as the provider names it"
          list="models"
          value={model}
          onChange={({ currentTarget }) => setChosen(currentTarget.value)}
        />
        <datalist id="models">
          {models.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      </div>
      <CallCode call={{ baseUrl, key: secret, model }} />
    </Panel>
  );
}

/** What answered lately; on a new server, the first provider with a model to overwrite. */
function useKnownModels(): string[] {
  const { data: models = [] } = useQuery(modelsQuery);
  const { data: providers = [] } = useQuery(providersQuery);
  return models.length > 0 ? models : providers.map(({ name }) => `${name}/gpt-4o-mini`);
}

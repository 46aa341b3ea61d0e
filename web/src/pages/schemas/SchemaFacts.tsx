import type { SchemaDefinition } from "@/api/schemas";
import type { Json } from "@/lib/json";
import { ON_INVALID } from "@/pages/schemas/draft";
import styles from "@/pages/schemas/schemas.module.css";
import edit from "@/ui/edit/edit.module.css";
import { JsonTree } from "@/ui/JsonTree";
import { Panel } from "@/ui/Panel";
import ui from "@/ui/ui.module.css";

/** What a version of a schema says, for those who look and do not change. */
export function SchemaFacts({ definition }: { definition: SchemaDefinition }) {
  return (
    <div className={edit.column}>
      <Panel title="JSON Schema">
        <JsonTree value={definition.json_schema as Json} />
      </Panel>
      <Panel title="When an answer does not fit">
        <dl className={ui.facts}>
          <dt>Then</dt>
          <dd>{ON_INVALID[definition.on_invalid]}</dd>
          <dt>Retries at most</dt>
          <dd>{definition.max_retries}</dd>
          <dt>Sample</dt>
          <dd>
            {definition.sample === null ? (
              <span className={styles.faint}>none</span>
            ) : (
              <JsonTree value={definition.sample as Json} />
            )}
          </dd>
        </dl>
      </Panel>
    </div>
  );
}

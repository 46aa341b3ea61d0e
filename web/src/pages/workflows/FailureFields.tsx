import { NativeSelect, TextInput } from "@mantine/core";
import { type Problem, problemAt } from "@/lib/definition";
import { ON_ERROR } from "@/pages/workflows/describe";
import type { WorkflowDraft } from "@/pages/workflows/draft";
import styles from "@/pages/workflows/workflows.module.css";
import edit from "@/ui/edit/edit.module.css";
import { Panel } from "@/ui/Panel";

interface Props {
  draft: WorkflowDraft;
  problems: readonly Problem[];
  change: (part: Partial<WorkflowDraft>) => void;
}

type TextField = "maxAttempts" | "backoffMs" | "timeoutMs" | "attemptTimeoutMs";

/** What happens when an attempt fails or takes too long. */
export function FailureFields({ draft, problems, change }: Props) {
  const field = (name: TextField, path: string) => ({
    value: draft[name],
    error: problemAt(problems, path),
    onChange: ({ currentTarget }: { currentTarget: HTMLInputElement }) =>
      change({ [name]: currentTarget.value }),
  });
  const ms = <span className={styles.unit}>ms</span>;
  return (
    <Panel title="When an attempt fails">
      <div className={edit.fields}>
        <NativeSelect
          label="Then"
          description="After 429, 5xx, a time-out or no connection."
          data={Object.entries(ON_ERROR).map(([value, label]) => ({ value, label }))}
          value={draft.onError}
          error={problemAt(problems, "on_error")}
          onChange={({ currentTarget }) =>
            change({ onError: currentTarget.value as WorkflowDraft["onError"] })
          }
        />
        <TextInput
          label="Attempts at most"
          description="Empty: as many as there are targets."
          placeholder={String(draft.targets.length)}
          inputMode="numeric"
          {...field("maxAttempts", "max_attempts")}
        />
        <TextInput
          label="Waits between attempts"
          description="In order; the last one repeats."
          placeholder="no wait"
          rightSection={ms}
          {...field("backoffMs", "backoff_ms")}
        />
        <TextInput
          label="Time limit of an attempt"
          description="Where its target has none of its own."
          placeholder="the server's"
          inputMode="numeric"
          rightSection={ms}
          {...field("attemptTimeoutMs", "attempt_timeout_ms")}
        />
        <TextInput
          label="Time limit of the call"
          description="All attempts and waits together."
          placeholder="the server's"
          inputMode="numeric"
          rightSection={ms}
          {...field("timeoutMs", "timeout_ms")}
        />
      </div>
    </Panel>
  );
}

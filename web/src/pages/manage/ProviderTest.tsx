import { Button } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import type { Probe, Provider } from "@/api/access";
import { formatPlural } from "@/lib/format";
import styles from "@/pages/manage/manage.module.css";
import type { ProviderTests } from "@/pages/manage/useProviderTests";
import { FormError } from "@/ui/DoorPage";

interface ButtonProps {
  provider: Provider;
  tests: ProviderTests;
}

export function TestButton({ provider, tests }: ButtonProps) {
  return (
    <Button
      variant="subtle"
      color="gray"
      size="compact-xs"
      aria-label={`Test ${provider.name}`}
      loading={tests.running === provider.id}
      onClick={() => tests.test(provider.id)}
    >
      Test
    </Button>
  );
}

interface Props {
  providers: readonly Provider[];
  tests: ProviderTests;
}

/** What was found, in words that a screen reader hears too. */
export function TestResults({ providers, tests }: Props) {
  return (
    <div role="status" className={tests.found.size > 0 ? styles.results : undefined}>
      <FormError error={tests.error} />
      {providers.map(({ id, name, project }) => {
        const probe = tests.found.get(id);
        return probe && <Result key={id} name={`${name} in ${project.name}`} probe={probe} />;
      })}
    </div>
  );
}

function Result({ name, probe }: { name: string; probe: Probe }) {
  const { error, hint, latency_ms, models } = probe;
  const time = latency_ms === null ? "" : ` after ${latency_ms} ms`;
  if (error) {
    return (
      <p className={styles.result} data-tone="danger">
        <IconAlertTriangle size={15} aria-hidden="true" />
        <span>
          <strong>{name}:</strong> {error} {hint}
        </span>
      </p>
    );
  }
  return (
    <p className={styles.result} data-tone="good">
      <IconCircleCheck size={15} aria-hidden="true" />
      <span>
        <strong>{name}</strong> answered{time} and lists {formatPlural(models ?? 0, "model")}.
      </span>
    </p>
  );
}

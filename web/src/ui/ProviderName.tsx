import { providerColour } from "@/ui/provider";
import { colour } from "@/ui/tokens";
import styles from "@/ui/ui.module.css";

interface Props {
  provider: string | null;
  model?: string | null;
}

/** `openai:gpt-4o` with the provider's colour in front. */
export function ProviderName({ provider, model }: Props) {
  const whole = [provider, model].filter(Boolean).join(":");
  if (!whole) return <span className={styles.providerName}>none</span>;
  return (
    <span className={styles.provider} title={whole}>
      <span
        className={styles.providerDot}
        style={{ background: colour(providerColour(provider ?? "")) }}
      />
      <span>
        <span className={model ? styles.providerName : undefined}>{provider}</span>
        {model && provider ? <span className={styles.providerName}>:</span> : null}
        {model}
      </span>
    </span>
  );
}

/** The same, from a workflow's `provider:model` in one piece. */
export function TargetName({ target }: { target: string }) {
  const [, provider = target, model = null] = /^([^:/]*)[:/](.*)$/.exec(target) ?? [];
  return <ProviderName provider={provider} model={model} />;
}

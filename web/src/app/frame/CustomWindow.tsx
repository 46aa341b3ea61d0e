import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useChangeSearch } from "@/api/reading";
import { useOrganisation } from "@/api/session";
import styles from "@/app/frame/frame.module.css";
import { customWindow, type WindowChoice, windowSpan } from "@/lib/window";
import { fromInput, toInput } from "@/lib/zone";

interface Props {
  choice: WindowChoice;
  zone: string;
  onPick: (choice: WindowChoice) => void;
}

/** From and to on the clock of the chosen zone. */
export function CustomWindow({ choice, zone, onPick }: Props) {
  const [span] = useState(() => windowSpan(choice, Date.now()));
  const [from, setFrom] = useState(() => toInput(span.fromMs, zone));
  const [to, setTo] = useState(() => toInput(span.toMs, zone));
  const fromMs = fromInput(from, zone);
  const toMs = fromInput(to, zone);
  const isWrong = fromMs !== null && toMs !== null && fromMs >= toMs;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (fromMs !== null && toMs !== null && fromMs < toMs) onPick(customWindow({ fromMs, toMs }));
  };
  return (
    <form className={styles.custom} onSubmit={submit}>
      <TextInput
        type="datetime-local"
        label="From"
        value={from}
        max={to}
        required
        onChange={({ currentTarget }) => setFrom(currentTarget.value)}
      />
      <TextInput
        type="datetime-local"
        label="To"
        value={to}
        required
        error={isWrong ? "To must be after From." : null}
        onChange={({ currentTarget }) => setTo(currentTarget.value)}
      />
      <ZoneChoice zone={zone} />
      <Button type="submit" disabled={fromMs === null || toMs === null || isWrong}>
        Apply
      </Button>
    </form>
  );
}

/** Whose days and clocks: the organisation's, this browser's, or UTC. */
function ZoneChoice({ zone }: { zone: string }) {
  const change = useChangeSearch();
  const home = useOrganisation()?.timezone ?? "UTC";
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zones = [...new Set([home, here, "UTC", zone])];
  return (
    <label className={styles.zoneChoice}>
      Time zone
      <select
        value={zone}
        onChange={({ target }) =>
          void change({ tz: target.value === home ? undefined : target.value })
        }
      >
        {zones.map((name) => (
          <option key={name} value={name}>
            {name === home ? `${name} (organisation)` : name}
          </option>
        ))}
      </select>
    </label>
  );
}
